// The module.yaml of each of the original's examples, with nothing changed but host names; and ports and topics,
// since tests share a machine.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TestClient, sharedBroker, uniqueName } from '@statefun-ts/kafka-broker';
import { StateFun, egressMessageBuilder, kafkaEgressMessage } from '@statefun-ts/sdk';
import { freePorts } from '@statefun-ts/testing-support';
import { replaceAll, startProcess } from '../src/testing.ts';
import type { OriginalModule } from './modules.ts';
import { originalModules } from './modules.ts';

const statefunCommand = fileURLToPath(new URL('../../../packages/cli/bin/statefun.js', import.meta.url));
let kafka: TestClient;
before(async () => {
  kafka = new TestClient(await sharedBroker());
});
after(() => kafka.close());

for (const original of originalModules) {
  test(
    `the module of the original's ${original.example} works, but for host names`,
    { timeout: 60_000 },
    async (t) => {
      const topics = await topicsOf(original);
      const { functionsPort, called } = await serve(t, original, topics.egress);
      const [ingressPort = 0, egressPort = 0] = await freePorts(2);
      await run(t, original, {
        [`:${original.functions.port}/`]: `:${functionsPort}/`,
        'port: 8090': `port: ${ingressPort}`,
        'port: 8091': `port: ${egressPort}`,
        'kafka:9092': kafka.bootstrap,
        [`topic: ${original.kafkaTopic ?? ''}\n`]: `topic: ${topics.ingress}\n`,
        'my-group-id': uniqueName('group'),
      });

      const record = { key: 'Bob', value: '{"name": "Bob"}' };
      if (original.kafkaTopic === undefined) {
        const reply = await fetch(`http://127.0.0.1:${ingressPort}/${original.target}/Bob`, {
          method: 'PUT',
          headers: { 'content-type': 'application/vnd.test/value' },
          body: record.value,
        });
        assert.equal(reply.status, 200);
      } else {
        await kafka.produce(topics.ingress, [record]);
      }
      assert.deepEqual(await called, { id: 'Bob', text: record.value });
      const isPlayground = original.egress?.id === 'io.statefun.playground/egress';
      if (isPlayground)
        assert.equal(await taken(`http://127.0.0.1:${egressPort}/${topics.egress}`), 'Hello Bob');
      else if (original.egress !== undefined)
        assert.deepEqual(await recordsOf(topics.egress), ['Bob: Hello Bob']);
    },
  );
}

/** Kafka's topics are shared by all tests: each gets its own. The playground's are the module's. */
async function topicsOf({ egress, kafkaTopic }: OriginalModule) {
  if (kafkaTopic === undefined) return { ingress: '', egress: egress?.topic ?? '' };
  return { ingress: await kafka.createTopic(), egress: await kafka.createTopic() };
}

/** A service with the module's function: it greets by the egress. */
async function serve(t: TestContext, { target, functions, egress }: OriginalModule, topic: string) {
  const called = Promise.withResolvers<{ id: string; text: string }>();
  const statefun = new StateFun();
  const recordType = StateFun.jsonType('io.statefun.playground/EgressRecord');
  statefun.bind({
    typename: target,
    fn(context, message) {
      const { id } = context.self;
      called.resolve({ id, text: Buffer.from(message.rawValueBytes).toString() });
      if (egress === undefined) return;
      const to = { typename: egress.id };
      context.send(
        egress.id === 'io.statefun.playground/egress'
          ? egressMessageBuilder({ ...to, value: { topic, payload: `Hello ${id}` }, valueType: recordType })
          : kafkaEgressMessage({ ...to, topic, key: id, value: `Hello ${id}` }),
      );
    },
  });
  const handler = statefun.handler();
  const server = createServer((request, response) => {
    if (request.url === functions.path) handler(request, response);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { functionsPort: (server.address() as AddressInfo).port, called: called.promise };
}

/** Runs the module as a user does. */
async function run(
  t: TestContext,
  { hosts, yaml }: OriginalModule,
  changes: Readonly<Record<string, string>>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'statefun-module-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const toLoopback = Object.fromEntries(hosts.map((host) => [`//${host}`, '//localhost']));
  await writeFile(join(folder, 'module.yaml'), replaceAll(yaml, { ...toLoopback, ...changes }));
  // A name of its own: the marks of exactly-once egresses in Kafka belong to one store.
  const args = [
    statefunCommand,
    'run',
    '--name',
    uniqueName('app'),
    '--admin-port',
    '0',
    '--log-format',
    'json',
  ];
  await startProcess(t, args, { cwd: folder, ready: /\bready in\b/ });
}

async function taken(url: string): Promise<string> {
  for (;;) {
    const reply = await fetch(url);
    const text = await reply.text();
    if (reply.status === 200) return text;
    await sleep(10);
  }
}

async function recordsOf(topic: string): Promise<string[]> {
  for (;;) {
    const records = await kafka.consumeAll(topic);
    if (records.length > 0) return records.map(({ key, value }) => `${String(key)}: ${String(value)}`);
    await sleep(50);
  }
}
