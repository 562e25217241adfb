import type { TypedValue } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import type { MessageOptions } from '../message.ts';
import { messageBuilder as nativeMessageBuilder } from '../message.ts';
import { fromTypedValue } from '../typed-value.ts';
import type { Address } from './address.ts';
import { fromNative } from './address.ts';
import { booleanType, floatType, intType, stringType } from './built-in-types.ts';
import type { Type } from './type.ts';
import { toNativeType, toOptionalNativeType } from './type.ts';

/** A message to a function: the one that a function got, or one to send. */
export class Message {
  readonly targetAddress: Address;
  readonly #typedValue: TypedValue;

  constructor(targetAddress: Address, typedValue: TypedValue) {
    this.targetAddress = targetAddress;
    this.#typedValue = typedValue;
  }

  /** As it is on the wire. */
  get typedValue(): TypedValue {
    return this.#typedValue;
  }

  get valueTypeName(): string {
    return this.#typedValue.typename;
  }

  /** A copy of the value's bytes. Throws STATEFUN_MESSAGE_INVALID without a value. */
  get rawValueBytes(): Buffer {
    if (this.#typedValue.hasValue) return Buffer.from(this.#typedValue.value);
    throw new StatefunError('STATEFUN_MESSAGE_INVALID', `${this.#what()} carries no value.`);
  }

  is<T>(thatType: Type<T>): boolean {
    return toNativeType(thatType).typename === this.valueTypeName;
  }

  /** The value, or `null` when there is none. Throws STATEFUN_VALUE_INVALID when it is of another type or malformed. */
  as<T>(type: Type<T>): T | null {
    const native = toNativeType(type);
    return this.#typedValue.hasValue ? fromTypedValue(this.#typedValue, native, () => this.#what()) : null;
  }

  isString(): boolean {
    return this.is(stringType);
  }

  asString(): string | null {
    return this.as(stringType);
  }

  isBoolean(): boolean {
    return this.is(booleanType);
  }

  asBoolean(): boolean | null {
    return this.as(booleanType);
  }

  isFloat(): boolean {
    return this.is(floatType);
  }

  asFloat(): number | null {
    return this.as(floatType);
  }

  isInt(): boolean {
    return this.is(intType);
  }

  asInt(): number | null {
    return this.as(intType);
  }

  #what(): string {
    return `The message to ${this.targetAddress.typename}/${this.targetAddress.id}`;
  }
}

export interface MessageOpts {
  typename: string;
  id: string;
  value: unknown;
  /** Strings, booleans, bigints and 32 bit integers need none. */
  valueType?: Type<unknown> | null | undefined;
}

/** A message to send. Throws as the native `messageBuilder` does. */
export function messageBuilder({ typename, id, value, valueType }: MessageOpts): Message {
  const options = { typename, id, value, valueType: toOptionalNativeType(valueType) };
  const { targetAddress, typedValue } = nativeMessageBuilder(options as MessageOptions<unknown>);
  return new Message(fromNative(targetAddress), typedValue);
}
