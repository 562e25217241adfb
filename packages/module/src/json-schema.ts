import { z } from 'zod';
import { BUILT_IN_KINDS } from './kinds/built-in.ts';
import type { Kind } from './kinds/kind.ts';

/** A JSON Schema, as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema (draft 7, which editors know best) of one document of a module file. It is made of the
 * definitions that validate: what the parser takes without a word is valid, and what is not valid is an error
 * or a warning of the parser. It can't say what spans several fields or documents. `kinds` has those of extensions, too.
 * A new object each time.
 */
export function moduleJsonSchema(kinds: readonly Kind[] = BUILT_IN_KINDS): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A component of a StateFun module',
    description: 'One document of a module.yaml: an endpoint, an ingress, an egress or an extension.',
    // A document with nothing in it is skipped.
    type: ['object', 'null'],
    properties: {
      kind: { description: 'What the component is.', enum: kinds.map(({ kind }) => kind) },
      spec: { description: 'The fields of its kind.', type: 'object' },
    },
    required: ['kind', 'spec'],
    additionalProperties: false,
    allOf: kinds.map(({ kind, summary, schema }) => ({
      if: { properties: { kind: { const: kind } }, required: ['kind'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { properties: { spec: { description: summary, ...specSchema(schema) } } },
    })),
  };
}

function specSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return adapt(rest);
}

/** Every value can be put in from elsewhere. */
const REFERENCE = String.raw`\$\{(?:env|file):`;

/** Makes of what schemas see, where every scalar is text and null is left out, what stands in a file. */
function adapt(schema: JsonSchema): JsonSchema {
  const { propertyNames: _, oneOf, properties, required, ...rest } = schema;
  const adapted: Record<string, unknown> = { ...rest };
  if (typeof rest['pattern'] === 'string') adapted['pattern'] = `(?:${rest['pattern']})|${REFERENCE}`;
  adapted['type'] = writtenTypes(rest);
  if (adapted['type'] === undefined) delete adapted['type'];
  const branches = oneOf ?? rest['anyOf'];
  if (Array.isArray(branches)) adapted['anyOf'] = branches.map((branch) => adapt(branch as JsonSchema));
  if (isSchema(rest['items'])) adapted['items'] = adapt(rest['items']);
  if (isSchema(rest['additionalProperties'])) {
    adapted['additionalProperties'] = orNull(adapt(rest['additionalProperties']));
  }
  if (isSchema(properties)) {
    const needed = new Set(Array.isArray(required) ? (required as readonly unknown[]) : []);
    const fields = Object.entries(properties).map(([name, field]) => {
      const value = adapt(field as JsonSchema);
      return [name, needed.has(name) ? value : orNull(value)];
    });
    adapted['properties'] = Object.fromEntries(fields);
    if (needed.size > 0) adapted['required'] = required;
  }
  return 'enum' in rest || 'const' in rest ? orReference(adapted) : adapted;
}

/** Any plain text can be a number to YAML; what has a pattern and no bounds is none. */
function writtenTypes({ type, pattern, minimum, ...rest }: JsonSchema): unknown {
  if ('enum' in rest || 'const' in rest) return type;
  if (type === 'string') return pattern === undefined ? ['string', 'number', 'boolean'] : 'string';
  const isParsed = Array.isArray(type) && type.length === 2;
  return isParsed && pattern !== undefined && minimum === undefined ? 'string' : type;
}

/** The same, or nothing: a key without a value counts as left out. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf } = schema;
  if (Array.isArray(anyOf)) return { ...schema, anyOf: [...(anyOf as unknown[]), { type: 'null' }] };
  return { ...schema, type: [type, 'null'].flat() };
}

/** One of some words, or one that is put in. Help stays beside the choice. */
function orReference({ description, default: standard, ...schema }: Record<string, unknown>): JsonSchema {
  return {
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
    anyOf: [schema, { type: 'string', pattern: REFERENCE }],
  };
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
