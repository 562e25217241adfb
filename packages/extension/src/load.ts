import type { ExtensionComponent } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Extension, LoadedExtension } from './extension.ts';
import { API_VERSION } from './extension.ts';
import { Boundary } from './guard/boundary.ts';

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

/** Loads extensions, each once however often it is asked for. Tests shorten the time that one may take. */
export async function loadExtensions<L extends ExtensionLocation>(
  locations: readonly L[],
  { loadMs = LOAD_MS }: { readonly loadMs?: number } = {},
): Promise<LoadedExtensions<L>> {
  const extensions = new Map<string, LoadedExtension>();
  const failures: { location: L; error: StatefunError }[] = [];
  for (const location of locations) {
    try {
      const url = locate(location);
      if (!extensions.has(url)) extensions.set(url, await load(location.name, url, loadMs));
    } catch (error) {
      if (!(error instanceof StatefunError)) throw error;
      failures.push({ location, error });
    }
  }
  return { extensions: [...extensions.values()], failures };
}

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
    throw new StatefunError(
      'STATEFUN_EXTENSION_UNREADABLE',
      `The extension ${name} can't be loaded. ${message}`,
      {
        cause,
      },
    );
  }
  return { ...checked(name, loaded.default), name };
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

const method = z.custom<unknown>((value) => typeof value === 'function', 'must be a function');
const schema = z.custom<unknown>(
  (value) => typeof value === 'object' && value !== null && '_zod' in value,
  'must be a schema: mapping(), or one of zod',
);
/** The namespaces that begin so are those of the built-in ones. */
const name = z
  .string('must be a text')
  .regex(/^[^/]+\/[^/]+$/, 'must be of the form <namespace>/<name>')
  .refine(
    (value) => !/^io\.statefun[./]/.test(value),
    'must be in a namespace of its own, not in io.statefun',
  );

const transportShape = z.object({ type: name, schema, toSpec: method, create: method });
const componentShape = z.object({
  kind: name,
  role: z.enum(['endpoint', 'ingress', 'egress'], 'must be endpoint, ingress or egress'),
  summary: z.string('must be a sentence'),
  schema,
  identify: method,
  toComponent: method,
  create: method,
});
/** What a function makes is not known yet. */
const withoutFactory = (component: unknown): unknown =>
  typeof component === 'function' ? undefined : component;
const extensionShape = z.object({
  transports: z.array(transportShape, 'must be a list').optional(),
  components: z.array(z.preprocess(withoutFactory, componentShape.optional()), 'must be a list').optional(),
});

function checked(name: string, value: unknown): Extension {
  const invalid = (why: string) =>
    new StatefunError('STATEFUN_EXTENSION_INVALID', `The extension ${name} can't be used. ${why}`);
  if (typeof value !== 'object' || value === null) {
    throw invalid(
      'It has no default export that is an extension: write export default defineExtension({…}).',
    );
  }
  const { apiVersion } = value as Partial<Extension>;
  if (apiVersion !== API_VERSION) {
    const was = typeof apiVersion === 'number' ? `version ${apiVersion}` : 'no version';
    throw invalid(
      `It was made for ${was} of the interface of extensions (apiVersion); this runtime has version ${API_VERSION}.`,
    );
  }
  const shape = extensionShape.safeParse(value);
  if (shape.success) return value as Extension;
  const issues = shape.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw invalid(`${issues.join('; ')}.`);
}
