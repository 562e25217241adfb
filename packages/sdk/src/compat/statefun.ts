import { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { readNodeBody, writeNodeAnswer } from '../node-handler.ts';
import { STREAM_OFFER, asksForStream } from '../stream/node-stream.ts';
import type { ProtobufClass } from '../protobuf-type.ts';
import { protoType } from '../protobuf-type.ts';
import { Service } from '../service.ts';
import { customType, jsonType } from '../type.ts';
import { booleanType, doubleType, floatType, intType, longType, stringType } from './built-in-types.ts';
import type { FunctionOpts } from './function.ts';
import { bindFunction } from './function.ts';
import type { Type } from './type.ts';
import { WrappedType } from './type.ts';

/** Functions and their service, as in the original; `fetchHandler`, `lambdaHandler` and `invoke` besides. */
export class StateFun extends Service {
  /** Binds a function, in place of one that has its type name. Throws STATEFUN_SPEC_INVALID, STATEFUN_TYPENAME_INVALID or STATEFUN_VALUE_INVALID. */
  bind(opts: FunctionOpts): void {
    this.functions.set(opts.typename, bindFunction(opts));
  }

  /** A listener for Node's `http.createServer`. */
  override handler(): (request: unknown, response: unknown) => Promise<void> {
    return (request, response) => this.handle(request, response);
  }

  /**
   * Answers one request: of a Node server, or of anything that looks like one, as in the original. The method
   * and the content type do not matter. Never rejects.
   */
  override async handle(request: unknown, response: unknown): Promise<void> {
    const isOfServer = request instanceof IncomingMessage && response instanceof ServerResponse;
    if (isOfServer && asksForStream(request)) {
      await super.handle(request, response);
      return;
    }
    const answer = await this.answer({
      method: 'POST',
      contentType: undefined,
      readBody: (payloadBytesMax) => readNodeBody(toStream(request), payloadBytesMax),
    });
    writeNodeAnswer(response as ServerResponse, answer, isOfServer ? STREAM_OFFER : {});
  }

  /** 32 bit integers. */
  static intType(): Type<number> {
    return intType;
  }

  /** 64 bit integers, as `bigint`. Not in the original. */
  static longType(): Type<bigint> {
    return longType;
  }

  /** 32 bit floating point. */
  static floatType(): Type<number> {
    return floatType;
  }

  /** 64 bit floating point. Not in the original. */
  static doubleType(): Type<number> {
    return doubleType;
  }

  static booleanType(): Type<boolean> {
    return booleanType;
  }

  static stringType(): Type<string> {
    return stringType;
  }

  /** Values as JSON in UTF-8. Throws STATEFUN_TYPENAME_INVALID. */
  static jsonType<T>(typename: string): Type<T> {
    return new WrappedType(jsonType<T>(typename));
  }

  /** Protobuf messages, given what `protoc` or another protobuf library generated. Throws STATEFUN_TYPENAME_INVALID. */
  static protoType<T>(typename: string, generated: unknown): Type<T> {
    return new WrappedType(protoType(typename, generated as ProtobufClass<T>));
  }

  /** Any other type. Throws STATEFUN_TYPENAME_INVALID. */
  static customType<T>(
    typename: string,
    serialize: (value: T) => Buffer,
    deserialize: (bytes: Buffer) => T,
  ): Type<T> {
    return new WrappedType(customType(typename, serialize, (bytes) => deserialize(Buffer.from(bytes))));
  }
}

const toStream = (request: unknown): Readable =>
  request instanceof Readable ? request : Readable.from(request as AsyncIterable<Uint8Array>);
