import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationBatchRequest, ToFunction } from '@statefun-ts/protocol';
import {
  StatefunError,
  boolType,
  doubleType,
  floatType,
  fromFunctionCodec,
  intType,
  longType,
  stringType,
  toFunctionCodec,
} from '@statefun-ts/protocol';
import { Address } from './address.ts';
import type { Answer, Exchange } from './exchange.ts';
import { exchange } from './exchange.ts';
import { readFetchBody, toFetchResponse } from './fetch-handler.ts';
import type { BoundFunction, FunctionOptions } from './function.ts';
import { bindFunction } from './function.ts';
import type { LambdaEvent, LambdaResult } from './lambda-handler.ts';
import { lambdaContentType, lambdaMethod, readLambdaBody, toLambdaResult } from './lambda-handler.ts';
import { readNodeBody, writeNodeAnswer } from './node-handler.ts';
import type { ProtobufClass } from './protobuf-type.ts';
import { protoType } from './protobuf-type.ts';
import type { Type } from './type.ts';
import { customType, jsonType, safeLongType } from './type.ts';
import type { ValueSpec } from './value-spec.ts';

export interface StateFunOptions {
  /** Is told of each failed call (its `cause` is what the function threw). Default: `console.error`. */
  readonly onError?: (error: unknown) => void;
  /** Larger requests are refused with status 413. Default: 32 MiB. */
  readonly payloadBytesMax?: number;
}

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
export class StateFun {
  readonly #functions = new Map<string, BoundFunction>();
  readonly #onError: (error: unknown) => void;
  readonly #payloadBytesMax: number;

  constructor(options: StateFunOptions = {}) {
    this.#onError = options.onError ?? console.error;
    this.#payloadBytesMax = options.payloadBytesMax ?? 32 * 1024 * 1024;
  }

  /** Binds a function. Throws STATEFUN_SPEC_INVALID or STATEFUN_TYPENAME_INVALID. */
  bind<const Specs extends readonly ValueSpec[] = readonly []>(options: FunctionOptions<Specs>): void {
    const bound = bindFunction(options);
    if (this.#functions.has(options.typename)) {
      throw new StatefunError('STATEFUN_SPEC_INVALID', `${options.typename} is bound already.`);
    }
    this.#functions.set(options.typename, bound);
  }

  /**
   * Applies one request of the runtime (a ToFunction message) and resolves to the reply (a FromFunction
   * message): what all handlers do, for any other way to carry bytes. Rejects with STATEFUN_REQUEST_INVALID,
   * STATEFUN_FUNCTION_UNBOUND or STATEFUN_FUNCTION_FAILED; of a failed request nothing takes effect.
   */
  async invoke(request: Uint8Array): Promise<Uint8Array> {
    const batch = decodeRequest(request);
    const self = targetOf(batch);
    const bound = this.#functions.get(self.typename);
    if (bound === undefined) {
      throw new StatefunError('STATEFUN_FUNCTION_UNBOUND', `No function is bound as ${self.typename} here.`);
    }
    return fromFunctionCodec.encode(await bound(batch, self));
  }

  /** A listener for Node's `http.createServer`. */
  handler(): (request: IncomingMessage, response: ServerResponse) => void {
    return (request, response) => void this.handle(request, response);
  }

  /** Answers one request of a Node server. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#exchange({
      method: request.method ?? '',
      contentType: request.headers['content-type'],
      readBody: () => readNodeBody(request, this.#payloadBytesMax),
    });
    writeNodeAnswer(response, answer);
  }

  /** A handler for servers and runtimes with the `fetch` interface. Never rejects. */
  fetchHandler(): (request: Request) => Promise<Response> {
    return async (request) => {
      const answer = await this.#exchange({
        method: request.method,
        contentType: request.headers.get('content-type'),
        readBody: () => readFetchBody(request, this.#payloadBytesMax),
      });
      return toFetchResponse(answer);
    };
  }

  /** A handler for AWS Lambda, behind an API Gateway, a function URL or a load balancer. Never rejects. */
  lambdaHandler(): (event: LambdaEvent) => Promise<LambdaResult> {
    return async (event) => {
      const answer = await this.#exchange({
        method: lambdaMethod(event),
        contentType: lambdaContentType(event),
        readBody: () => readLambdaBody(event, this.#payloadBytesMax),
      });
      return toLambdaResult(answer);
    };
  }

  #exchange(request: Pick<Exchange, 'method' | 'contentType' | 'readBody'>): Promise<Answer> {
    return exchange({
      ...request,
      invoke: (body) => this.invoke(body),
      onError: (error) => {
        this.#report(error);
      },
    });
  }

  #report(error: unknown): void {
    try {
      this.#onError(error);
    } catch (hookError) {
      console.error(error, hookError);
    }
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

function decodeRequest(bytes: Uint8Array): InvocationBatchRequest {
  let request: ToFunction;
  try {
    request = toFunctionCodec.decode(bytes);
  } catch (cause) {
    throw new StatefunError('STATEFUN_REQUEST_INVALID', 'The request is not a ToFunction message.', {
      cause,
    });
  }
  if (request.invocation === null) {
    throw new StatefunError('STATEFUN_REQUEST_INVALID', 'The request holds no invocation.');
  }
  return request.invocation;
}

function targetOf({ target }: InvocationBatchRequest): Address {
  if (target !== null) return Address.fromWire(target);
  throw new StatefunError('STATEFUN_REQUEST_INVALID', 'The request names no target.');
}
