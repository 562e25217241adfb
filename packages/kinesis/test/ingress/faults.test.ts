import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sharedEmulator, TestClient, type TestRecord } from '@statefun-ts/kinesis-emulator';
import type { KinesisIngressComponent } from '@statefun-ts/module';
import { createKinesisIngress } from '../../src/index.ts';
import { aggregate } from '../support/aggregate.ts';
import { Application, silence, until } from '../support/application.ts';
import { ingressComponent } from '../support/components.ts';
import { fault, FaultProxy, type Json } from '../support/fault-proxy.ts';

const emulator = await sharedEmulator();
const client = new TestClient(emulator);

interface Fixture {
  readonly app: Application;
  readonly proxy: FaultProxy;
  readonly stream: string;
}

async function fixture(t: TestContext, changes: Partial<KinesisIngressComponent> = {}): Promise<Fixture> {
  const proxy = await FaultProxy.start(t, emulator);
  const stream = await client.createStream();
  const component = ingressComponent(proxy.endpoint, [stream], changes);
  const app = new Application(t, {
    ingresses: (observer) => [createKinesisIngress(component, { observer })],
  });
  return { app, proxy, stream };
}

const records = (count: number, from = 0): TestRecord[] =>
  Array.from({ length: count }, (_, i) => ({ key: 'k', value: `v${from + i}` }));
const values = (count: number): string[] => records(count).map(({ value }) => String(value));

interface Page {
  readonly Records: readonly { readonly SequenceNumber: string }[];
}

/** Takes the first `count` records away from now on, as retention does. */
function trim(proxy: FaultProxy, sequences: readonly string[], count: number): void {
  const gone = new Set(sequences.slice(0, count));
  proxy.after = (operation, answer): Json => {
    if (operation !== 'GetRecords') return answer;
    const { Records: left } = answer as unknown as Page;
    return { ...answer, Records: left.filter(({ SequenceNumber: sequence }) => !gone.has(sequence)) };
  };
}

/** Kinesis keeps records for no time at all, says the proxy. */
function forget(proxy: FaultProxy): void {
  const { after } = proxy;
  proxy.after = (operation, answer, request): Json => {
    if (operation !== 'DescribeStreamSummary') return after(operation, answer, request);
    const summary = answer['StreamDescriptionSummary'] as Json;
    return { StreamDescriptionSummary: { ...summary, RetentionPeriodHours: 0 } };
  };
}

const sequencesOf = async (stream: string): Promise<string[]> =>
  (await client.readOn(stream)).map(({ sequence }) => sequence);

test('an iterator that expires is replaced, and no record is lost or comes twice', async (t) => {
  const { app, proxy, stream } = await fixture(t, {
    properties: { 'flink.shard.getrecords.maxrecordcount': '4' },
  });
  let reads = 0;
  const expired = new Set<unknown>();
  proxy.before = (operation, { ShardIterator: iterator }) => {
    if (operation !== 'GetRecords') return undefined;
    if (++reads % 2 === 0) expired.add(iterator);
    return expired.has(iterator) ? fault('ExpiredIteratorException') : undefined;
  };
  await client.put(stream, records(30));
  await app.start();
  await app.receives(30);
  assert.deepEqual(app.values(), values(30));
  assert.deepEqual(app.problems, []);
});

test('throttling slows it down, shows when it lasts, and loses nothing', async (t) => {
  const { app, proxy, stream } = await fixture(t);
  await client.put(stream, records(10));
  let isThrottled = true;
  proxy.before = (operation) =>
    isThrottled && operation === 'GetRecords' ? fault('ProvisionedThroughputExceededException') : undefined;
  await app.start();
  await until(() => app.problems.includes('STATEFUN_KINESIS_UNREACHABLE'));
  isThrottled = false;
  await app.receives(10);
  await until(() => app.shard.status().ready);
  assert.deepEqual(app.values(), values(10));
});

test('credentials that are refused show as such, and work when they do', async (t) => {
  const { app, proxy, stream } = await fixture(t);
  await client.put(stream, records(1));
  proxy.before = () => fault('UnrecognizedClientException');
  await app.start();
  await until(() => app.problems.includes('STATEFUN_KINESIS_ACCESS_DENIED'));
  proxy.before = () => undefined;
  await app.receives(1);
  await until(() => app.shard.status().ready);
});

test('what was not handled at a stop is in the store: retention may take it from the stream', async (t) => {
  const { app, proxy, stream } = await fixture(t);
  await client.put(stream, records(10));
  app.handle = silence;
  await app.start();
  await until(() => (app.shard.engine?.gauges().callsInFlight ?? 0) > 0);
  await app.stop();
  trim(proxy, await sequencesOf(stream), 10);
  app.handle = () => [];
  await app.start();
  await app.receives(10);
  assert.deepEqual(app.values(), values(10));
});

