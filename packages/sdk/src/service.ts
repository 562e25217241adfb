import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallError, InvocationBatchRequest, ToFunction } from '@statefun-ts/protocol';
import { StatefunError, fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import { Address } from './address.ts';
import type { Answer, ReadableRequest } from './exchange.ts';
import { exchange, refusalFor } from './exchange.ts';
import type { FastifyScope } from './fastify-plugin.ts';
import { fastifyPlugin } from './fastify-plugin.ts';
import { readFetchBody, toFetchResponse } from './fetch-handler.ts';
import type { BoundFunction } from './bound-function.ts';
import type { LambdaEvent, LambdaResult } from './lambda-handler.ts';
import { lambdaContentType, lambdaMethod, readLambdaBody, toLambdaResult } from './lambda-handler.ts';
import { readNodeBody, writeNodeAnswer } from './node-handler.ts';
import { STREAM_OFFER, asksForStream, serveNodeStream, streamLimits } from './stream/node-stream.ts';
import type { ValueSpec } from './value-spec.ts';

export interface StateFunOptions {
  /** Is told of each failed call (its `cause` is what the function threw). Default: `console.error`. */
  readonly onError?: (error: unknown) => void;
  /** Larger requests are refused with status 413. Default: 32 MiB. */
  readonly payloadBytesMax?: number;
}

/** Bound functions, and the handlers that serve them. */
export class Service {
  /** By type name. */
  protected readonly functions = new Map<string, BoundFunction>();
  readonly #onError: (error: unknown) => void;
  readonly #payloadBytesMax: number;

  constructor(options: StateFunOptions = {}) {
    this.#onError = options.onError ?? console.error;
    this.#payloadBytesMax = options.payloadBytesMax ?? 32 * 1024 * 1024;
  }

  /**
   * Applies one request of the runtime (a ToFunction message) and resolves to the reply (a FromFunction
   * message): what all handlers do, for any other way to carry bytes. Rejects with STATEFUN_REQUEST_INVALID,
   * STATEFUN_FUNCTION_UNBOUND or STATEFUN_FUNCTION_FAILED; of a failed request nothing takes effect.
   */
  async invoke(request: Uint8Array): Promise<Uint8Array> {
    const batch = decodeRequest(request);
    const self = targetOf(batch);
    const bound = this.functions.get(self.typename);
    if (bound === undefined) {
      throw new StatefunError('STATEFUN_FUNCTION_UNBOUND', `No function is bound as ${self.typename} here.`);
    }
    return fromFunctionCodec.encode(await bound.handle(batch, self));
  }

  /** The bound functions by type name, each with the specs of its states: for tools, such as those that test. */
  functionSpecs(): ReadonlyMap<string, readonly ValueSpec[]> {
    return new Map(Array.from(this.functions, ([typename, { specs }]) => [typename, specs]));
  }

  /** A listener for Node's `http.createServer`, and for Express. */
  handler(): (request: IncomingMessage, response: ServerResponse) => void {
    return (request, response) => void this.handle(request, response);
  }

  /** Answers one request of a Node server, or serves its stream until that ends. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (asksForStream(request)) {
      await this.#serveStream(request, response);
      return;
    }
    const answer = await this.answer({
      method: request.method ?? '',
      contentType: request.headers['content-type'],
      readBody: (payloadBytesMax) => readNodeBody(request, payloadBytesMax),
    });
    writeNodeAnswer(response, answer, STREAM_OFFER);
  }

  /**
   * A plugin for Fastify: `fastify.register(statefun.fastifyPlugin(), { prefix: '/statefun' })`. It reads bodies
   * itself, up to `payloadBytesMax`; the parsers and the `bodyLimit` of other routes stay as they are.
   */
  fastifyPlugin(): (scope: FastifyScope) => Promise<void> {
    return fastifyPlugin(
      (request) => this.answer(request),
      (request, response) => this.#serveStream(request, response),
    );
  }

  /** A handler for servers and runtimes with the `fetch` interface. Never rejects. */
  fetchHandler(): (request: Request) => Promise<Response> {
    return async (request) => {
      const answer = await this.answer({
        method: request.method,
        contentType: request.headers.get('content-type'),
        readBody: (payloadBytesMax) => readFetchBody(request, payloadBytesMax),
      });
      return toFetchResponse(answer);
    };
  }

  /** A handler for AWS Lambda, behind an API Gateway, a function URL or a load balancer. Never rejects. */
  lambdaHandler(): (event: LambdaEvent) => Promise<LambdaResult> {
    return async (event) => {
      const answer = await this.answer({
        method: lambdaMethod(event),
        contentType: lambdaContentType(event),
        readBody: (payloadBytesMax) => readLambdaBody(event, payloadBytesMax),
      });
      return toLambdaResult(answer);
    };
  }

  /** What all handlers answer. Never rejects. */
  protected answer(request: ReadableRequest): Promise<Answer> {
    return exchange({
      ...request,
      readBody: () => request.readBody(this.#payloadBytesMax),
      invoke: (body) => this.invoke(body),
      onError: (error) => {
        this.#report(error);
      },
    });
  }

  #serveStream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return serveNodeStream(request, response, {
      limits: streamLimits(this.#payloadBytesMax),
      invoke: (call) => this.invoke(call),
      errorOf: (error) => this.#errorOf(error),
    });
  }

  #errorOf(error: unknown): CallError {
    const { status, body } = refusalFor(error).answer;
    if (status >= 500) this.#report(error);
    return { status, text: Buffer.from(body).toString() };
  }

  #report(error: unknown): void {
    try {
      this.#onError(error);
    } catch (hookError) {
      console.error(error, hookError);
    }
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
