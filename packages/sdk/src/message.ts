import type { TypedValue } from '@statefun-ts/protocol';
import {
  StatefunError,
  boolType,
  doubleType,
  floatType,
  intType,
  longType,
  stringType,
} from '@statefun-ts/protocol';
import { Address } from './address.ts';
import { nameOf } from './text.ts';
import type { Type } from './type.ts';
import { fromTypedValue, toTypedValue } from './typed-value.ts';

/** A message to a function: the one that a function got, or one to send. */
export class Message {
  readonly targetAddress: Address;
  /** As it is on the wire. */
  readonly typedValue: TypedValue;

  constructor(targetAddress: Address, typedValue: TypedValue) {
    this.targetAddress = targetAddress;
    this.typedValue = typedValue;
  }

  /** What the sender or the ingress declared the value as. */
  get valueTypeName(): string {
    return this.typedValue.typename;
  }

  /** The value's bytes: a view of the request, not a copy. Throws STATEFUN_MESSAGE_INVALID without a value. */
  get rawValueBytes(): Uint8Array {
    return this.present().value;
  }

  /** The value is of this type. */
  is<T>(type: Type<T>): boolean {
    return this.valueTypeName === type.typename;
  }

  /**
   * The value, read as this type. Throws STATEFUN_VALUE_INVALID when it is of another type or malformed, and
   * STATEFUN_MESSAGE_INVALID when the message carries no value.
   */
  as<T>(type: Type<T>): T {
    return fromTypedValue(this.present(), type, () => `The message to ${this.targetAddress.toString()}`);
  }

  isString(): boolean {
    return this.is(stringType);
  }

  asString(): string {
    return this.as(stringType);
  }

  isBoolean(): boolean {
    return this.is(boolType);
  }

  asBoolean(): boolean {
    return this.as(boolType);
  }

  isInt(): boolean {
    return this.is(intType);
  }

  asInt(): number {
    return this.as(intType);
  }

  isLong(): boolean {
    return this.is(longType);
  }

  asLong(): bigint {
    return this.as(longType);
  }

  isFloat(): boolean {
    return this.is(floatType);
  }

  asFloat(): number {
    return this.as(floatType);
  }

  isDouble(): boolean {
    return this.is(doubleType);
  }

  asDouble(): number {
    return this.as(doubleType);
  }

  private present(): TypedValue {
    if (this.typedValue.hasValue) return this.typedValue;
    throw new StatefunError(
      'STATEFUN_MESSAGE_INVALID',
      `The message to ${this.targetAddress.toString()} carries no value.`,
    );
  }
}

/**
 * The value of a message. Without `valueType` a string, boolean, bigint (long) or 32 bit integer (int) is sent as
 * what it is; other numbers and objects need a type.
 */
export type MessageValue<T> =
  | { readonly value: T; readonly valueType: Type<T> }
  | { readonly value: string | boolean | bigint | number; readonly valueType?: undefined };

/** Where a message goes, and its value. */
export type MessageOptions<T> = { readonly typename: string; readonly id: string } & MessageValue<T>;

/**
 * A message to send. Throws STATEFUN_TYPENAME_INVALID, STATEFUN_ADDRESS_INVALID, STATEFUN_MESSAGE_INVALID or
 * STATEFUN_VALUE_INVALID, here and not when it is sent.
 */
export function messageBuilder<T = never>(options: MessageOptions<T>): Message {
  const target = Address.fromTypeNameId(options.typename, options.id);
  if (options.value === undefined || options.value === null) {
    throw new StatefunError('STATEFUN_MESSAGE_INVALID', `A message to ${target.toString()} needs a value.`);
  }
  const typedValue =
    options.valueType === undefined
      ? inferTypedValue(options.value)
      : toTypedValue(options.value, options.valueType);
  return new Message(target, typedValue);
}

function inferTypedValue(value: unknown): TypedValue {
  if (typeof value === 'string') return toTypedValue(value, stringType);
  if (typeof value === 'boolean') return toTypedValue(value, boolType);
  if (typeof value === 'bigint') return toTypedValue(value, longType);
  if (typeof value === 'number' && value === (value | 0)) return toTypedValue(value, intType);
  throw new StatefunError(
    'STATEFUN_MESSAGE_INVALID',
    `The type of a message's value can not be told from ${typeof value === 'number' ? value : nameOf(value)}: ` +
      'give a valueType, such as StateFun.doubleType() or StateFun.jsonType("example/MyType").',
  );
}
