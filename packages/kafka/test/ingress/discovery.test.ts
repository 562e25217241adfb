import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniqueName } from '@statefun-ts/kafka-broker';
import { kafkaFixture, records } from './support/fixture.ts';

const kafka = await kafkaFixture();
const { client } = kafka;
const often = { 'flink.partition-discovery.interval-millis': '200' };

test('partitions that appear later are read from their beginning, whatever the startup position', async () => {
  const topic = await client.createTopic();
  const { sink } = await kafka.start([topic], { startupPosition: { type: 'latest' }, properties: often });
  await client.addPartitions(topic, 3);
  await client.produce(topic, records(9, 0, 3));
  await sink.until(({ delivered }) => delivered.length === 9);
  assert.deepEqual([sink.resumeOffset(`${topic}/1`), sink.resumeOffset(`${topic}/2`)], [0, 0]);
});

test('a topic that did not exist at the start is read from its beginning once it does', async () => {
  const present = await client.createTopic();
  const absent = uniqueName('topic');
  const startupPosition = { type: 'latest' } as const;
  const { sink, observer } = await kafka.start([present, absent], {
    startupPosition,
    properties: { 'metadata.max.age.ms': '200' },
  });
  assert.ok(observer.lines.some((line) => line.startsWith(`warn Kafka topic ${absent}: it does not exist`)));
  await client.createTopic(absent);
  await client.produce(absent, records(3));
  await client.produce(present, records(1, 3));
  await sink.until(({ delivered }) => delivered.length === 4);
  assert.equal(sink.resumeOffset(`${absent}/0`), 0);
  assert.deepEqual(sink.failures, []);
});

test('partitions that appeared while the ingress was down are read from their beginning', async () => {
  const topic = await client.createTopic();
  const startupPosition = { type: 'latest' } as const;
  const first = await kafka.start([topic], { startupPosition });
  first.sink.commit();
  await first.ingress.stop();
  await client.addPartitions(topic, 2);
  await client.produce(topic, records(4, 0, 2));
  const { sink } = await kafka.start([topic], { startupPosition }, first.sink.restarted());
  await sink.until(({ delivered }) => delivered.length === 4);
});

test('a topic made anew while it is read is not mistaken for the old one', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, records(5));
  const { sink, observer } = await kafka.start([topic], { properties: often });
  await sink.until(({ delivered }) => delivered.length === 5);
  sink.commit();
  await client.deleteTopic(topic);
  await observer.logged(/does not exist|UNKNOWN_TOPIC/);
  await client.createTopic(topic);
  await client.produce(topic, records(7, 100));
  await sink.until(({ delivered }) => delivered.length === 12);
  assert.deepEqual(
    sink.delivered.slice(5).map(({ offset, id }) => [offset, id]),
    Array.from({ length: 7 }, (_, index) => [index, `k${100 + index}`]),
  );
  assert.ok(observer.lines.some((line) => line.startsWith('warn The Kafka topic was deleted and made anew')));
  assert.deepEqual(sink.failures, []);
});

test('a topic made anew while the ingress was down is not mistaken for the old one', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, records(5));
  const first = await kafka.start([topic]);
  await first.sink.until(({ delivered }) => delivered.length === 5);
  first.sink.commit();
  await first.ingress.stop();
  await client.deleteTopic(topic);
  await client.createTopic(topic);
  await client.produce(topic, records(8, 100));
  const { sink, observer } = await kafka.start(
    [topic],
    { startupPosition: { type: 'latest' } },
    first.sink.restarted(),
  );
  await sink.until(({ delivered }) => delivered.length === 8);
  assert.equal(sink.delivered[0]?.offset, 0);
  assert.ok(observer.lines.some((line) => line.startsWith('warn The Kafka topic was deleted and made anew')));
});

test('a stored position that retention has overtaken is an error, never a silent reset', async () => {
  const topic = await client.createTopic(undefined, { partitions: 2 });
  await client.produce(topic, records(20, 0, 2));
  const first = await kafka.start([topic]);
  await first.sink.until(({ delivered }) => delivered.length === 20);
  first.sink.commit();
  await first.ingress.stop();
  await client.produce(topic, records(10, 20, 2));
  await client.deleteRecords(topic, 0, 12);
  const { sink } = await kafka.start([topic], {}, first.sink.restarted());
  await sink.until(({ failures, delivered }) => failures.length > 0 && delivered.length === 5);
  const message = sink.failures[0]?.message ?? '';
  assert.equal((sink.failures[0] as { code?: string }).code, 'STATEFUN_KAFKA_POSITION_LOST');
  assert.match(message, new RegExp(`${topic}/0 is at offset 10, .* before offset 12 .*another id`));
  assert.ok(sink.delivered.every(({ partition }) => partition === `${topic}/1`));
});
