import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { StateFun } from '../src/index.ts';
import { requestOf } from './call.ts';

suite('a service on a socket', () => {
  const errors: unknown[] = [];
  const statefun = new StateFun({ onError: (error) => errors.push(error), payloadBytesMax: 1000 });
  statefun.bind({ typename: 'example/person', fn: () => undefined });
  const handled: Promise<void>[] = [];
  const server = createServer((request, response) => void handled.push(statefun.handle(request, response)));
  let port = 0;

  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = async (agent: Agent, headers: Record<string, string>, ...chunks: Uint8Array[]) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, agent, method: 'POST', headers });
    for (const chunk of chunks) outgoing.write(chunk);
    outgoing.end();
    const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
    const body: Buffer[] = [];
    for await (const chunk of reply) body.push(chunk as Buffer);
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: Buffer.concat(body),
      reused: outgoing.reusedSocket,
    };
  };

  test('keeps the connection for the next call, after answers and refusals alike', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await send(agent, {}, requestOf());
    const refused = await send(agent, { 'content-type': 'text/plain' }, requestOf());
    const last = await send(agent, {}, requestOf());
    assert.deepEqual([first.status, refused.status, last.status], [200, 415, 200]);
    assert.deepEqual([first.reused, refused.reused, last.reused], [false, true, true]);
    assert.equal(first.headers['content-length'], '3');
    agent.destroy();
  });

  test('puts together a body that comes in pieces', async () => {
    const pieces = [...requestOf()].map((byte) => Uint8Array.of(byte));
    const reply = await send(new Agent(), {}, ...pieces);
    assert.equal(reply.status, 200);
  });

  test('answers 413 to a body that is far too large, when all of it has come', async () => {
    const reply = await send(new Agent(), {}, ...Array.from({ length: 100 }, () => new Uint8Array(100_000)));
    assert.equal(reply.status, 413);
    assert.equal(reply.body.toString(), 'The body is larger than 1000 bytes.\n');
  });

  test('says so when a body parser has read the body before', async (t) => {
    const parsers: ((request: IncomingMessage) => Promise<unknown>)[] = [
      async (request) => {
        for await (const chunk of request) assert.ok(chunk);
      },
      async (request) => request.setEncoding('utf8'),
    ];
    for (const parse of parsers) {
      const parsing = createServer((request, response) => {
        void parse(request).then(() => statefun.handle(request, response));
      });
      t.after(() => parsing.close());
      await once(parsing.listen(0, '127.0.0.1'), 'listening');
      const { port: at } = parsing.address() as AddressInfo;
      const init = { method: 'POST', body: requestOf() as Uint8Array<ArrayBuffer> };
      const reply = await fetch(`http://127.0.0.1:${at}/`, { ...init, headers: { connection: 'close' } });
      assert.equal(reply.status, 400);
      assert.match(await reply.text(), /^The body was read before: let no body parser/);
    }
  });

  test('gives up on a caller that goes away in the middle of its body, without a report', async () => {
    const handledBefore = handled.length;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await once(server, 'request');
    socket.destroy();
    assert.equal(handled.length, handledBefore + 1);
    await handled.at(-1);
    assert.deepEqual(errors, []);
  });
});
