import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { TestContext } from 'node:test';
import { CallFailure } from '@statefun-ts/engine';
import type { Observer, Transport } from '@statefun-ts/engine';
import type {
  AsyncTransportSpec,
  HttpEndpointComponent,
  HttpTransportSpec,
  OkHttpTransportSpec,
  StreamTransportSpec,
} from '@statefun-ts/module';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import type { ErrorCode, FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { createTransport } from '../src/index.ts';

/** The default figures of the async transport, with others where told. */
export const asyncSpec = (changes: Partial<AsyncTransportSpec> = {}): AsyncTransportSpec => ({
  type: 'io.statefun.transports.v1/async',
  callMs: 120_000,
  connectMs: 20_000,
  poolTtlMs: 15_000,
  poolSize: 1024,
  payloadBytesMax: 32 * 1024 * 1024,
  tls: {},
  ...changes,
});

/** The default figures of the stream transport, with others where told. */
export const streamSpec = (changes: Partial<StreamTransportSpec> = {}): StreamTransportSpec => ({
  ...asyncSpec(),
  type: 'io.statefun.transports.v1/stream',
  streams: 1,
  streamTtlMs: 120_000,
  ...changes,
});

/** The default figures of the okhttp transport, with others where told. */
export const okHttpSpec = (changes: Partial<OkHttpTransportSpec> = {}): OkHttpTransportSpec => ({
  type: 'io.statefun.transports.v1/okhttp',
  callMs: 60_000,
  connectMs: 10_000,
  readMs: 10_000,
  writeMs: 10_000,
  ...changes,
});

export const endpointAt = (
  urlPathTemplate: string,
  transport: HttpTransportSpec = asyncSpec(),
): HttpEndpointComponent<HttpTransportSpec> => ({
  kind: 'io.statefun.endpoints.v2/http',
  origin: { file: 'module.yaml', line: 3, column: 1 },
  functions: { namespace: 'example', name: '*' },
  urlPathTemplate,
  batchMessagesMax: 1000,
  transport,
});

/** A transport that is closed when the test ends; what it logs is added to `log`. */
export function transportTo(
  t: TestContext,
  url: string,
  spec?: HttpTransportSpec,
  log: string[] = [],
): Transport {
  const observer: Observer = { log: (_level, message) => log.push(message) };
  const transport = createTransport(endpointAt(url, spec), { observer });
  t.after(() => transport.close());
  return transport;
}

const value = (text: string) => ({ typename: 'example/text', hasValue: true, value: Buffer.from(text) });

/** A call of `example/<type>` with one message. */
export const requestTo = (type: string, id: string, text = 'hello'): InvocationBatchRequest => ({
  target: { namespace: 'example', type, id },
  state: [],
  invocations: [{ caller: null, argument: value(text) }],
});

/** A reply that sends `text` to `example/echo` with id `id`. */
export const replyWith = (id: string, text: string): Uint8Array =>
  fromFunctionCodec.encode({
    invocationResult: {
      stateMutations: [],
      outgoingMessages: [{ target: { namespace: 'example', type: 'echo', id }, argument: value(text) }],
      delayedInvocations: [],
      outgoingEgresses: [],
    },
    incompleteInvocationContext: null,
  });

/** The text of a reply made by `replyWith`, with the id before it. */
export function textOf(reply: FromFunction): string | undefined {
  const message = reply.invocationResult?.outgoingMessages[0];
  return message && `${message.target?.id}: ${Buffer.from(message.argument?.value ?? []).toString()}`;
}

export const OCTETS = { 'content-type': 'application/octet-stream' };

/** Reads a request and answers it with its own id and text. */
export function echo(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { invocation } = toFunctionCodec.decode(Buffer.concat(chunks));
    const text = Buffer.from(invocation?.invocations[0]?.argument?.value ?? []).toString();
    response.writeHead(200, OCTETS).end(replyWith(invocation?.target?.id ?? '', text));
  });
}

/** A directory that is removed when the test ends. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'statefun-transport-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

export interface TestServer {
  /** 0 for a Unix domain socket. */
  readonly port: number;
  readonly url: string;
  /** Connections that were ever made to it. */
  readonly connections: () => number;
  readonly open: () => number;
  readonly close: () => Promise<void>;
}

async function listening(t: TestContext, server: Server, at: number | string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  server.listen(typeof at === 'string' ? { path: at } : { port: at, host: '127.0.0.1' });
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  t.after(close);
  const port = typeof at === 'string' ? 0 : (server.address() as AddressInfo).port;
  return {
    port,
    url: typeof at === 'string' ? `http+unix://${at}` : `http://127.0.0.1:${port}`,
    connections: () => connections,
    open: () => sockets.size,
    close,
  };
}

/** A real HTTP server on a free port (or the one or the Unix domain socket told), closed when the test ends. */
export const httpServer = (
  t: TestContext,
  listener: RequestListener,
  at: number | string = 0,
): Promise<TestServer> => listening(t, createServer(listener), at);

/** A server of bare TCP: what it answers need not be HTTP. */
export const tcpServer = (t: TestContext, onSocket: (socket: Socket) => void): Promise<TestServer> =>
  listening(
    t,
    createTcpServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      onSocket(socket);
    }),
    0,
  );

/** What `assert.rejects` checks a failed call by. */
export const failure =
  (code: ErrorCode, transient: boolean, message = /./) =>
  (error: unknown): boolean => {
    if (!(error instanceof CallFailure)) throw error;
    if (error.code === code && error.transient === transient && message.test(error.message)) return true;
    throw new Error(`another failure: ${error.code}, transient ${error.transient}: ${error.message}`);
  };

/** Waits until `condition` holds; the runner's time-out is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Writes pieces one after the other, each in a packet of its own, `delayMs` apart, then calls `done`. */
export function drip(
  to: Writable,
  pieces: Iterable<string | Uint8Array>,
  done: () => void,
  delayMs = 0,
): void {
  const [first, ...rest] = pieces;
  if (first === undefined) done();
  else to.write(first, () => setTimeout(drip, delayMs, to, rest, done, delayMs));
}
