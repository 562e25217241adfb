import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { BUILT_IN_KINDS } from './src/kinds/built-in.ts';

/*
 * Writes the tables of docs/module.md from the schemas: `node packages/module/reference.ts`. What a field
 * expects is what the validator says when it gets something else.
 */

/** The reference that the tables are part of. */
export const REFERENCE = new URL('../../docs/module.md', import.meta.url);

const [BEGIN, END] = ['<!-- tables: begin -->', '<!-- tables: end -->'];

/** The reference with its tables made anew. */
export function withTables(reference: string): string {
  const [before, after] = [reference.indexOf(BEGIN), reference.indexOf(END)];
  if (before < 0 || after < before) throw new Error('The marks of the tables are not in the reference.');
  const kinds = BUILT_IN_KINDS.map(
    ({ kind, summary, schema }) => `### ${kind}\n\n${summary}\n\n${tables(schema, '').join('\n\n')}`,
  );
  return `${reference.slice(0, before)}${BEGIN}\n\n${kinds.join('\n\n')}\n\n${reference.slice(after)}`;
}

/** The table of a mapping, and those of the mappings in it. */
function tables(schema: z.core.$ZodType, path: string, ofType = ''): readonly string[] {
  const { inner } = unwrap(schema);
  if (inner instanceof z.ZodArray) return tables(inner.element, `${path}[]`, ofType);
  if (inner instanceof z.ZodDiscriminatedUnion) {
    return inner.options.flatMap((option) => tables(option, path));
  }
  if (!(inner instanceof z.ZodObject)) return [];
  const fields = Object.entries<z.ZodType>(inner.shape);
  const type = unwrap(fields.find(([name]) => name === 'type')?.[1] ?? z.never()).inner;
  const of = type instanceof z.ZodLiteral ? ` of type \`${String(type.value)}\`` : ofType;
  const title = path === '' ? '' : `\`${path}\`${of}:\n\n`;
  const rows = fields.map(([name, field]) => row(name, field));
  const head = '| field | value | default | meaning |\n| --- | --- | --- | --- |';
  const nested = fields.flatMap(([name, field]) => tables(field, path === '' ? name : `${path}.${name}`, of));
  return [`${title}${head}\n${rows.join('\n')}`, ...nested];
}

function row(name: string, field: z.ZodType): string {
  const { inner, fallback, needed } = unwrap(field);
  const standard = needed ? 'needed' : formatDefault(fallback);
  const value = inner instanceof z.ZodLiteral ? `\`${String(inner.value)}\`` : expected(field);
  const cells = [`\`${name}\``, value, standard, field.description ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** What the field says that it expects, when it gets what no file can give. */
function expected(field: z.ZodType): string {
  const message = field.safeParse(Symbol('nothing')).error?.issues[0]?.message ?? '';
  return message.replaceAll(/(?:<\w+>|(?<=>)(?:\/\*?|: ?)|\{[\w.]+\})+/g, (code) => `\`${code}\``);
}

function formatDefault(fallback: unknown): string {
  if (typeof fallback === 'string' || typeof fallback === 'number') return `\`${fallback}\``;
  const typed = z.object({ type: z.string() }).safeParse(fallback);
  return typed.success ? `\`type: ${typed.data.type}\`` : '';
}

interface Unwrapped {
  readonly inner: z.core.$ZodType;
  readonly fallback?: unknown;
  readonly needed: boolean;
}

/** The schema below defaults and transformations. */
function unwrap(schema: z.core.$ZodType): Unwrapped {
  if (schema instanceof z.ZodOptional) return { ...unwrap(schema.unwrap()), needed: false };
  if (schema instanceof z.ZodPrefault) {
    return { ...unwrap(schema.unwrap()), fallback: schema.def.defaultValue, needed: false };
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return { inner: schema, needed: true };
}

if (import.meta.main) writeFileSync(REFERENCE, withTables(readFileSync(REFERENCE, 'utf8')));
