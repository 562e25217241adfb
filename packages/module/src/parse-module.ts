import { checkCompleteness, checkDuplicates } from './application.ts';
import type { ExtensionComponent, Module } from './components.ts';
import { isExtension } from './components-of.ts';
import { readDocuments } from './documents.ts';
import type { Variables } from './interpolate.ts';
import { BUILT_IN_KINDS } from './kinds/built-in.ts';
import type { Kind } from './kinds/kind.ts';
import { expandLegacy } from './legacy/expand.ts';
import { type Problem, Problems } from './problem.ts';
import { readComponent, type ReadComponent } from './read-component.ts';
import { type ModuleFile, Source } from './source.ts';

export interface ModuleResult {
  /** Present when there is no error. */
  readonly module?: Module;
  /** Errors and warnings, in the order of the files and their lines; 200 at most, errors first. */
  readonly problems: readonly Problem[];
}

/**
 * Parses and validates the module files of one application, which are one module together. Reports every
 * mistake in all of them at once. Does no I/O of its own: `${env:NAME}` is looked up in `variables.env`, and
 * `${file:PATH}` read by `variables.readFile`, which throws when it can't. `kinds` has those of extensions, too.
 * Never throws.
 */
export function parseModule(
  files: readonly ModuleFile[],
  variables: Variables,
  kinds: readonly Kind[] = BUILT_IN_KINDS,
): ModuleResult {
  const problems = new Problems();
  const sources = files.map((file) => new Source(file, problems));
  const read = sources.flatMap((source) => readFile(source, variables, kinds));
  checkDuplicates(read);
  if (problems.errors === 0) checkCompleteness(read);
  const list = problems.list(files.map(({ file }) => file));
  if (problems.errors > 0) return { problems: list };
  const components = read.map(({ component }) => component).filter((component) => component !== undefined);
  return { module: { components }, problems: list };
}

/**
 * The extensions that module files ask for, to be loaded before the files can be parsed. Mistakes are passed
 * over: `parseModule` reports them.
 */
export function extensionsOf(files: readonly ModuleFile[], variables: Variables): ExtensionComponent[] {
  return files
    .map((file) => new Source(file, new Problems()))
    .flatMap((source) => readFile(source, variables, BUILT_IN_KINDS))
    .flatMap(({ component }) => (component !== undefined && isExtension(component) ? [component] : []));
}

function readFile(source: Source, variables: Variables, kinds: readonly Kind[]): readonly ReadComponent[] {
  return readDocuments(source)
    .flatMap((document) => expandLegacy(document, source))
    .map((document) => readComponent(document, source, variables, kinds))
    .filter((component) => component !== undefined);
}
