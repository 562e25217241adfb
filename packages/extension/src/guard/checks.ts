import type { DeadLetterReason } from '@statefun-ts/engine';
import type { FromFunction, TypedValue } from '@statefun-ts/protocol';
import { ERRORS, fromFunctionCodec, parseTypeName } from '@statefun-ts/protocol';

/*
 * What extensions hand over, which may be in plain JavaScript: each check throws a TypeError that says what is
 * wrong with it.
 */

/** What the engine takes for a value (`DEFAULT_LIMITS`). */
const VALUE_BYTES_MAX = 48 * 1024 * 1024;
const REASON_LENGTH_MAX = 10_000;
const MEMORY_LENGTH_MAX = 1_000_000;
/** Names become part of keys in the store. */
const NAME_LENGTH_MAX = 1_000;

export function text(value: unknown, what: string): string {
  if (typeof value === 'string' && value.isWellFormed()) return value;
  throw new TypeError(`${what} must be well-formed text`);
}

function short(value: unknown, what: string, lengthMax: number): string {
  const checked = text(value, what);
  if (checked.length <= lengthMax) return checked;
  throw new TypeError(`${what} must be of at most ${lengthMax} characters`);
}

export const name = (value: unknown, what: string): string => short(value, what, NAME_LENGTH_MAX);

/** What an egress keeps is small. */
export const memory = (value: unknown, what: string): string => short(value, what, MEMORY_LENGTH_MAX);

export function count(value: unknown, what: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new TypeError(`${what} must be a whole number of 0 or more`);
}

export function bytes(value: unknown, what: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${what} must be a Uint8Array`);
  if (value.length <= VALUE_BYTES_MAX) return value;
  throw new TypeError(`${what} has ${value.length} bytes, and ${VALUE_BYTES_MAX} is the limit`);
}

export function list<T>(value: readonly T[], what: string): readonly T[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${what} must be a list`);
}

export function typedValue(value: TypedValue, what: string): TypedValue {
  const { typename, value: content } = value ?? {};
  return {
    typename: text(typename, `${what}.typename`),
    hasValue: true,
    value: bytes(content, `${what}.value`),
  };
}

export function functionType(value: unknown, what: string): string {
  const { namespace, name } = parseTypeName(text(value, what));
  return `${namespace}/${name}`;
}

export function reason(value: DeadLetterReason): DeadLetterReason {
  const { code, message } = value ?? {};
  if (!Object.hasOwn(ERRORS, code)) throw new TypeError('reason.code must be one of the table of errors');
  return { code, message: text(message, 'reason.message').slice(0, REASON_LENGTH_MAX) };
}

/** As the wire carries it: the encoder passes over what has another shape, so that is looked at before. */
export function reply(value: FromFunction): Uint8Array {
  const { invocationResult: result, incompleteInvocationContext: incomplete } = value;
  if (result) {
    const { stateMutations, outgoingMessages, delayedInvocations, outgoingEgresses } = result;
    list(stateMutations, 'stateMutations');
    list(outgoingMessages, 'outgoingMessages');
    list(delayedInvocations, 'delayedInvocations');
    list(outgoingEgresses, 'outgoingEgresses');
  }
  if (incomplete) list(incomplete.missingValues, 'missingValues');
  return fromFunctionCodec.encode(value);
}

/** An `Error`, whatever was given. */
export const error = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)));
