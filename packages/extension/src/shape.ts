import { StatefunError } from '@statefun-ts/protocol';
import { z } from 'zod';
import type { ComponentDefinition, Extension } from './extension.ts';
import { API_VERSION } from './extension.ts';

/*
 * What extensions are made of, which may be in plain JavaScript.
 */

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

/** Of a transport: a choice is made by its `type`. */
const mappingWithType = z.custom<unknown>(
  (value) =>
    value instanceof Object && 'shape' in value && value.shape instanceof Object && 'type' in value.shape,
  'must be a mapping() with the field type',
);

const transportShape = z.object({ type: name, schema: mappingWithType, toSpec: method, create: method });
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

/** What was loaded, if it is an extension for this interface. Throws `STATEFUN_EXTENSION_INVALID`. */
export function checkExtension(name: string, value: unknown): Extension {
  try {
    return requireExtension(name, value);
  } catch (error) {
    // Looking at it may run code of its own.
    throw error instanceof StatefunError ? error : invalid(name, `Looking at it failed: ${String(error)}.`);
  }
}

function requireExtension(name: string, value: unknown): Extension {
  if (typeof value !== 'object' || value === null) {
    throw invalid(
      name,
      'It has no default export that is an extension: write export default defineExtension({…}).',
    );
  }
  const { apiVersion } = value as Partial<Extension>;
  if (apiVersion !== API_VERSION) {
    const was = typeof apiVersion === 'number' ? `version ${apiVersion}` : 'no version';
    throw invalid(
      name,
      `It was made for ${was} of the interface of extensions (apiVersion); this runtime has version ${API_VERSION}.`,
    );
  }
  requireShape(name, extensionShape, value);
  return value as Extension;
}

/** What a function of an extension made, if it is a definition. Throws `STATEFUN_EXTENSION_INVALID`. */
export function checkComponent(name: string, value: unknown): ComponentDefinition {
  requireShape(name, componentShape, value);
  return value as ComponentDefinition;
}

function requireShape(name: string, shape: z.ZodType, value: unknown): void {
  const { success, error } = shape.safeParse(value);
  if (success) return;
  throw invalid(
    name,
    `${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`,
  );
}

const invalid = (name: string, why: string) =>
  new StatefunError('STATEFUN_EXTENSION_INVALID', `The extension ${name} can't be used. ${why}`);
