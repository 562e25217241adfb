// A function service that answers in every wrong way there is, on a real socket: nobody else is harmed, no message
// is lost, and all of them are handled when it is well again.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import { Random, randomReplyBytes } from '@statefun-ts/testing-support';
import {
  countingFunction,
  endpoint,
  moduleOf,
  put,
  serveFunction,
  start,
  take,
  temporaryDirectory,
} from '../support.ts';
import { reply, setState, textValue } from './support.ts';

const ADDRESSES = 200;
const ANSWERS = 2_000;

const octets = 'Content-Type: application/octet-stream';
const ok = (body: Uint8Array, ...headers: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(
      [`HTTP/1.1 200 OK`, octets, `Content-Length: ${body.length}`, ...headers].join('\r\n') + '\r\n\r\n',
    ),
    body,
  ]);

const NEVER_ASKED_FOR = fromFunctionCodec.encode(
  reply({ stateMutations: [setState('never', textValue('asked for'))] }),
);

/** What fails each call, whatever its reader makes of it. */
const ANSWER_KINDS: readonly ((random: Random) => Buffer | string)[] = [
  () => '',
  () => 'HTTP/1.1 ',
  () => 'SMTP ready\r\n',
  () => 'HTTP/1.1 200\r\n\r\n',
  () => `HTTP/1.1 500 Oh no\r\nContent-Length: 4\r\n\r\noops`,
  ...['301', '404', '429', '503', '999'].map(
    (status) => () => `HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`,
  ),
  () => `HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n`,
  () => `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi`,
  () => `HTTP/1.1 200 OK\r\n${octets}\r\nContent-Length: 999\r\n\r\ncut off`,
  () => `HTTP/1.1 200 OK\r\n${octets}\r\nContent-Length: -5\r\n\r\n`,
  () => `HTTP/1.1 200 OK\r\n${octets}\r\nContent-Length: 99999999999\r\n\r\n`,
  () => `HTTP/1.1 200 OK\r\n${octets}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n`,
  () => `HTTP/1.1 200 OK\r\n${octets}\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\ngzip`,
  () => `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(5_000)}\r\n`,
  () => ok(NEVER_ASKED_FOR),
  (random) => ok(undecodable(random)),
  (random) => random.bytes(100),
];

function undecodable(random: Random): Uint8Array {
  for (;;) {
    const bytes = randomReplyBytes(fromFunctionCodec, random);
    try {
      fromFunctionCodec.decode(bytes);
    } catch {
      return bytes;
    }
  }
}

/** The id that a request is for, when all of it has come. */
function targetIn(request: Buffer): string | undefined {
  const head = request.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(request.subarray(0, Math.max(0, head)).toString())?.[1];
  const body = request.subarray(head + 4);
  if (head < 0 || length === undefined || body.length < Number(length)) return undefined;
  return toFunctionCodec.decode(body).invocation?.target?.id;
}

/** Answers wrongly, one request per connection, until it is told to be well. */
async function serveBroken(t: TestContext) {
  const random = new Random(11);
  const service = { url: '', answers: 0, isWell: false, handled: new Set<string>() };
  const answer = (socket: Socket, target: string): void => {
    service.answers++;
    if (service.isWell) {
      service.handled.add(target);
      socket.end(ok(new Uint8Array(0), 'Connection: close'));
      return;
    }
    const kind = ANSWER_KINDS[service.answers % ANSWER_KINDS.length];
    socket.end(kind?.(random) ?? '');
  };
  const server = createServer((socket) => {
    let request = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      request = Buffer.concat([request, chunk]);
      const target = targetIn(request);
      if (target === undefined) return;
      request = Buffer.alloc(0);
      answer(socket, target);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return service;
}

test(`${ANSWERS} wrong answers lose no message and harm nobody else`, async (t) => {
  const broken = await serveBroken(t);
  const module = moduleOf(
    endpoint('broken/*', broken.url),
    endpoint('example/*', await serveFunction(t, countingFunction)),
  );
  const runtime = await start(t, {
    module,
    dataDir: await temporaryDirectory(t),
    limits: { backoffFirstMs: 20, backoffMaxMs: 50, retryDelayMaxMs: 20 },
  });
  const ids = Array.from({ length: ADDRESSES }, (_, i) => `a${i}`);
  for (const id of ids) assert.equal(await put(runtime, id, 'broken/any'), 200);
  for (let count = 1; broken.answers < ANSWERS; count++) {
    assert.equal(await put(runtime, 'good'), 200);
    assert.equal(await take(runtime), `good ${count}`);
  }
  assert.equal(runtime.status().ready, true);
  broken.isWell = true;
  while (broken.handled.size < ADDRESSES) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual([...broken.handled].toSorted(), ids.toSorted());
});
