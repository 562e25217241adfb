// The extension against a real NATS server: end to end, through kill -9 of the runtime and of the server.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connect } from '@nats-io/transport-node';
import { startProcess } from '@statefun-ts/example-support/testing';
import type { NatsServer } from '@statefun-ts/nats-server';
import { startNatsServer } from '@statefun-ts/nats-server';
import { freePorts } from '@statefun-ts/testing-support';
import { serve } from '../service.ts';

const EXAMPLE = join(import.meta.dirname, '..');
const STATEFUN = join(EXAMPLE, '../../packages/cli/bin/statefun.js');

interface Setting {
  readonly server: NatsServer;
  readonly nats: NatsConnection;
  /** Starts the runtime on the store of the test. */
  readonly startRuntime: () => ReturnType<typeof startProcess>;
}

/** A NATS server with the streams of the example, its functions, and its module on the server's port. */
async function setUp(t: TestContext): Promise<Setting> {
  const [port = 0] = await freePorts(1);
  const server = await startNatsServer({ port });
  const nats = await connect({ servers: server.address, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  const { streams } = await jetstreamManager(nats);
  await streams.add({ name: 'names', subjects: ['names.*'] });
  await streams.add({ name: 'greetings', subjects: ['greetings.*'] });
  const serving = serve(nats);
  t.after(async () => {
    await nats.close();
    await serving;
    await server.stop();
  });
  const place = join(EXAMPLE, '.statefun');
  await mkdir(place, { recursive: true });
  const directory = await mkdtemp(join(place, 'test-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const module = await readFile(join(EXAMPLE, 'module.yaml'), 'utf8');
  await writeFile(
    join(directory, 'module.yaml'),
    module.replaceAll('4222', String(port)).replace('./index.ts', '../../index.ts'),
  );
  const args = ['run', '--module', 'module.yaml', '--admin-port', '0', '--log-format', 'json'];
  return {
    server,
    nats,
    startRuntime: () =>
      startProcess(t, [STATEFUN, ...args], { cwd: directory, ready: /ready in|not ready yet/ }),
  };
}

/** Each once, also when the server is on its way. */
async function publish(nats: NatsConnection, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const msgID = randomUUID();
    const send = () => jetstream(nats).publish(`names.${name}`, '', { msgID, timeout: 1000 });
    while (!(await send().catch(() => undefined))) await sleep(50);
  }
}

/** The greetings so far, in order, once there are that many; one too many shows, too. */
async function greetings(nats: NatsConnection, count: number): Promise<string[]> {
  const { streams } = await jetstreamManager(nats);
  while ((await streams.info('greetings')).state.messages < count) await sleep(20);
  const consumer = await jetstream(nats).consumers.get('greetings', { deliver_policy: DeliverPolicy.All });
  const found: string[] = [];
  const { state } = await streams.info('greetings');
  const messages = await consumer.consume();
  for await (const message of messages) {
    found.push(message.string());
    if (found.length === state.messages) break;
  }
  return found;
}

/** Each name was greeted that often, each visit once and in order. */
function assertGreeted(found: readonly string[], names: readonly string[], visits: number): void {
  for (const name of names) {
    const mine = found.filter((greeting) => greeting.startsWith(`Hello ${name},`));
    const wanted = Array.from({ length: visits }, (_, index) => `Hello ${name}, visit ${index + 1}`);
    assert.deepEqual(mine, wanted);
  }
  assert.equal(found.length, names.length * visits);
}

test('messages of a stream go through functions that are called over NATS, to another stream', async (t) => {
  const { nats, startRuntime } = await setUp(t);
  const runtime = await startRuntime();
  await publish(nats, ['Ada', 'Bob', 'Ada']);
  assert.deepEqual((await greetings(nats, 3)).toSorted(), [
    'Hello Ada, visit 1',
    'Hello Ada, visit 2',
    'Hello Bob, visit 1',
  ]);
  assert.equal(await runtime.stop('SIGTERM'), 0);
});

test('each message takes effect once, through kill -9 of the runtime and of the server', async (t) => {
  const { nats, server, startRuntime } = await setUp(t);
  const names = Array.from({ length: 10 }, (_, index) => `n${index}`);
  const rounds = 12;
  let runtime = await startRuntime();
  for (let round = 1; round <= rounds; round++) {
    await publish(nats, names);
    if (round % 3 === 0) {
      await runtime.stop('SIGKILL');
      if (round % 2 === 0) {
        await server.kill();
        await server.restart();
      }
      runtime = await startRuntime();
    }
  }
  assertGreeted(await greetings(nats, names.length * rounds), names, rounds);
  assert.equal(await runtime.stop('SIGTERM'), 0);
});

test('without the server the runtime starts, and goes on when it comes', async (t) => {
  const { nats, server, startRuntime } = await setUp(t);
  await server.kill();
  const runtime = await startRuntime();
  await server.restart();
  await publish(nats, ['Ada', 'Ada']);
  assert.deepEqual(await greetings(nats, 2), ['Hello Ada, visit 1', 'Hello Ada, visit 2']);
  assert.equal(await runtime.stop('SIGTERM'), 0);
});

test('it stops in order while the server is away', async (t) => {
  const { nats, server, startRuntime } = await setUp(t);
  const runtime = await startRuntime();
  await publish(nats, ['Ada']);
  await greetings(nats, 1);
  await server.kill();
  assert.equal(await runtime.stop('SIGTERM'), 0);
});
