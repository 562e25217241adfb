import type { ExtensionSummary, Registry } from '@statefun-ts/extension/host';
import { locationOf } from '@statefun-ts/extension/host';
import type { Module, ModuleFile, Problem } from '@statefun-ts/module';
import { extensionsOf, formatProblems } from '@statefun-ts/module';
import type { WantedExtension } from '@statefun-ts/runtime/reading';
import { VARIABLES, readModuleFiles } from '@statefun-ts/runtime/reading';
import { createRegistry } from '@statefun-ts/runtime/registry';
import type { Logger } from './logger.ts';
import { findModuleFiles } from './module-files.ts';
import { printNote, useColor } from './output.ts';
import { readModuleFile } from './read-module-file.ts';
import type { Settings } from './settings/table.ts';

/** Where a module and its extensions are. */
export type Where = Pick<Settings, 'module' | 'modulesDir' | 'extension'> &
  Partial<Pick<Settings, 'kafkaMarkAhead'>>;

/** A module without errors, and what makes its components. */
export interface Program {
  readonly module: Module;
  /** The built-in kinds. */
  readonly registry: Registry;
  readonly extensions: readonly ExtensionSummary[];
}

/** What module files hold, and what is wrong with them. */
export interface Loaded {
  /** Present when there is no error. */
  readonly program?: Program;
  readonly problems: readonly Problem[];
  /** Those that were found. */
  readonly files: readonly string[];
  /** Those of them that could be read. */
  readonly sources: readonly ModuleFile[];
}

/**
 * Finds, reads and validates the module files of one application. One that can't be read, and an extension that one
 * asks for and that can't be loaded, are problems of it. Rejects as `readModuleFiles` does for extensions of the settings.
 */
export async function readModule(where: Where): Promise<Loaded> {
  const { files, problems: unfound } = await findModuleFiles(where);
  const sources: ModuleFile[] = [];
  const unreadable = [...unfound];
  for (const file of files) {
    const read = await readModuleFile(file);
    if ('source' in read) sources.push(read.source);
    else unreadable.push(read.problem);
  }
  const asked = extensionsOf(sources, VARIABLES).map((component) => ({
    ...locationOf(component),
    component,
  }));
  const { module, problems, extensions } = await readModuleFiles(sources, [
    ...wantedOf(where.extension),
    ...asked,
  ]);
  const all = [...unreadable, ...problems];
  if (module === undefined || unreadable.length > 0) return { files, sources, problems: all };
  const { kafkaMarkAhead } = where;
  const registry = createRegistry({ ...(kafkaMarkAhead && { kafkaMarkAhead }) });
  return { files, sources, problems: all, program: { module, registry, extensions } };
}

/** The extensions of the setting: paths count from the working directory. */
export const wantedOf = (extension: readonly string[]): WantedExtension[] =>
  extension.map((name) => ({ name, directory: process.cwd() }));

/** The module, if it has no error. Its problems go to the log, which on a terminal shows the lines concerned. */
export async function loadModule(
  where: Where,
  log: { readonly logger: Logger; readonly pretty: boolean },
): Promise<Program | undefined> {
  const { program, problems, sources } = await readModule(where);
  if (problems.length === 0) return program;
  if (log.pretty) printNote(formatProblems(problems, { sources, color: useColor() }));
  else for (const problem of problems) logProblem(log.logger, problem);
  return program;
}

function logProblem(logger: Logger, { severity, code, message, hint, origin }: Problem): void {
  const place = `${origin.file}:${origin.line}:${origin.column}`;
  logger[severity === 'error' ? 'error' : 'warn']({ code, hint, place }, `${place}: ${message}`);
}
