// The real Express and Fastify, as an application uses them. What all adapters answer alike is in exchange.test.ts.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import express from 'express';
import fastify from 'fastify';
import { StateFun } from '../src/index.ts';
import { requestOf } from './call.ts';

function service(payloadBytesMax = 10_000_000) {
  const statefun = new StateFun({ payloadBytesMax });
  statefun.bind({ typename: 'example/person', fn: (context, message) => context.send(message) });
  return statefun;
}

const body = requestOf() as Uint8Array<ArrayBuffer>;
const octets = { 'content-type': 'application/octet-stream', connection: 'close' };

/** What a server answers to a POST. */
async function post(t: TestContext, app: RequestListener, init: RequestInit = {}): Promise<Response> {
  const server = createServer(app);
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}/statefun`, { method: 'POST', headers: octets, body, ...init });
}

suite('in Express', () => {
  const parsers = {
    'no body parser': undefined,
    'express.json()': express.json(),
    'express.urlencoded()': express.urlencoded(),
    'express.raw()': express.raw(),
    'express.raw() for all types': express.raw({ type: '*/*' }),
  };
  for (const [name, parser] of Object.entries(parsers)) {
    test(`a call is answered behind ${name}`, async (t) => {
      const app = express();
      if (parser !== undefined) app.use(parser);
      app.post('/statefun', service().handler());
      const reply = await post(t, app);
      assert.equal(reply.status, 200);
      assert.deepEqual(
        new Uint8Array(await reply.arrayBuffer()),
        new Uint8Array(await service().invoke(body)),
      );
    });
  }

  test('a parser that leaves text is found out', async (t) => {
    const app = express().use(express.text({ type: '*/*' }));
    app.post('/statefun', service().handler());
    const reply = await post(t, app);
    assert.equal(reply.status, 400);
    assert.match(await reply.text(), /^The body was read before: let no body parser see calls to functions/);
  });

  test('the limit holds for what a parser has read, too', async (t) => {
    const app = express().use(express.raw());
    app.post('/statefun', service(10).handler());
    const reply = await post(t, app);
    assert.equal(reply.status, 413);
  });
});

suite('in Fastify', () => {
  const app = (statefun: StateFun) => {
    const server = fastify();
    server.post('/other', (request) => request.body);
    void server.register(statefun.fastifyPlugin(), { prefix: '/statefun' });
    return server;
  };

  test('a call larger than the bodyLimit of other routes is answered', async (t) => {
    const server = app(service());
    t.after(() => server.close());
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const large = requestOf({ arguments: Array.from({ length: 3 }, () => ({ typename: 'x/y', hasValue: true, value: new Uint8Array(1_000_000) })) }); // prettier-ignore
    const reply = await fetch(`${url}/statefun`, { method: 'POST', headers: octets, body: large as Uint8Array<ArrayBuffer> }); // prettier-ignore
    assert.equal(reply.status, 200);
    assert.ok((await reply.arrayBuffer()).byteLength > 3_000_000);
  });

  test('other routes keep their parsers, and hooks see the answers', async () => {
    const server = app(service());
    const seen: [string, number][] = [];
    server.addHook('onResponse', async (request, reply) => {
      seen.push([request.url, reply.statusCode]);
    });
    const json = await server.inject({ method: 'POST', url: '/other', payload: { a: 1 } });
    assert.deepEqual(json.json(), { a: 1 });
    const call = await server.inject({
      method: 'POST',
      url: '/statefun',
      headers: octets,
      payload: Buffer.from(body),
    });
    assert.equal(call.headers['content-type'], 'application/octet-stream');
    const refused = await server.inject({ method: 'GET', url: '/statefun' });
    assert.equal(refused.body, 'Calls to functions are POST requests.\n');
    assert.deepEqual(seen, [['/other', 200], ['/statefun', 200], ['/statefun', 405]]); // prettier-ignore
  });
});
