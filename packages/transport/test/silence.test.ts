import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OCTETS, drip, echo, failure, httpServer, okHttpSpec, replyWith, requestTo } from './support.ts';
import { tcpServer, textOf, transportTo } from './support.ts';

const BUDGET_MS = 20_000;
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n';
/** More than the system takes off our hands for a socket that nobody reads. */
const LARGE = 'x'.repeat(40 * 1024 * 1024);
const VERY_LONG_MS = 60_000;

test('a service that does not take the request in time fails the call by the write time-out', async (t) => {
  const server = await tcpServer(t, (socket) => void socket.pause());
  const transport = transportTo(t, server.url, okHttpSpec({ readMs: VERY_LONG_MS, writeMs: 300 }));
  await assert.rejects(
    transport.call(requestTo('greeter', 'bob', LARGE), BUDGET_MS),
    failure('STATEFUN_CALL_TIMEOUT', true, /took nothing of the request .* write time-out/),
  );
});

for (const [when, answer] of [
  ['before the reply', (socket: Socket) => void socket],
  ['within the reply', (socket: Socket) => void socket.write(`${HEAD}content-length: 100\r\n\r\nabc`)],
] as const) {
  for (const writeMs of [300, 100, VERY_LONG_MS]) {
    test(`silence ${when} fails the call by the read time-out, with ${writeMs} ms to write`, async (t) => {
      const server = await tcpServer(t, (socket) => {
        socket.once('data', () => answer(socket)).resume();
      });
      await assert.rejects(
        transportTo(t, server.url, okHttpSpec({ readMs: 300, writeMs })).call(
          requestTo('greeter', 'bob'),
          BUDGET_MS,
        ),
        failure('STATEFUN_CALL_TIMEOUT', true, /silent for longer than the read time-out/),
      );
    });
  }
}

test('a large request that is taken slowly is no silence, however long it takes in all', async (t) => {
  const server = await httpServer(t, (request, response) => {
    const slowly = setInterval(() => request.read(4 * 1024 * 1024), 100);
    request
      .on('readable', () => undefined)
      .on('end', () => {
        clearInterval(slowly);
        response.writeHead(200, OCTETS).end(replyWith('bob', 'at last'));
      });
  });
  const transport = transportTo(t, server.url, okHttpSpec({ readMs: 700, writeMs: 700 }));
  assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', LARGE), BUDGET_MS)), 'bob: at last');
});

test('a reply that comes slowly is no silence, and idle connections are not silent', async (t) => {
  const server = await tcpServer(t, (socket) => {
    socket.on('data', () => {
      const body = replyWith('bob', 'slowly');
      socket.write(`${HEAD}content-length: ${body.length}\r\n\r\n`);
      const pieces = [...body].map((byte) => Buffer.from([byte]));
      drip(socket, pieces, () => undefined, 15);
    });
  });
  const transport = transportTo(t, server.url, okHttpSpec({ readMs: 600, writeMs: 600 }));
  for (let call = 0; call < 2; call++) {
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob'), BUDGET_MS)), 'bob: slowly');
    await sleep(800);
  }
  assert.equal(server.connections(), 1);
});

test('after silence another call is answered; silence after idleness is noticed', async (t) => {
  let silent = true;
  const server = await httpServer(t, (request, response) => {
    if (!silent) echo(request, response);
  });
  const transport = transportTo(t, server.url, okHttpSpec({ readMs: 300, writeMs: 200 }));
  const call = () => transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS);
  await assert.rejects(call(), failure('STATEFUN_CALL_TIMEOUT', true));
  silent = false;
  assert.equal(textOf(await call()), 'bob: x');
  await sleep(700);
  silent = true;
  await assert.rejects(call(), failure('STATEFUN_CALL_TIMEOUT', true, /read time-out/));
  assert.equal(server.connections(), 2);
});

for (const [readMs, writeMs] of [
  [900, 200],
  [600, 900],
] as const) {
  test(`pauses shorter than the limits are no silence, with ${readMs} ms to read and ${writeMs} to write`, async (t) => {
    const pauseMs = readMs / 2;
    const server = await tcpServer(t, (socket) => {
      socket.once('data', () => {
        const body = replyWith('bob', 'in pieces');
        const third = Math.ceil(body.length / 3);
        const pieces = [0, 1, 2].map((at) => body.subarray(at * third, (at + 1) * third));
        drip(socket, [`${HEAD}content-length: ${body.length}\r\n\r\n`, ...pieces], () => undefined, pauseMs);
      });
    });
    const transport = transportTo(t, server.url, okHttpSpec({ readMs, writeMs }));
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob'), BUDGET_MS)), 'bob: in pieces');
  });
}
