import {
  StatefunError,
  boolType,
  doubleType,
  floatType,
  intType,
  longType,
  stringType,
} from '@statefun-ts/protocol';
import type { FunctionOptions, FunctionRef } from './function.ts';
import { bindFunction } from './function.ts';
import type { ProtobufClass } from './protobuf-type.ts';
import { protoType } from './protobuf-type.ts';
import { Service } from './service.ts';
import type { Type } from './type.ts';
import { customType, jsonType, safeLongType } from './type.ts';
import type { ValueSpec } from './value-spec.ts';

/**
 * Functions and their service.
 *
 *     const statefun = new StateFun();
 *     statefun.bind({
 *       typename: 'example/person',
 *       specs: [{ name: 'visits', type: StateFun.intType() }],
 *       fn(context, message) {
 *         context.storage.visits = (context.storage.visits ?? 0) + 1;
 *       },
 *     });
 *     http.createServer(statefun.handler()).listen(8000);
 */
export class StateFun extends Service {
  /** Binds a function, and gives a reference to it. Throws STATEFUN_SPEC_INVALID or STATEFUN_TYPENAME_INVALID. */
  bind<const Specs extends readonly ValueSpec[] = readonly []>(
    options: FunctionOptions<Specs>,
  ): FunctionRef<Specs> {
    const bound = bindFunction(options);
    if (this.functions.has(options.typename)) {
      throw new StatefunError('STATEFUN_SPEC_INVALID', `${options.typename} is bound already.`);
    }
    this.functions.set(options.typename, bound);
    return { typename: options.typename, specs: bound.specs as Specs };
  }

  /** 32 bit integers, as `number`. */
  static intType(): Type<number> {
    return intType;
  }

  /** 64 bit integers, as `bigint`. */
  static longType(): Type<bigint> {
    return longType;
  }

  /** 64 bit integers as `number`: those within 2^53; others throw. The same type to other functions as `longType`. */
  static safeLongType(): Type<number> {
    return safeLongType;
  }

  /** 32 bit floating point, as `number`. */
  static floatType(): Type<number> {
    return floatType;
  }

  /** 64 bit floating point, as `number`. */
  static doubleType(): Type<number> {
    return doubleType;
  }

  static booleanType(): Type<boolean> {
    return boolType;
  }

  static stringType(): Type<string> {
    return stringType;
  }

  /** Values as JSON in UTF-8, under a type name of your own. Throws STATEFUN_TYPENAME_INVALID. */
  static jsonType<T>(typename: string): Type<T> {
    return jsonType<T>(typename);
  }

  /**
   * Protobuf messages, given what your protobuf library generated for them. By convention the type name is
   * `type.googleapis.com/` and the full name of the message. Throws STATEFUN_TYPENAME_INVALID.
   */
  static protoType<T>(typename: string, generated: ProtobufClass<T>): Type<T> {
    return protoType(typename, generated);
  }

  /** Any other type. The bytes that `deserialize` gets are a view: copy what the value keeps. */
  static customType<T>(
    typename: string,
    serialize: (value: T) => Uint8Array,
    deserialize: (bytes: Uint8Array) => T,
  ): Type<T> {
    return customType(typename, serialize, deserialize);
  }
}
