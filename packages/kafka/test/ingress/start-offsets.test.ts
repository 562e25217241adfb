import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniqueName } from '@statefun-ts/kafka-broker';
import { kafkaFixture, records } from './support/fixture.ts';

const kafka = await kafkaFixture();
const { client } = kafka;

/** Two partitions with ten records each. */
async function tenEach(): Promise<string> {
  const topic = await client.createTopic(undefined, { partitions: 2 });
  await client.produce(topic, records(20, 0, 2));
  return topic;
}

test('startup position earliest starts at the first record that is left', async () => {
  const topic = await tenEach();
  await client.deleteRecords(topic, 1, 4);
  const { sink } = await kafka.start([topic], { startupPosition: { type: 'earliest' } });
  assert.deepEqual([sink.resumeOffset(`${topic}/0`), sink.resumeOffset(`${topic}/1`)], [0, 4]);
});

test('startup position latest reads what is produced after the start, and nothing before', async () => {
  const topic = await tenEach();
  const { sink } = await kafka.start([topic], { startupPosition: { type: 'latest' } });
  await client.produce(topic, [{ key: 'new', value: 'record' }]);
  await sink.until(({ delivered }) => delivered.length > 0);
  assert.deepEqual(sink.delivered, [{ partition: `${topic}/0`, offset: 10, id: 'new', value: 'record' }]);
});

test('startup position group-offsets starts where the group is, else by autoOffsetResetPosition', async () => {
  const topic = await tenEach();
  const consumerGroupId = uniqueName('group');
  await client.setGroupOffset(consumerGroupId, topic, 0, 7);
  const startupPosition = { type: 'group-offsets' } as const;
  for (const [autoOffsetResetPosition, start] of [['earliest', 0] as const, ['latest', 10] as const]) {
    const changes = { startupPosition, consumerGroupId, autoOffsetResetPosition };
    const { sink, ingress } = await kafka.start([topic], changes);
    assert.deepEqual([sink.resumeOffset(`${topic}/0`), sink.resumeOffset(`${topic}/1`)], [7, start]);
    await ingress.stop();
    await client.setGroupOffset(consumerGroupId, topic, 0, 7);
    await client.deleteGroupOffset(consumerGroupId, topic, 1);
  }
});

test('startup position specific-offsets: partitions that are not listed start at the offsets of the group', async () => {
  const topic = await tenEach();
  const consumerGroupId = uniqueName('group');
  await client.setGroupOffset(consumerGroupId, topic, 1, 3);
  const startupPosition = {
    type: 'specific-offsets',
    offsets: [{ topic, partition: 0, offset: 5 }],
  } as const;
  const { sink } = await kafka.start([topic], { startupPosition, consumerGroupId });
  assert.deepEqual([sink.resumeOffset(`${topic}/0`), sink.resumeOffset(`${topic}/1`)], [5, 3]);
});

test('a startup offset that the partition does not have gives way to autoOffsetResetPosition, with a warning', async () => {
  const topic = await tenEach();
  await client.deleteRecords(topic, 1, 4);
  const offsets = [
    { topic, partition: 0, offset: 11 },
    { topic, partition: 1, offset: 3 },
  ];
  const startupPosition = { type: 'specific-offsets', offsets } as const;
  const changes = { startupPosition, autoOffsetResetPosition: 'earliest' } as const;
  const { sink, observer } = await kafka.start([topic], changes);
  assert.deepEqual([sink.resumeOffset(`${topic}/0`), sink.resumeOffset(`${topic}/1`)], [0, 4]);
  assert.equal(
    observer.lines.filter((line) => line.startsWith('warn The startup position is outside')).length,
    2,
  );
  assert.deepEqual(sink.failures, []);
});

test('startup position date starts at the first record of that time, or at the end when there is none', async () => {
  const topic = await client.createTopic(undefined, { partitions: 2 });
  const noon = Date.parse('2026-01-01T12:00:00Z');
  for (const partition of [0, 1]) {
    for (const hour of [0, 1, 2]) {
      const timestampMs = noon + (hour - partition * 10) * 3_600_000;
      await client.produce(topic, [{ key: 'k', value: `hour ${hour}`, partition, timestampMs }]);
    }
  }
  const startupPosition = { type: 'date', timestampMs: noon + 1 } as const;
  const { sink } = await kafka.start([topic], { startupPosition });
  assert.deepEqual([sink.resumeOffset(`${topic}/0`), sink.resumeOffset(`${topic}/1`)], [1, 3]);
});

test('a stored position wins over the startup position', async () => {
  const topic = await tenEach();
  const first = await kafka.start([topic]);
  await first.sink.until(({ delivered }) => delivered.length === 20);
  first.sink.commit();
  await first.ingress.stop();
  await client.produce(topic, records(2, 20, 2));
  const startupPosition = { type: 'earliest' } as const;
  const { sink } = await kafka.start([topic], { startupPosition }, first.sink.restarted());
  await sink.until(({ delivered }) => delivered.length === 2);
  assert.deepEqual(
    sink.delivered.map(({ offset }) => offset),
    [10, 10],
  );
});