test('after more than the retention away, what is not proven to be all there is an error', async (t) => {
  const { app, proxy, stream } = await fixture(t);
  await client.put(stream, records(10));
  await app.start();
  await app.receives(10);
  await app.stop();
  await client.put(stream, records(10, 10));
  trim(proxy, await sequencesOf(stream), 15);
  forget(proxy);
  await app.start();
  await until(() => app.problems.includes('STATEFUN_KINESIS_POSITION_LOST'));
  assert.equal(app.received.length, 10);
});

test('after more than the retention away, it goes on where the last record that it read is still there', async (t) => {
  const { app, proxy, stream } = await fixture(t);
  await client.put(stream, records(10));
  await app.start();
  await app.receives(10);
  await app.stop();
  await client.put(stream, records(10, 10));
  trim(proxy, await sequencesOf(stream), 9);
  forget(proxy);
  await app.start();
  await app.receives(20);
  assert.deepEqual(app.values(), values(20));
});

test('records that were handled may leave a quiet stream', async (t) => {
  const { app, proxy, stream } = await fixture(t);
  await client.put(stream, records(10));
  await app.start();
  await app.receives(10);
  await app.stop();
  trim(proxy, await sequencesOf(stream), 10);
  await app.start();
  await client.put(stream, records(5, 10));
  await app.receives(15);
  assert.deepEqual(app.values(), values(15));
  assert.deepEqual(app.problems, []);
});

test('a last record that Kinesis does not find any more is no loss either, when all was read since', async (t) => {
  const { app, proxy, stream } = await fixture(t);
  await client.put(stream, records(10));
  await app.start();
  await app.receives(10);
  await app.stop();
  trim(proxy, await sequencesOf(stream), 10);
  proxy.before = (operation, { ShardIteratorType: type }) =>
    operation === 'GetShardIterator' && type === 'AT_SEQUENCE_NUMBER'
      ? fault('InvalidArgumentException')
      : undefined;
  await client.put(stream, records(5, 10));
  await app.start();
  await app.receives(15);
  assert.deepEqual(app.values(), values(15));
});

test('a parent shard that vanished before it was read stops those that follow it', async (t) => {
  const { app, proxy, stream } = await fixture(t, {
    properties: { 'flink.shard.getrecords.maxrecordcount': '1' },
  });
  await client.put(stream, records(20));
  await app.start();
  await app.receives(2);
  await app.stop();
  await client.split(stream, 'shardId-000000000000');
  proxy.after = (operation, answer) => {
    if (operation !== 'ListShards') return answer;
    const shards = answer['Shards'] as { ShardId: string }[];
    return { Shards: shards.filter(({ ShardId: id }) => id !== 'shardId-000000000000') };
  };
  await app.start();
  await until(() => app.problems.includes('STATEFUN_KINESIS_POSITION_LOST'));
  assert.ok(app.received.length < 20);
});

test('aggregated records are taken apart; restarts in the middle of one lose and repeat nothing', async (t) => {
  const { app, stream } = await fixture(t);
  const part = (i: number) => ({ key: `k${i % 3}`, value: `v${i}` });
  const parts = Array.from({ length: 12 }, (_, i) => part(i));
  await client.put(stream, [
    { key: 'outer', value: aggregate(parts.slice(0, 8)) },
    { key: 'k0', value: 'v8' },
    { key: 'outer', value: aggregate(parts.slice(9)) },
  ]);
  app.handle = ({ target }) => (target?.id === 'k1' ? silence() : []);
  await app.start();
  await app.receives(8);
  await app.stop();
  app.handle = () => [];
  await app.start();
  await app.receives(12);
  assert.deepEqual(
    app.values().filter((value) => Number(value.slice(1)) % 3 === 1),
    ['v1', 'v4', 'v7', 'v10'],
  );
  assert.equal(new Set(app.values()).size, 12);
});

test('a part without a partition key becomes a dead letter, once; an empty key is the empty id', async (t) => {
  const { app, stream } = await fixture(t);
  const parts = [
    { key: '', value: 'empty' },
    { key: undefined, value: 'none' },
    { key: 'a', value: 'last' },
  ];
  await client.put(stream, [{ key: 'outer', value: aggregate(parts) }]);
  await app.start();
  await app.receives(2);
  assert.deepEqual(app.received.map(({ id, value }) => `${id} ${value}`).toSorted(), [' empty', 'a last']);
  await until(async () => (await app.deadLetters()).length === 1);
  await app.stop();
  await app.start();
  await client.put(stream, [{ key: 'b', value: 'more' }]);
  await app.receives(3);
  const letters = await app.deadLetters();
  assert.deepEqual(
    letters.map(({ code }) => code),
    ['STATEFUN_KINESIS_KEY_MISSING'],
  );
});
