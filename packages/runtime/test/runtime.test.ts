import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpServer } from '@statefun-ts/http';
import {
  countingFunction,
  endpoint,
  moduleOf,
  put,
  serveFunction,
  start,
  startUnready,
  take,
  temporaryDirectory,
  unreachableKafka,
} from './support.ts';

test('a message goes from the HTTP ingress through a function to the HTTP egress, and state is kept across restarts', async (t) => {
  const url = await serveFunction(t, countingFunction);
  const module = moduleOf(endpoint('example/*', url));
  const dataDir = await temporaryDirectory(t);
  const first = await start(t, { module, dataDir });
  assert.equal(await put(first, 'Bob'), 200);
  assert.equal(await take(first), 'Bob 1');
  assert.equal(await put(first, 'Bob'), 200);
  await first.stop();
  const second = await start(t, { module, dataDir });
  assert.equal(await put(second, 'Bob'), 200);
  assert.equal(await take(second), 'Bob 2');
  assert.equal(await take(second), 'Bob 3');
});

test('an exact target comes before a namespace, and types differ', async (t) => {
  const seen: string[] = [];
  const recorder = (name: string) =>
    serveFunction(t, (request) => {
      seen.push(`${name}: ${request.target?.type ?? ''}`);
      return { invocationResult: null, incompleteInvocationContext: null };
    });
  const module = moduleOf(
    endpoint('example/*', await recorder('all')),
    endpoint('example/special', await recorder('special')),
  );
  const runtime = await start(t, { module, dataDir: await temporaryDirectory(t) });
  await put(runtime, 'a', 'example/special');
  await put(runtime, 'a', 'example/other');
  while (seen.length < 2) await new Promise(setImmediate);
  assert.deepEqual(seen.toSorted(), ['all: other', 'special: special']);
});

test('stop waits for calls in flight and lets their records out at the next start', async (t) => {
  const called = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const url = await serveFunction(t, async (request) => {
    const reply = countingFunction(request);
    if (reply.invocationResult !== null) {
      called.resolve();
      await answer.promise;
    }
    return reply;
  });
  const module = moduleOf(endpoint('example/*', url));
  const dataDir = await temporaryDirectory(t);
  const first = await start(t, { module, dataDir, drainMs: 60_000 });
  assert.equal(await put(first, 'Bob'), 200);
  await called.promise;
  const stopped = first.stop();
  assert.equal(await put(first, 'Bob'), 503);
  answer.resolve();
  await stopped;
  await assert.rejects(put(first, 'Bob'), 'the port is free again');
  const second = await start(t, { module, dataDir });
  assert.equal(await take(second), 'Bob 1');
});

test('a port in use is an error that names it, and leaves nothing behind', async (t) => {
  const other = new HttpServer({ what: 'another', host: '127.0.0.1', port: 0 }, () => {});
  await other.listen();
  t.after(() => other.close(0));
  const dataDir = await temporaryDirectory(t);
  const module = moduleOf();
  const adminPort = Number(new URL(other.url).port);
  await assert.rejects(start(t, { module, dataDir, adminPort }), {
    code: 'STATEFUN_PORT_IN_USE',
    message: new RegExp(
      `^The admin API \\(--admin-port\\) can't listen on 127.0.0.1:${adminPort}: the port is in use`,
    ),
  });
  await start(t, { module, dataDir });
});

test('a store that another runtime has open is an error that says so', async (t) => {
  const dataDir = await temporaryDirectory(t);
  await start(t, { module: moduleOf(), dataDir });
  await assert.rejects(start(t, { module: moduleOf(), dataDir }), { code: 'STATEFUN_STORE_LOCKED' });
});

test('while Kafka does not answer, the application says that it is not ready and why, and the rest of it works', async (t) => {
  const { components } = moduleOf(endpoint('example/*', await serveFunction(t, countingFunction)));
  const module = { components: [...components, ...unreachableKafka()] };
  const runtime = await startUnready(t, { module, dataDir: await temporaryDirectory(t) });
  const troubled = (): string[] => runtime.status().problems.map(({ component }) => component);
  while (troubled().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(troubled().toSorted(), ['test/in', 'test/out']);
  assert.equal(runtime.status().ready, false);
  assert.match(runtime.status().problems[0]?.message ?? '', /127\.0\.0\.1:1/);
  assert.equal(await put(runtime, 'Bob'), 200);
  assert.equal(await take(runtime), 'Bob 1');
});
