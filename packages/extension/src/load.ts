import type { ExtensionComponent } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExtensionOrigin, LoadedExtension } from './extension.ts';
import { Boundary } from './guard/boundary.ts';
import { checkExtension } from './shape.ts';

/** Loading runs the code of the extension's module. */
const LOAD_MS = 30_000;

/** An extension that is wanted. */
export interface ExtensionLocation {
  /** The name of a package, or the path of a JavaScript or TypeScript module. */
  readonly name: string;
  /** The directory that paths and packages are looked up from. */
  readonly directory: string;
}

/** Where the extension is that a component of a module file asks for. */
export const locationOf = ({ module, origin }: ExtensionComponent): ExtensionLocation => ({
  name: module,
  directory: dirname(resolve(origin.file)),
});

/** Extensions that were loaded, and those that could not be. */
export interface LoadedExtensions<L extends ExtensionLocation> {
  readonly extensions: readonly LoadedExtension[];
  readonly failures: readonly { readonly location: L; readonly error: StatefunError }[];
}

/** How extensions are loaded. */
export interface LoadOptions<L extends ExtensionLocation = ExtensionLocation> {
  /** What one may take; tests shorten it. */
  readonly loadMs?: number;
  /** Is told which one is next. */
  readonly onLoad?: (location: L) => void;
}

/** Loads extensions, each once however often it is asked for. */
export async function loadExtensions<L extends ExtensionLocation>(
  locations: readonly L[],
  { loadMs = LOAD_MS, onLoad }: LoadOptions<L> = {},
): Promise<LoadedExtensions<L>> {
  const extensions = new Map<string, LoadedExtension>();
  const failures: { location: L; error: StatefunError }[] = [];
  for (const location of locations) {
    try {
      const url = locate(location);
      onLoad?.(location);
      if (!extensions.has(url)) extensions.set(url, await load(location.name, url, loadMs));
    } catch (error) {
      if (!(error instanceof StatefunError)) throw error;
      failures.push({ location, error });
    }
  }
  return { extensions: [...extensions.values()], failures };
}

/** Loads extensions that were loaded before, in another thread. Rejects as that did. */
export const importExtensions = (origins: readonly ExtensionOrigin[]): Promise<LoadedExtension[]> =>
  Promise.all(origins.map(({ name, url }) => load(name, url, LOAD_MS)));

/**
 * Loads an extension: the default export of a package or file. Rejects with `STATEFUN_EXTENSION_UNREADABLE` or
 * `STATEFUN_EXTENSION_INVALID`.
 */
async function load(name: string, url: string, loadMs: number): Promise<LoadedExtension> {
  const boundary = new Boundary(name);
  let loaded: { readonly default?: unknown };
  try {
    loaded = await boundary.settle('The module', loadMs, () => import(url) as Promise<{ default?: unknown }>);
  } catch (error) {
    const { message, cause } = error as Error;
    const what = `The extension ${name} can't be loaded. ${message}`;
    throw new StatefunError('STATEFUN_EXTENSION_UNREADABLE', what, { cause });
  }
  return { ...checkExtension(name, loaded.default), name, url };
}

const PROGRAM = /\.[cm]?[jt]s$/;

function locate({ name, directory }: ExtensionLocation): string {
  if (/^\.{0,2}\//.test(name) || isAbsolute(name) || PROGRAM.test(name))
    return pathToFileURL(resolve(directory, name)).href;
  try {
    return pathToFileURL(createRequire(join(directory, 'module.yaml')).resolve(name)).href;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'MODULE_NOT_FOUND'
        ? `There is no package of that name in ${directory} or above it: npm install it, or write ./${name} for a file.`
        : (error as Error).message;
    throw new StatefunError('STATEFUN_EXTENSION_UNREADABLE', `The extension ${name} can't be found. ${why}`, {
      cause: error,
    });
  }
}
