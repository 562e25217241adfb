import type { ValueType } from '@statefun-ts/protocol';
import { LONG, StatefunError, longNumberType, longType } from '@statefun-ts/protocol';
import { parseTypename } from './text.ts';

/** The type of a state or of a message's value: a type name, and how to write and read values. */
export type Type<T> = ValueType<T>;

/**
 * A type of your own. `serialize` must not change or keep its result; `deserialize` gets a view of the
 * request's bytes, to copy if the value keeps it. Throws STATEFUN_TYPENAME_INVALID.
 */
export function customType<T>(
  typename: string,
  serialize: (value: T) => Uint8Array,
  deserialize: (bytes: Uint8Array) => T,
): Type<T> {
  parseTypename(typename);
  return {
    typename,
    encode: (value) => guarded(typename, 'serialized', () => serialize(value)),
    decode: (bytes) => guarded(typename, 'deserialized', () => deserialize(bytes)),
  };
}

/** Values as JSON text in UTF-8, readable by every SDK. Throws STATEFUN_TYPENAME_INVALID. */
export function jsonType<T>(typename: string): Type<T> {
  return customType(typename, writeJson, (bytes) => readJson(bytes) as T);
}

function writeJson(value: unknown): Uint8Array {
  // The typings leave out that functions, symbols and undefined have no JSON.
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`a ${typeof value} has no JSON form`);
  return Buffer.from(text);
}

function readJson(bytes: Uint8Array): unknown {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return JSON.parse(view.toString()) as unknown;
}

/**
 * `io.statefun.types/long` as a `number`, for counts and times that stay within 2^53. Values beyond, in
 * either direction, throw STATEFUN_VALUE_INVALID rather than lose digits.
 */
export const safeLongType: Type<number> = {
  typename: LONG,
  encode(value) {
    if (!Number.isSafeInteger(value)) throw unsafe(String(value));
    return longNumberType.encode(value);
  },
  decode(bytes) {
    const value = longNumberType.decode(bytes);
    if (!Number.isSafeInteger(value)) throw unsafe(String(longType.decode(bytes)));
    return value;
  },
};

const unsafe = (value: string) =>
  new StatefunError(
    'STATEFUN_VALUE_INVALID',
    `${value} is not an integer within 2^53: use StateFun.longType() and a bigint for it.`,
  );

function guarded<T>(typename: string, verb: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it threw no error object';
    throw new StatefunError('STATEFUN_VALUE_INVALID', `A ${typename} could not be ${verb}: ${reason}.`, {
      cause,
    });
  }
}
