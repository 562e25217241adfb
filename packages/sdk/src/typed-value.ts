import type { TypedValue } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import { nameOf } from './text.ts';
import type { Type } from './type.ts';

/** A present value of a type. Throws STATEFUN_VALUE_INVALID when the value is not of it. */
export function toTypedValue<T>(value: T, type: Type<T>): TypedValue {
  return { typename: type.typename, hasValue: true, value: requireBytes(type.typename, type.encode(value)) };
}

/** What a type encoded a value to, when that is bytes; else throws STATEFUN_VALUE_INVALID. */
export function requireBytes(typename: string, bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw new StatefunError(
    'STATEFUN_VALUE_INVALID',
    `The type ${typename} encoded a value to ${nameOf(bytes)}: its encode must return a Uint8Array.`,
  );
}

/** The value, read as a type; `what` it is, for the message. Throws STATEFUN_VALUE_INVALID when it is of another type or malformed. */
export function fromTypedValue<T>(value: TypedValue, type: Type<T>, what: () => string): T {
  if (value.typename !== type.typename) {
    throw new StatefunError(
      'STATEFUN_VALUE_INVALID',
      `${what()} is of type ${JSON.stringify(value.typename)}, and was read as ${type.typename}.`,
    );
  }
  return type.decode(value.value);
}
