// A function service that is down, slow or answers nonsense harms nobody else; when it heals, its backlog goes
// through in order.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import type { Runtime } from '../src/index.ts';
import {
  countingFunction,
  endpoint,
  moduleOf,
  put,
  serveFunction,
  start,
  take,
  temporaryDirectory,
} from './support.ts';

const BACKLOG = 30;

/** A service on a given port that writes down what it is called with, and has no effects. */
const recordOn = async (t: TestContext, port: number, received: string[]): Promise<Server> => {
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      for (const { argument } of toFunctionCodec.decode(body).invocation?.invocations ?? []) {
        received.push(new TextDecoder().decode(argument?.value));
      }
      const nothing = { invocationResult: null, incompleteInvocationContext: null };
      response
        .writeHead(200, { 'Content-Type': 'application/octet-stream' })
        .end(fromFunctionCodec.encode(nothing));
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
};

const say = async (runtime: Runtime, path: string, word: string): Promise<void> => {
  const headers = { 'Content-Type': 'application/vnd.example/Word' };
  const reply = await fetch(`${runtime.urls['ingress']}/${path}`, { method: 'PUT', headers, body: word });
  assert.equal(reply.status, 200);
};

const portOf = (server: Server): number => {
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
};

test('a service that is down leaves others alone, and gets its backlog in order when it is up', async (t) => {
  const probe = await recordOn(t, 0, []);
  const port = portOf(probe);
  probe.close();
  const module = moduleOf(
    endpoint('example/*', await serveFunction(t, countingFunction)),
    endpoint('down/*', `http://127.0.0.1:${port}/statefun`),
  );
  const runtime = await start(t, {
    module,
    dataDir: await temporaryDirectory(t),
    limits: { backoffMaxMs: 2_000 },
  });
  const words = Array.from({ length: BACKLOG }, (_, i) => `w${i}`);
  for (const word of words) {
    await say(runtime, 'down/keeper/a', word);
    assert.equal(await put(runtime, 'Bob'), 200);
  }
  for (let i = 1; i <= BACKLOG; i++) assert.equal(await take(runtime), `Bob ${i}`);
  const received: string[] = [];
  await recordOn(t, port, received);
  while (received.length < BACKLOG) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(received, words);
});

for (const [what, answer] of [
  ['answers nonsense', () => Buffer.from('this is no reply')],
  ['never answers', () => new Promise<never>(() => {})],
] as const) {
  test(`a function that ${what} for one address serves all its other addresses`, async (t) => {
    const server = createServer((request, response) => {
      void buffer(request).then(async (body) => {
        const { invocation } = toFunctionCodec.decode(body);
        assert.ok(invocation !== null);
        const isBad = invocation.target?.id === 'bad';
        const reply = isBad ? await answer() : fromFunctionCodec.encode(countingFunction(invocation));
        response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(reply);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const module = moduleOf(endpoint('example/*', `http://127.0.0.1:${portOf(server)}/statefun`));
    const runtime = await start(t, { module, dataDir: await temporaryDirectory(t) });
    for (let i = 1; i <= BACKLOG; i++) {
      assert.equal(await put(runtime, 'bad'), 200);
      assert.equal(await put(runtime, 'good'), 200);
      assert.equal(await take(runtime), `good ${i}`);
    }
  });
}
