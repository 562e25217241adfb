import { StatefunError } from '@statefun-ts/protocol';
import { nameOf } from './text.ts';
import type { Type } from './type.ts';
import { customType } from './type.ts';

/** protobufjs's static classes, and ts-proto's objects. */
interface EncodeDecode<T> {
  encode(message: T): Uint8Array | { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/**
 * protobuf-ts's message types. For @bufbuild/protobuf 2:
 * `{ toBinary: (m: M) => toBinary(MSchema, m), fromBinary: (b: Uint8Array) => fromBinary(MSchema, b) }`.
 */
interface ToFromBinary<T> {
  toBinary(message: T): Uint8Array;
  fromBinary(bytes: Uint8Array): T;
}

/** The classes of @bufbuild/protobuf 1. */
interface BinaryClass<T> {
  fromBinary(bytes: Uint8Array): T & { toBinary(): Uint8Array };
}

/** The classes that `protoc` makes for google-protobuf. */
interface GoogleClass<T> {
  deserializeBinary(bytes: Uint8Array): T & { serializeBinary(): Uint8Array };
}

/** What the usual protobuf libraries generate for a message; told apart by their methods. */
export type ProtobufClass<T> = EncodeDecode<T> | ToFromBinary<T> | BinaryClass<T> | GoogleClass<T>;

/**
 * Values that are protobuf messages. By convention the type name is `type.googleapis.com/` and the full name
 * of the message, which is what the other SDKs use by default. Throws STATEFUN_TYPENAME_INVALID.
 */
export function protoType<T>(typename: string, generated: ProtobufClass<T>): Type<T> {
  if (typeof generated !== 'function' && (typeof generated !== 'object' || generated === null)) {
    throw new StatefunError(
      'STATEFUN_VALUE_INVALID',
      `The type ${typename} needs what your protobuf library generated for its message, not ${nameOf(generated)}.`,
    );
  }
  const { encode, decode } = adapt(generated);
  return customType(typename, encode, decode);
}

function adapt<T>(generated: ProtobufClass<T>): {
  encode: (message: T) => Uint8Array;
  decode: (bytes: Uint8Array) => T;
} {
  if ('deserializeBinary' in generated) {
    return {
      encode: (message) => (message as T & { serializeBinary(): Uint8Array }).serializeBinary(),
      decode: (bytes) => generated.deserializeBinary(bytes),
    };
  }
  if ('toBinary' in generated) {
    return {
      encode: (message) => generated.toBinary(message),
      decode: (bytes) => generated.fromBinary(bytes),
    };
  }
  if ('fromBinary' in generated) {
    return {
      encode: (message) => (message as T & { toBinary(): Uint8Array }).toBinary(),
      decode: (bytes) => generated.fromBinary(bytes),
    };
  }
  return {
    encode(message) {
      const encoded = generated.encode(message);
      return 'finish' in encoded ? encoded.finish() : encoded;
    },
    decode: (bytes) => generated.decode(bytes),
  };
}
