import type { Module, ModuleFile, Problem } from '@statefun-ts/module';
import { formatProblems, parseModule } from '@statefun-ts/module';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Logger } from './logger.ts';
import { printNote, useColor } from './output.ts';

/** What module files hold, and what is wrong with them. */
export interface Loaded {
  /** Present when there is no error. */
  readonly module?: Module;
  readonly problems: readonly Problem[];
  readonly sources: readonly ModuleFile[];
}

/** Reads and validates the module files of one application. A file that can't be read is a problem of it. */
export async function readModule(files: readonly string[]): Promise<Loaded> {
  const sources: ModuleFile[] = [];
  const unreadable: Problem[] = [];
  for (const file of files) {
    try {
      sources.push({ file, text: await readFile(file, 'utf8') });
    } catch (error) {
      unreadable.push(unreadableFile(file, error as NodeJS.ErrnoException));
    }
  }
  const { module, problems } = parseModule(sources, {
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  if (unreadable.length > 0) return { problems: [...unreadable, ...problems], sources };
  return { problems, sources, ...(module && { module }) };
}

function unreadableFile(file: string, { code, message }: NodeJS.ErrnoException): Problem {
  return {
    severity: 'error',
    code: 'STATEFUN_MODULE_UNREADABLE',
    message:
      code === 'ENOENT'
        ? `There is no file ${file} in ${process.cwd()}.`
        : `The file can't be read: ${message}.`,
    hint: 'name the module file with --module FILE',
    origin: { file, line: 1, column: 1 },
  };
}

/** The module, if it has no error. Its problems go to the log, which on a terminal shows the lines concerned. */
export async function loadModule(
  files: readonly string[],
  log: { readonly logger: Logger; readonly pretty: boolean },
): Promise<Module | undefined> {
  const { module, problems, sources } = await readModule(files);
  if (problems.length === 0) return module;
  if (log.pretty) printNote(formatProblems(problems, { sources, color: useColor() }));
  else for (const problem of problems) logProblem(log.logger, problem);
  return module;
}

function logProblem(logger: Logger, { severity, code, message, hint, origin }: Problem): void {
  const place = `${origin.file}:${origin.line}:${origin.column}`;
  logger[severity === 'error' ? 'error' : 'warn']({ code, hint, place }, `${place}: ${message}`);
}
