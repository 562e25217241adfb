import type { ExtensionLocation, LoadOptions, Registry } from '@statefun-ts/extension/host';
import { amid, loadExtensions, locationOf, watchForLoops } from '@statefun-ts/extension/host';
import type { ExtensionComponent, Module, ModuleFile, Problem } from '@statefun-ts/module';
import { extensionsOf, formatProblems, parseModule } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { createRegistry } from '@statefun-ts/runtime/registry';
import { readFileSync } from 'node:fs';
import type { Logger } from './logger.ts';
import { findModuleFiles } from './module-files.ts';
import { printNote, useColor } from './output.ts';
import { readModuleFile } from './read-module-file.ts';
import type { Settings } from './settings/table.ts';

/** Where a module and its extensions are. */
export type Where = Pick<Settings, 'module' | 'modulesDir' | 'extension'> &
  Partial<Pick<Settings, 'kafkaMarkAhead'>>;

/** A module without errors, and the kinds that it is written in. */
export interface Program {
  readonly module: Module;
  readonly registry: Registry;
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
 * asks for and that can't be loaded, are problems of it. Rejects with `STATEFUN_EXTENSION_UNREADABLE` or
 * `STATEFUN_EXTENSION_INVALID` for those of the settings.
 */
export async function readModule(where: Where, options?: LoadOptions): Promise<Loaded> {
  const { files, problems: unfound } = await findModuleFiles(where);
  const sources: ModuleFile[] = [];
  const unreadable = [...unfound];
  for (const file of files) {
    const read = await readModuleFile(file);
    if ('source' in read) sources.push(read.source);
    else unreadable.push(read.problem);
  }
  const variables = { env: process.env, readFile: (path: string) => readFileSync(path, 'utf8') };
  const { registry, problems: unloaded } = await loadRegistry(
    where,
    extensionsOf(sources, variables),
    options,
  );
  const names = registry.extensions.map(({ name }) => name);
  const { module, problems } = amid(names, () => parseModule(sources, variables, registry.kinds));
  const all = [...unreadable, ...unloaded, ...problems];
  const isWrong = unreadable.length + unloaded.length > 0;
  return { files, sources, problems: all, ...(module && !isWrong && { program: { module, registry } }) };
}

/** The built-in kinds, and those of the extensions that the settings and the module ask for. */
export async function loadRegistry(
  { extension, kafkaMarkAhead }: Pick<Where, 'extension' | 'kafkaMarkAhead'>,
  components: readonly ExtensionComponent[] = [],
  loading: LoadOptions = {},
): Promise<{ readonly registry: Registry; readonly problems: readonly Problem[] }> {
  const locations: (ExtensionLocation & { readonly component?: ExtensionComponent })[] = [
    ...extension.map((name) => ({ name, directory: process.cwd() })),
    ...components.map((component) => ({ ...locationOf(component), component })),
  ];
  if (locations.length > 0) watchForLoops();
  const { extensions, failures } = await loadExtensions(locations, loading);
  const problems = failures.map(({ location: { component }, error }): Problem => {
    if (component === undefined) throw error;
    return { severity: 'error', code: error.code, message: error.message, origin: component.origin };
  });
  const options = { ...(kafkaMarkAhead && { kafkaMarkAhead }) };
  try {
    return { registry: createRegistry(options, extensions), problems };
  } catch (error) {
    const last = components.at(-1);
    if (last === undefined || !(error instanceof StatefunError)) throw error;
    const problem = {
      severity: 'error',
      code: error.code,
      message: error.message,
      origin: last.origin,
    } as const;
    return { registry: createRegistry(options), problems: [...problems, problem] };
  }
}

/** The module, if it has no error. Its problems go to the log, which on a terminal shows the lines concerned. */
export async function loadModule(
  where: Where,
  log: { readonly logger: Logger; readonly pretty: boolean },
  options?: LoadOptions,
): Promise<Program | undefined> {
  const { program, problems, sources } = await readModule(where, options);
  if (problems.length === 0) return program;
  if (log.pretty) printNote(formatProblems(problems, { sources, color: useColor() }));
  else for (const problem of problems) logProblem(log.logger, problem);
  return program;
}

function logProblem(logger: Logger, { severity, code, message, hint, origin }: Problem): void {
  const place = `${origin.file}:${origin.line}:${origin.column}`;
  logger[severity === 'error' ? 'error' : 'warn']({ code, hint, place }, `${place}: ${message}`);
}
