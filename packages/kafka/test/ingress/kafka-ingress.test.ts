import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaTopic } from '@statefun-ts/module';
import { kafkaFixture, records } from './support/fixture.ts';

const kafka = await kafkaFixture();
const { client } = kafka;

test('records come with their key as id and their value verbatim, in order of their offsets', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, [
    { key: 'Jörg', value: Buffer.from([0xff, 0x00, 0x80]) },
    { key: '', value: 'for the empty id' },
    { key: Buffer.from([0x61, 0xed, 0xa0, 0x80]), value: '' },
  ]);
  const { sink } = await kafka.start([topic]);
  await sink.until(({ delivered }) => delivered.length === 3);
  assert.deepEqual(
    sink.delivered.map(({ offset, id }) => [offset, id]),
    [
      [0, 'Jörg'],
      [1, ''],
      [2, 'a\uFFFD'],
    ],
  );
  assert.deepEqual(
    sink.values.map((value) => Buffer.from(value).toString('hex')),
    ['ff0080', Buffer.from('for the empty id').toString('hex'), ''],
  );
  assert.deepEqual(sink.routings.get(`${topic}/0`), {
    targets: ['example/greeter'],
    valueType: 'example/name',
  });
});

test('records without key or value become dead letters with the reason, and the others go on in order', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, [
    { key: 'a', value: '1' },
    { key: null, value: 'no key' },
    { key: 'b', value: null },
    { key: 'c', value: '2' },
  ]);
  const { sink } = await kafka.start([topic]);
  await sink.until(({ delivered }) => delivered.length === 2);
  assert.deepEqual(
    sink.delivered.map(({ offset, id, value }) => [offset, id, value]),
    [
      [0, 'a', '1'],
      [3, 'c', '2'],
    ],
  );
  assert.deepEqual(
    sink.dead.map(({ offset, reason, key, value }) => [offset, reason.code, key, value]),
    [
      [1, 'STATEFUN_KAFKA_KEY_MISSING', null, 'no key'],
      [2, 'STATEFUN_KAFKA_VALUE_MISSING', 'b', null],
    ],
  );
});

test('valueEncoding utf8 makes plain text a string value, and a dead letter of what is no text', async () => {
  const topic = await client.createTopic();
  const long = 'ä'.repeat(100);
  await client.produce(topic, [
    { key: 'a', value: 'Bob' },
    { key: 'a', value: '' },
    { key: 'a', value: Buffer.from([0xc3]) },
    { key: 'a', value: long },
  ]);
  const encoded: KafkaTopic = {
    topic,
    valueType: 'io.statefun.types/string',
    targets: ['example/greeter'],
    valueEncoding: 'utf8',
  };
  const { sink } = await kafka.start([topic], { topics: [encoded] });
  await sink.until(({ delivered }) => delivered.length === 3);
  assert.deepEqual(
    sink.values.map((value) => Buffer.from(value)),
    [
      Buffer.from('\u000a\u0003Bob'),
      Buffer.alloc(0),
      Buffer.concat([Buffer.from([0x0a, 0xc8, 0x01]), Buffer.from(long)]),
    ],
  );
  assert.deepEqual(
    sink.dead.map(({ offset, reason }) => [offset, reason.code]),
    [[2, 'STATEFUN_VALUE_INVALID']],
  );
});

test('a restart goes on where the last commit was, in every partition', async () => {
  const topic = await client.createTopic(undefined, { partitions: 3 });
  await client.produce(topic, records(30, 0, 3));
  const first = await kafka.start([topic]);
  await first.sink.until(({ delivered }) => delivered.length === 30);
  first.sink.commit();
  await client.produce(topic, records(6, 30, 3));
  await first.sink.until(({ delivered }) => delivered.length === 36);
  await first.ingress.stop();

  const again = await kafka.start([topic], {}, first.sink.restarted());
  await again.sink.until(({ delivered }) => delivered.length === 6);
  const ids = again.sink.delivered.map(({ id }) => id).toSorted();
  assert.deepEqual(ids, ['k30', 'k31', 'k32', 'k33', 'k34', 'k35']);
});

