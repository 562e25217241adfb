import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** A file of wire vectors, with each `{"hex": ...}` as bytes. */
export function readVectors(name: string): unknown {
  const text = readFileSync(new URL(`vectors/${name}`, import.meta.url), 'utf8');
  return JSON.parse(text, (_key, value: unknown) => (isHex(value) ? bytesOf(value.hex) : value)) as unknown;
}

const isHex = (value: unknown): value is { hex: string } =>
  typeof value === 'object' && value !== null && 'hex' in value && Object.keys(value).length === 1;

export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A decoded message with the defaults of its prototype as fields, byte fields as hex: to compare. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: hexOf(value) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields: Record<string, unknown> = {};
  for (const name in value) {
    const field: unknown = (value as Record<string, unknown>)[name];
    if (typeof field !== 'function') fields[name] = plain(field);
  }
  return fields;
}

/** The message means what is expected: same fields, same values, bytes as bytes. */
export function assertMeans(actual: unknown, expected: unknown): void {
  assert.deepEqual(plain(actual), plain(expected));
}
