import type { Module, ModuleFile, Problem } from '@statefun-ts/module';
import { formatProblems, parseModule } from '@statefun-ts/module';
import { readFileSync } from 'node:fs';
import type { Logger } from './logger.ts';
import { findModuleFiles } from './module-files.ts';
import { printNote, useColor } from './output.ts';
import { readModuleFile } from './read-module-file.ts';
import type { Settings } from './settings/table.ts';

/** What module files hold, and what is wrong with them. */
export interface Loaded {
  /** Present when there is no error. */
  readonly module?: Module;
  readonly problems: readonly Problem[];
  /** Those that were found. */
  readonly files: readonly string[];
  /** Those of them that could be read. */
  readonly sources: readonly ModuleFile[];
}

/** Finds, reads and validates the module files of one application. One that can't be read is a problem of it. */
export async function readModule(where: Pick<Settings, 'module' | 'modulesDir'>): Promise<Loaded> {
  const { files, problems: unfound } = await findModuleFiles(where);
  const sources: ModuleFile[] = [];
  const unreadable = [...unfound];
  for (const file of files) {
    const read = await readModuleFile(file);
    if ('source' in read) sources.push(read.source);
    else unreadable.push(read.problem);
  }
  const { module, problems } = parseModule(sources, {
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  if (unreadable.length > 0) return { files, sources, problems: [...unreadable, ...problems] };
  return { files, sources, problems, ...(module && { module }) };
}

/** The module, if it has no error. Its problems go to the log, which on a terminal shows the lines concerned. */
export async function loadModule(
  where: Pick<Settings, 'module' | 'modulesDir'>,
  log: { readonly logger: Logger; readonly pretty: boolean },
): Promise<Module | undefined> {
  const { module, problems, sources } = await readModule(where);
  if (problems.length === 0) return module;
  if (log.pretty) printNote(formatProblems(problems, { sources, color: useColor() }));
  else for (const problem of problems) logProblem(log.logger, problem);
  return module;
}

function logProblem(logger: Logger, { severity, code, message, hint, origin }: Problem): void {
  const place = `${origin.file}:${origin.line}:${origin.column}`;
  logger[severity === 'error' ? 'error' : 'warn']({ code, hint, place }, `${place}: ${message}`);
}