test('the engine can start the ingress anew on another sink without stopping it first', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, records(3));
  const { ingress, sink } = await kafka.start([topic]);
  await sink.until(({ delivered }) => delivered.length === 3);
  const recovered = sink.restarted();
  await ingress.start(recovered);
  await recovered.until(({ delivered }) => delivered.length === 3);
  await client.produce(topic, records(1, 3));
  await recovered.until(({ delivered }) => delivered.length === 4);
  assert.equal(sink.delivered.length, 3);
});

test('a pause holds records back, within a response too, and a resume brings them all in order', async () => {
  const topic = await client.createTopic();
  // Each call makes a batch of its own; one fetch brings them all.
  for (let batch = 0; batch < 5; batch++) await client.produce(topic, records(100, batch * 100));
  const { ingress, sink } = await kafka.start([topic]);
  await sink.until(({ delivered }) => {
    if (delivered.length > 0) ingress.pause();
    return delivered.length > 0;
  });
  await client.produce(topic, records(100, 500));
  const held = sink.delivered.length;
  assert.ok(held < 600);
  // A round trip to the broker and back is time enough for what is under way.
  await client.consumeAll(topic);
  const underWay = sink.delivered.length;
  await client.consumeAll(topic);
  assert.equal(sink.delivered.length, underWay);
  ingress.resume();
  await sink.until(({ delivered }) => delivered.length === 600);
  assert.deepEqual(
    sink.delivered.map(({ offset }) => offset),
    Array.from({ length: 600 }, (_, offset) => offset),
  );
});

test('a stopped ingress pushes nothing more, even when it stops while it is paused', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, records(3));
  const { ingress, sink } = await kafka.start([topic]);
  await sink.until(({ delivered }) => delivered.length === 3);
  ingress.pause();
  await client.produce(topic, records(3, 3));
  await ingress.stop();
  await client.consumeAll(topic);
  assert.equal(sink.delivered.length, 3);
});

test('all compressions that Kafka itself writes are read', async () => {
  for (const compression of ['gzip', 'snappy', 'lz4', 'zstd']) {
    // The topic's setting makes the broker, which is the Java implementation, compress anew.
    const topic = await client.createTopic(undefined, { configs: { 'compression.type': compression } });
    await client.produce(topic, records(10_000));
    const { ingress, sink } = await kafka.start([topic]);
    await sink.until(({ delivered }) => delivered.length === 10_000);
    assert.equal(sink.delivered[9_999]?.value, 'v9999', compression);
    await ingress.stop();
  }
});

test('all compressions of the JavaScript client are read', async () => {
  const topic = await client.createTopic();
  for (const compression of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
    await client.produce(topic, records(500), { compression });
  }
  const { sink } = await kafka.start([topic]);
  await sink.until(({ delivered }) => delivered.length === 2000);
  assert.deepEqual(sink.failures, []);
});

test('a record larger than the fetch limits is read nevertheless, and partitions behind it are not starved', async () => {
  const topic = await client.createTopic(undefined, {
    partitions: 3,
    configs: { 'max.message.bytes': '4000000' },
  });
  const large = Buffer.alloc(1_500_000, 'x');
  const sizes = [0, 1, 2].map((partition) => ({ key: `large${partition}`, value: large, partition }));
  for (const record of sizes) await client.produce(topic, [record]);
  await client.produce(topic, records(30, 0, 3));
  const limits = { 'fetch.max.bytes': '1000', 'max.partition.fetch.bytes': '500' };
  const { sink } = await kafka.start([topic], { properties: limits });
  await sink.until(({ delivered }) => delivered.length === 33);
  const lengths = sink.delivered.filter(({ id }) => id.startsWith('large')).map(({ value }) => value.length);
  assert.deepEqual(lengths, [1_500_000, 1_500_000, 1_500_000]);
});
