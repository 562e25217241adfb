import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import type { LambdaEvent, StateFun } from '../src/index.ts';

export interface SentRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface GotReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export type Deliver = (statefun: StateFun, request: SentRequest) => Promise<GotReply>;

/** Every way to reach a service: each must behave the same. */
export const deliveries: readonly { readonly name: string; readonly deliver: Deliver }[] = [
  {
    name: 'a Node server, with a content length',
    deliver: (statefun, request) => overNode(statefun.handler(), request, true),
  },
  {
    name: 'a Node server, in chunks',
    deliver: (statefun, request) => overNode(statefun.handler(), request, false),
  },
  {
    name: 'Express',
    deliver: (statefun, request) => overNode(express().use(statefun.handler()), request, true),
  },
  {
    name: 'Express, behind a parser that leaves bytes',
    deliver: (statefun, request) => overNode(express().use(everything, statefun.handler()), request, true),
  },
  { name: 'Fastify', deliver: overFastify },
  { name: 'fetch', deliver: overFetch },
  { name: 'Lambda, payload 1.0', deliver: (statefun, request) => overLambda(statefun, eventV1(request)) },
  { name: 'Lambda, payload 2.0', deliver: (statefun, request) => overLambda(statefun, eventV2(request)) },
];

const everything = express.raw({ type: '*/*', limit: '64mb' });

async function overNode(
  listener: RequestListener,
  request: SentRequest,
  withLength: boolean,
): Promise<GotReply> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const reply = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method, body } = request;
      const headers = withLength
        ? { ...request.headers, 'content-length': String(body.length) }
        : request.headers;
      const outgoing = httpRequest({ host: '127.0.0.1', port, method, headers }, resolve).on('error', reject);
      for (let at = 0; at < body.length; at += 65_536) outgoing.write(body.subarray(at, at + 65_536));
      outgoing.end();
    });
    const chunks: Buffer[] = [];
    for await (const chunk of reply) chunks.push(chunk as Buffer);
    return { status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function overFastify(statefun: StateFun, request: SentRequest): Promise<GotReply> {
  const app = fastify();
  void app.register(statefun.fastifyPlugin());
  await app.ready();
  return overNode((incoming, response) => app.routing(incoming, response), request, true);
}

async function overFetch(statefun: StateFun, { method, headers, body }: SentRequest): Promise<GotReply> {
  const init =
    method === 'GET' ? { method, headers } : { method, headers, body: body as Uint8Array<ArrayBuffer> };
  const reply = await statefun.fetchHandler()(new Request('http://localhost/statefun', init));
  const got = new Uint8Array(await reply.arrayBuffer());
  return { status: reply.status, headers: Object.fromEntries(reply.headers), body: got };
}

async function overLambda(statefun: StateFun, event: LambdaEvent): Promise<GotReply> {
  const result = await statefun.lambdaHandler()(event);
  const body = Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8');
  return { status: result.statusCode, headers: result.headers, body };
}

/** API Gateway, payload format 1.0: header names as the client wrote them, `null` for no body. */
const eventV1 = ({ method, headers, body }: SentRequest): LambdaEvent => ({
  httpMethod: method,
  headers: { Host: 'example.com', ...headers },
  body: body.length === 0 ? null : Buffer.from(body).toString('base64'),
  isBase64Encoded: true,
});

/** API Gateway, payload format 2.0, and function URLs: header names in lower case, no body when there is none. */
const eventV2 = ({ method, headers, body }: SentRequest): LambdaEvent => ({
  requestContext: { http: { method } },
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  ...(body.length > 0 && { body: Buffer.from(body).toString('base64') }),
  isBase64Encoded: true,
});
