import type { DeadLetterReason } from '@statefun-ts/engine';
import type { FromFunction, TypedValue } from '@statefun-ts/protocol';
import { ERRORS, fromFunctionCodec, parseTypeName } from '@statefun-ts/protocol';

/*
 * What extensions hand over, which may be in plain JavaScript: each check throws a TypeError that says what is
 * wrong with it.
 */

export function text(value: unknown, what: string): string {
  if (typeof value === 'string' && value.isWellFormed()) return value;
  throw new TypeError(`${what} must be well-formed text`);
}

export function count(value: unknown, what: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new TypeError(`${what} must be a whole number of 0 or more`);
}

export function bytes(value: unknown, what: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`${what} must be a Uint8Array`);
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
  return { code, message: text(message, 'reason.message') };
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
