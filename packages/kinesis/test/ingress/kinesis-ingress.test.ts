import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sharedEmulator, TestClient, uniqueName, type TestRecord } from '@statefun-ts/kinesis-emulator';
import type { KinesisIngressComponent } from '@statefun-ts/module';
import { createKinesisIngress } from '../../src/index.ts';
import { Application, byId, silence, until } from '../support/application.ts';
import { ingressComponent } from '../support/components.ts';

const endpoint = await sharedEmulator();
const client = new TestClient(endpoint);

const application = (
  t: TestContext,
  streams: readonly string[],
  changes: Partial<KinesisIngressComponent> = {},
): Application =>
  new Application(t, {
    ingresses: (observer) => [
      createKinesisIngress(ingressComponent(endpoint, streams, changes), { observer }),
    ],
  });

/** `count` records `v0`, `v1` and so on, over so many keys. */
const records = (count: number, from = 0, keys = 5): TestRecord[] =>
  Array.from({ length: count }, (_, i) => ({ key: `k${(from + i) % keys}`, value: `v${from + i}` }));

/** Each key's values in the order in which they were put. */
const inOrder = (count: number, keys = 5): Map<string, string[]> => {
  const all = records(count, 0, keys).map(({ key, value }) => ({
    type: '',
    id: key,
    value: String(value),
    valueType: '',
  }));
  return byId(all);
};

test('records come with their partition key as id and their data verbatim, each key in order', async (t) => {
  const stream = await client.createStream(3);
  const app = application(t, [stream]);
  await client.put(stream, records(200));
  await client.put(stream, [{ key: 'Jörg\u{1F600}', value: '' }]);
  await app.start();
  await app.receives(201);
  const expected = inOrder(200).set('Jörg\u{1F600}', ['']);
  assert.deepEqual(byId(app.received), expected);
  assert.equal(app.received[0]?.valueType, 'test/text');
  assert.deepEqual(app.problems, []);
});

test('each stream has its own targets, and each target gets each record', async (t) => {
  const [one, two] = [await client.createStream(), await client.createStream()];
  const streams = [
    { stream: one, valueType: 'test/text', targets: ['test/one', 'test/both'] },
    { stream: two, valueType: 'test/other', targets: ['test/two'] },
  ];
  const app = application(t, [], { streams });
  await client.put(one, [{ key: 'a', value: '1' }]);
  await client.put(two, [{ key: 'a', value: '2' }]);
  await app.start();
  await app.receives(3);
  assert.deepEqual(
    app.received.map(({ type, value, valueType }) => `${type} ${value} ${valueType}`).toSorted(),
    ['test/both 1 test/text', 'test/one 1 test/text', 'test/two 2 test/other'],
  );
});

test('latest: what comes after the start; earliest: all; date: what came since', async (t) => {
  const stream = await client.createStream();
  await client.put(stream, records(3));
  const dateMs = Date.now() + 1;
  await until(() => Date.now() > dateMs);
  await client.put(stream, records(2, 3));
  const date = application(t, [stream], { startupPosition: { type: 'date', timestampMs: dateMs } });
  const earliest = application(t, [stream]);
  const latest = application(t, [stream], { startupPosition: { type: 'latest' } });
  for (const app of [date, earliest, latest]) await app.start();
  await date.receives(2);
  await earliest.receives(5);
  await until(() => latest.shard.status().ready);
  await client.put(stream, records(1, 5));
  for (const app of [date, earliest, latest]) await until(() => app.values().includes('v5'));
  assert.deepEqual(date.values().toSorted(), ['v3', 'v4', 'v5']);
  assert.equal(earliest.received.length, 6);
  assert.deepEqual(latest.values(), ['v5']);
});

test('latest keeps to its start, when it is stopped before anything came', async (t) => {
  const stream = await client.createStream(2);
  await client.put(stream, records(4));
  const app = application(t, [stream], { startupPosition: { type: 'latest' } });
  await app.start();
  await until(() => app.shard.status().ready);
  await app.stop();
  await client.put(stream, records(10, 4));
  await app.start();
  await app.receives(10);
  assert.deepEqual(new Set(app.values()), new Set(records(10, 4).map(({ value }) => value)));
});

test('after a restart it goes on where it stood: what was done does not come again, what was not does', async (t) => {
  const stream = await client.createStream();
  await client.put(stream, records(20));
  const app = application(t, [stream]);
  app.handle = ({ target }) => (target?.id === 'k3' ? silence() : []);
  await app.start();
  await app.receives(16);
  await app.stop();
  assert.ok(!byId(app.received).has('k3'));
  await client.put(stream, records(5, 20));
  app.handle = () => [];
  await app.start();
  await app.receives(25);
  assert.deepEqual(byId(app.received), inOrder(25));
  await app.stop();
  await app.start();
  await client.put(stream, records(1, 25));
  await until(() => app.values().includes('v25'));
  assert.equal(app.received.length, 26);
});

