import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Answer, ReadableRequest } from './exchange.ts';
import { readNodeBody } from './node-handler.ts';
import { STREAM_OFFER, asksForStream } from './stream/node-stream.ts';

/** What is used of a Fastify request. */
export interface FastifyRequest {
  readonly method: string;
  readonly headers: { readonly 'content-type'?: string | undefined };
  readonly body: unknown;
  readonly raw: IncomingMessage;
}

/** What is used of a Fastify reply. */
export interface FastifyReply {
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  send(body: Uint8Array): unknown;
  /** Leaves the response to whoever has `raw`. */
  hijack(): unknown;
  readonly raw: ServerResponse;
}

/** What is used of a Fastify instance. */
export interface FastifyScope {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    contentType: string,
    parser: (request: unknown, body: Readable, done: (error: Error | null, body?: unknown) => void) => void,
  ): unknown;
  all(path: string, handler: (request: FastifyRequest, reply: FastifyReply) => unknown): unknown;
}

/** A plugin that answers all requests at its prefix. */
export function fastifyPlugin(
  answer: (request: ReadableRequest) => Promise<Answer>,
  serveStream: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): (scope: FastifyScope) => Promise<void> {
  return async (scope) => {
    // What follows holds within the plugin only. Bodies reach the handler as the streams that they come as.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.all('/', async (request, reply) => {
      if (asksForStream(request.raw)) {
        reply.hijack();
        await serveStream(request.raw, reply.raw);
        return reply;
      }
      const { status, headers, body } = await answer({
        method: request.method,
        contentType: request.headers['content-type'],
        readBody: (payloadBytesMax) => readNodeBody(streamOf(request), payloadBytesMax),
      });
      reply.code(status);
      reply.headers({ ...headers, ...STREAM_OFFER });
      return reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    });
  };
}

/** Requests without a body are not parsed. */
const streamOf = ({ body, raw }: FastifyRequest): Readable => (body instanceof Readable ? body : raw);
