import { StatefunError } from '@statefun-ts/protocol';
import { nameOf, parseTypename } from '../text.ts';
import type { Type as NativeType } from '../type.ts';
import { requireBytes } from '../typed-value.ts';

/** The type of a state or of a message's value. Extend it for types of your own, or use `StateFun.customType`. */
export abstract class Type<T> {
  readonly #typename: string;

  /** Throws STATEFUN_TYPENAME_INVALID. */
  protected constructor(typename: string) {
    parseTypename(typename);
    this.#typename = typename;
  }

  /** `namespace/name`, the same in all languages. */
  get typename(): string {
    return this.#typename;
  }

  abstract serialize(value: T): Buffer;

  /** The bytes are a copy, which the value may keep. */
  abstract deserialize(bytes: Buffer): T;
}

/** A native type under this API. */
export class WrappedType<T> extends Type<T> {
  readonly #native: NativeType<T>;
  readonly #convert: (value: T) => T;

  /** `convert` makes what the original takes for the type into what the native type takes. */
  constructor(native: NativeType<T>, convert: (value: T) => T = (value) => value) {
    super(native.typename);
    this.#native = native;
    this.#convert = convert;
  }

  override serialize(value: T): Buffer {
    const bytes = requireBytes(this.typename, this.#native.encode(this.#convert(value)));
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  override deserialize(bytes: Buffer): T {
    return this.#native.decode(bytes);
  }
}

/** A type of this API, or an object with the same members, as a native type. Throws STATEFUN_VALUE_INVALID for others. */
export function toNativeType<T>(type: Type<T>): NativeType<T> {
  // JavaScript's callers: the typings are no guard.
  const { typename, serialize, deserialize } = (type ?? {}) as Partial<Type<T>>;
  if (typeof typename !== 'string' || typeof serialize !== 'function' || typeof deserialize !== 'function') {
    throw new StatefunError(
      'STATEFUN_VALUE_INVALID',
      `A type has a typename, serialize and deserialize, as StateFun.intType() does; this is ${nameOf(type)}.`,
    );
  }
  return {
    typename,
    encode: (value) => type.serialize(value),
    decode: (bytes) => type.deserialize(Buffer.from(bytes)),
  };
}

/** The native type when one is given: the original takes `null` for none. */
export const toOptionalNativeType = <T>(type: Type<T> | null | undefined): NativeType<T> | undefined =>
  type === null || type === undefined ? undefined : toNativeType(type);