test('each key keeps its order over splits and merges, while it runs', async (t) => {
  const stream = await client.createStream();
  const app = application(t, [stream], { properties: { 'flink.shard.getrecords.maxrecordcount': '7' } });
  await app.start();
  await client.put(stream, records(100));
  await client.split(stream, 'shardId-000000000000');
  await client.put(stream, records(100, 100));
  await client.split(stream, 'shardId-000000000001');
  await client.put(stream, records(100, 200));
  await client.merge(stream, 'shardId-000000000003', 'shardId-000000000004');
  await client.put(stream, records(100, 300));
  await app.receives(400);
  assert.deepEqual(byId(app.received), inOrder(400));
});

test('each key keeps its order over splits and merges while it is down, and over restarts in between', async (t) => {
  const stream = await client.createStream();
  const app = application(t, [stream], { properties: { 'flink.shard.getrecords.maxrecordcount': '3' } });
  await client.put(stream, records(50));
  await app.start();
  await app.receives(10);
  await app.stop();
  await client.split(stream, 'shardId-000000000000');
  await client.put(stream, records(50, 50));
  await client.merge(stream, 'shardId-000000000001', 'shardId-000000000002');
  await client.put(stream, records(50, 100));
  for (const count of [30, 60, 90, 120, 150]) {
    await app.start();
    await app.receives(count);
    await app.stop();
  }
  assert.deepEqual(byId(app.received), inOrder(150));
});

test('shards that a split left behind before a start with latest are not read', async (t) => {
  const stream = await client.createStream();
  await client.put(stream, records(10));
  await client.split(stream, 'shardId-000000000000');
  const app = application(t, [stream], { startupPosition: { type: 'latest' } });
  await app.start();
  await until(() => app.shard.status().ready);
  await app.stop();
  await client.put(stream, records(10, 10));
  await app.start();
  await app.receives(10);
  assert.ok(app.values().every((value) => Number(value.slice(1)) >= 10));
});

test('a date counts for the shards that follow, when it falls after a split', async (t) => {
  const stream = await client.createStream();
  await client.put(stream, records(5));
  await client.split(stream, 'shardId-000000000000');
  await client.put(stream, records(5, 5));
  const timestampMs = Date.now() + 1;
  await until(() => Date.now() > timestampMs);
  await client.put(stream, records(5, 10));
  const app = application(t, [stream], { startupPosition: { type: 'date', timestampMs } });
  await app.start();
  await app.receives(5);
  assert.ok(app.values().every((value) => Number(value.slice(1)) >= 10));
});

test('a stream that does not exist is waited for, and read from its beginning', async (t) => {
  const stream = uniqueName();
  const app = application(t, [stream], { startupPosition: { type: 'latest' } });
  await app.start();
  await until(() => app.problems.includes('STATEFUN_KINESIS_UNREACHABLE'));
  await client.createStream(1, stream);
  await client.put(stream, records(5));
  await app.receives(5);
  await until(() => app.shard.status().ready);
});

test('a stream made anew while it was down is not mistaken for the old one', async (t) => {
  const stream = await client.createStream();
  await client.put(stream, records(10));
  const app = application(t, [stream]);
  await app.start();
  await app.receives(10);
  await app.stop();
  await client.deleteStream(stream);
  await client.createStream(1, stream);
  await client.put(stream, records(5, 100));
  await app.start();
  await app.receives(15);
  assert.deepEqual(app.values().slice(10).toSorted(), ['v100', 'v101', 'v102', 'v103', 'v104']);
  assert.ok(
    app.observer.lines.some((line) => line.startsWith('warn The Kinesis stream was deleted and made anew')),
  );
  assert.deepEqual(app.problems, []);
});

test('a stream made anew while it is read is not mistaken for the old one', async (t) => {
  const stream = await client.createStream(2);
  await client.put(stream, records(10));
  const app = application(t, [stream]);
  await app.start();
  await app.receives(10);
  await client.deleteStream(stream);
  await until(() => app.problems.length > 0);
  await client.createStream(2, stream);
  await client.put(stream, records(5, 100));
  await app.receives(15);
  assert.deepEqual(app.values().slice(10).toSorted(), ['v100', 'v101', 'v102', 'v103', 'v104']);
  await until(() => app.shard.status().ready);
});

test('properties without a meaning are named at the start, and their values are not', async (t) => {
  const stream = await client.createStream();
  const properties = {
    UserAgentPrefix: 'hidden',
    SocketTimeout: '9999',
    'flink.stream.efo.consumername': 'x',
  };
  const app = application(t, [stream], { properties });
  await app.start();
  const [line = ''] = app.observer.lines.filter((text) => text.includes('without a meaning'));
  assert.match(
    line,
    /ingress test\/in \(.+\) are ignored: UserAgentPrefix, flink\.stream\.efo\.consumername$/,
  );
});

test('a property that has no possible value is refused at once', () => {
  const component = ingressComponent(endpoint, ['x'], { properties: { MaxConnections: 'many' } });
  assert.throws(() => createKinesisIngress(component, { observer: { log: () => {} } }), {
    code: 'STATEFUN_KINESIS_PROPERTY_INVALID',
    message:
      'The property MaxConnections of the Kinesis ingress test/in must be a whole number from 1 to 10000.',
  });
});
