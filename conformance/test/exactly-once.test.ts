// Kafka -> function -> another function -> Kafka, exactly-once, while the runtime is killed again and again.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { sharedBroker, TestClient, uniqueName } from '@statefun-ts/kafka-broker';
import { kafkaEgressMessage, messageBuilder, StateFun } from '@statefun-ts/sdk';

import { startStatefun } from '../src/processes.ts';

/** How often it is killed, and with how many shards it goes on then. */
const RUNS: readonly { readonly what: string; readonly kills: number; readonly shards: readonly number[] }[] =
  [
    { what: 'one shard', kills: 22, shards: [1] },
    { what: 'a number of shards that changes with each start', kills: 12, shards: [2, 2, 3, 1, 4] },
  ];
const KEYS = 50;
const RECORDS_PER_BATCH = 8;
const SEED = 20_261_124;

/** Numbers in [0, 1), the same in each run. */
const randomNumbers = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

/** Counts per key; a ledger of fewer addresses counts what the counters send it. Both write to the egress. */
const functions = (topic: string): StateFun => {
  const statefun = new StateFun();
  const specs = [{ name: 'count', type: StateFun.intType() }] as const;
  const out = (key: string, value: string) =>
    kafkaEgressMessage({ typename: 'crash/out', topic, key, value });
  statefun.bind({
    typename: 'crash/counter',
    specs,
    fn(context, message) {
      const count = (context.storage.count ?? 0) + 1;
      context.storage.count = count;
      const id = context.self.id;
      context.send(out(id, `${message.asString()}|${count}`));
      context.send(messageBuilder({ typename: 'crash/ledger', id: `ledger-${id.slice(-1)}`, value: id }));
    },
  });
  statefun.bind({
    typename: 'crash/ledger',
    specs,
    fn(context, message) {
      const count = (context.storage.count ?? 0) + 1;
      context.storage.count = count;
      context.send(out(context.self.id, `${message.asString()}|${count}`));
    },
  });
  return statefun;
};

const moduleYaml = (names: {
  bootstrap: string;
  input: string;
  group: string;
  functionsPort: number;
}): string => `
kind: io.statefun.endpoints.v2/http
spec:
  functions: crash/*
  urlPathTemplate: http://127.0.0.1:${names.functionsPort}/statefun
---
kind: io.statefun.kafka.v1/ingress
spec:
  id: crash/in
  address: ${names.bootstrap}
  consumerGroupId: ${names.group}
  startupPosition:
    type: earliest
  topics:
    - topic: ${names.input}
      valueType: io.statefun.types/string
      valueEncoding: utf8
      targets:
        - crash/counter
---
kind: io.statefun.kafka.v1/egress
spec:
  id: crash/out
  address: ${names.bootstrap}
  deliverySemantic:
    type: exactly-once
    transactionTimeout: 1min
`;

const runTest = async ({ kills, shards }: (typeof RUNS)[number]): Promise<void> => {
  const bootstrap = await sharedBroker();
  const client = new TestClient(bootstrap);
  const input = await client.createTopic(uniqueName('crash-in'), { partitions: 4 });
  const output = await client.createTopic(uniqueName('crash-out'), { partitions: 4 });
  const handle = functions(output).handler();
  const service = { calls: 0 };
  const server = createServer((request, response) => {
    service.calls++;
    handle(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');

  const folder = mkdtempSync(join(tmpdir(), 'statefun-crash-'));
  const moduleFile = join(folder, 'module.yaml');
  const names = { bootstrap, input, group: uniqueName('group'), functionsPort: address.port };
  writeFileSync(moduleFile, moduleYaml(names));
  const start = (kill: number) => {
    const count = shards[kill % shards.length];
    return startStatefun(moduleFile, join(folder, 'data'), ['--name', names.group, '--shards', `${count}`]);
  };

  const random = randomNumbers(SEED);
  let produced = 0;
  const stop = new AbortController();
  const produce = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const records = Array.from({ length: RECORDS_PER_BATCH }, () => {
        const key = `k${Math.floor(random() * KEYS)}`;
        return { key, value: String(produced++), partition: Number(key.slice(1)) % 4 };
      });
      await client.produce(input, records);
      await sleep(50);
    }
  };
  let runtime = await start(0);
  const producer = produce();
  try {
    for (let kill = 0; kill < kills; kill++) {
      // It is at work again; a little later, at any step of that, it is killed.
      const before = service.calls;
      while (service.calls === before) await sleep(5);
      await sleep(random() * 500);
      await runtime.end('SIGKILL');
      runtime = await start(kill + 1);
    }
    stop.abort();
    await producer;
    const expected = 2 * produced;
    let records = await client.consumeAll(output);
    for (const deadline = Date.now() + 120_000; records.length < expected && Date.now() < deadline;) {
      await sleep(200);
      records = await client.consumeAll(output);
    }
    await runtime.end('SIGTERM');
    records = await client.consumeAll(output);
    check(records, produced);
  } finally {
    stop.abort();
    await producer;
    await runtime.end('SIGKILL');
    server.close();
    server.closeAllConnections();
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Each input once, and the counts of each address 1, 2, 3 and so on. */
const check = (records: readonly { key: Buffer | null; value: Buffer | null }[], produced: number): void => {
  const counts = new Map<string, number[]>();
  const inputs: number[] = [];
  for (const { key, value } of records) {
    const [what = '', count] = (value?.toString() ?? '').split('|');
    const address = key?.toString() ?? '';
    counts.set(address, [...(counts.get(address) ?? []), Number(count)]);
    if (!address.startsWith('ledger')) inputs.push(Number(what));
  }
  assert.deepEqual(
    inputs.toSorted((a, b) => a - b),
    Array.from({ length: produced }, (_, i) => i),
  );
  assert.equal(records.length, 2 * produced);
  for (const [address, seen] of counts) {
    assert.deepEqual(
      seen,
      seen.map((_, i) => i + 1),
      `counts of ${address}`,
    );
  }
};

for (const run of RUNS)
  test(`${run.kills} kill -9 in the middle of transactions: every record is accounted for, none lost, none twice, with ${run.what}`, () =>
    runTest(run));
