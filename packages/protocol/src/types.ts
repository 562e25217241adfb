import { StatefunError } from './errors.ts';
import { WireReader } from './wire-reader.ts';

/**
 * How values of one type are written to and read from the bytes of a `TypedValue`. Both directions throw
 * STATEFUN_VALUE_INVALID for what is not of the type.
 */
export interface ValueType<T> {
  /** `namespace/name`: what the value is declared as on the wire. */
  readonly typename: string;
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** The type names of the built-in types. */
export const BOOL = 'io.statefun.types/bool';
export const INT = 'io.statefun.types/int';
export const LONG = 'io.statefun.types/long';
export const FLOAT = 'io.statefun.types/float';
export const DOUBLE = 'io.statefun.types/double';
export const STRING = 'io.statefun.types/string';

/*
 * Each built-in type is a proto3 message with the one field `value = 1`, whose default (0, false, "") is
 * no bytes at all. The encodings are canonical, since the official Java SDK reads no other.
 */

const nothing = new Uint8Array(0);
const tagVarint = 0x08;
const tagFixed64 = 0x09;
const tagBytes = 0x0a;
const tagFixed32 = 0x0d;
const WORD = 2 ** 32;

export const boolType: ValueType<boolean> = {
  typename: BOOL,
  encode(value) {
    if (typeof value !== 'boolean') throw unfit(BOOL, value, 'true or false');
    return value ? Uint8Array.of(tagVarint, 1) : nothing;
  },
  decode: (bytes) => readValue(BOOL, bytes, tagVarint, (reader) => reader.bool()) ?? false,
};

/** 32 bit signed integers. */
export const intType: ValueType<number> = {
  typename: INT,
  encode(value) {
    if (!Number.isInteger(value) || value !== (value | 0)) {
      throw unfit(INT, value, 'an integer from -2147483648 to 2147483647');
    }
    return value === 0 ? nothing : fixed(5, tagFixed32, (bytes) => bytes.writeInt32LE(value, 1));
  },
  decode: (bytes) => readValue(INT, bytes, tagFixed32, (reader) => reader.fixed32()) ?? 0,
};

/** 64 bit signed integers. */
export const longType: ValueType<bigint> = {
  typename: LONG,
  encode(value) {
    if (typeof value !== 'bigint' || value !== BigInt.asIntN(64, value)) {
      throw unfit(LONG, value, 'a bigint from -2^63 to 2^63 - 1');
    }
    return value === 0n ? nothing : fixed(9, tagFixed64, (bytes) => bytes.writeBigInt64LE(value, 1));
  },
  decode: (bytes) => readValue(LONG, bytes, tagFixed64, (reader) => reader.fixed64()) ?? 0n,
};

/** The same as numbers, which are rounded beyond 2^53, at half the cost. Only whole numbers within 2^53 are written. */
export const longNumberType: ValueType<number> = {
  typename: LONG,
  encode(value) {
    if (!Number.isSafeInteger(value)) throw unfit(LONG, value, 'an integer within 2^53');
    return value === 0
      ? nothing
      : fixed(9, tagFixed64, (bytes) => {
          bytes.writeUInt32LE(value >>> 0, 1);
          bytes.writeInt32LE(Math.floor(value / WORD), 5);
        });
  },
  decode: (bytes) =>
    readValue(LONG, bytes, tagFixed64, (reader) => {
      const low = reader.fixed32() >>> 0;
      return reader.fixed32() * WORD + low;
    }) ?? 0,
};

/** 32 bit floating point: numbers are rounded to the nearest one. */
export const floatType: ValueType<number> = {
  typename: FLOAT,
  encode(value) {
    if (typeof value !== 'number') throw unfit(FLOAT, value, 'a number');
    // As protobuf's own libraries do: rounding comes first, and -0 is not the default.
    return Object.is(Math.fround(value), 0)
      ? nothing
      : fixed(5, tagFixed32, (bytes) => bytes.writeFloatLE(value, 1));
  },
  decode: (bytes) => readValue(FLOAT, bytes, tagFixed32, (reader) => reader.float()) ?? 0,
};

/** 64 bit floating point: every number as it is. */
export const doubleType: ValueType<number> = {
  typename: DOUBLE,
  encode(value) {
    if (typeof value !== 'number') throw unfit(DOUBLE, value, 'a number');
    return Object.is(value, 0) ? nothing : fixed(9, tagFixed64, (bytes) => bytes.writeDoubleLE(value, 1));
  },
  decode: (bytes) => readValue(DOUBLE, bytes, tagFixed64, (reader) => reader.double()) ?? 0,
};

/** Unicode text. Strings with a lone surrogate have no UTF-8 form and are refused. */
export const stringType: ValueType<string> = {
  typename: STRING,
  encode(value) {
    if (typeof value !== 'string' || !value.isWellFormed()) {
      throw unfit(STRING, value, 'a string without lone surrogates');
    }
    return value === '' ? nothing : utf8Field(value);
  },
  decode: (bytes) => readValue(STRING, bytes, tagBytes, (reader) => reader.string()) ?? '',
};

function fixed(size: number, tag: number, write: (bytes: Buffer) => void): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = tag;
  write(bytes);
  return bytes;
}

function utf8Field(value: string): Uint8Array {
  const length = Buffer.byteLength(value);
  const prefix = [tagBytes];
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) prefix.push((rest & 0x7f) | 0x80);
  prefix.push(rest);
  const bytes = Buffer.allocUnsafe(prefix.length + length);
  bytes.set(prefix);
  bytes.write(value, prefix.length);
  return bytes;
}

/** The last field with this tag; undefined when there is none. Other fields are skipped, as protobuf does. */
function readValue<T>(
  typename: string,
  bytes: Uint8Array,
  tag: number,
  read: (reader: WireReader) => T,
): T | undefined {
  let value: T | undefined;
  try {
    const reader = new WireReader(bytes);
    while (reader.hasMore) {
      const found = reader.tag();
      if (found === tag) value = read(reader);
      else reader.skip(found);
    }
  } catch (cause) {
    throw new StatefunError(
      'STATEFUN_VALUE_INVALID',
      `These ${bytes.length} bytes are not of the type ${typename}. Was the value encoded by its type?`,
      { cause },
    );
  }
  return value;
}

function unfit(typename: string, value: unknown, wanted: string): StatefunError {
  const given = typeof value === 'number' || typeof value === 'bigint' ? `${value}` : `a ${typeof value}`;
  return new StatefunError(
    'STATEFUN_VALUE_INVALID',
    `A value of type ${typename} must be ${wanted}, not ${given}.`,
  );
}
