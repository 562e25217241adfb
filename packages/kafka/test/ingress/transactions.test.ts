import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestRecord } from '@statefun-ts/kafka-broker';
import { kafkaFixture } from './support/fixture.ts';

const kafka = await kafkaFixture();
const { client } = kafka;

function named(name: string, count: number): TestRecord[] {
  return Array.from({ length: count }, (_, index) => ({ key: name, value: `${name}${index}` }));
}

/** Several aborted transactions of one producer, among committed ones and plain records. */
async function mixedTopic(): Promise<string> {
  const topic = await client.createTopic();
  for (let round = 0; round < 3; round++) {
    await (await client.beginTransaction(topic, named(`aborted${round}`, 3))).abort();
    await client.produce(topic, named(`plain${round}`, 2));
    const transaction = await client.beginTransaction(topic, named(`committed${round}`, 2));
    await client.produce(topic, named(`between${round}`, 1));
    await transaction.commit();
  }
  await client.produce(topic, named('end', 1));
  return topic;
}

const committed = [0, 1, 2].flatMap((round) => [
  `plain${round}0`,
  `plain${round}1`,
  `committed${round}0`,
  `committed${round}1`,
  `between${round}0`,
]);

for (const partitionBytes of ['1048576', '100']) {
  test(`read_committed leaves aborted records and markers out, fetching ${partitionBytes} bytes at a time`, async () => {
    const topic = await mixedTopic();
    const properties = { 'isolation.level': 'read_committed', 'max.partition.fetch.bytes': partitionBytes };
    const { sink } = await kafka.start([topic], { properties });
    await sink.until(({ delivered }) => delivered.some(({ id }) => id === 'end'));
    assert.deepEqual(
      sink.delivered.map(({ value }) => value),
      [...committed, 'end0'],
    );
  });
}

test('read_uncommitted, the default, delivers aborted records too, but no markers', async () => {
  const topic = await mixedTopic();
  const { sink } = await kafka.start([topic]);
  await sink.until(({ delivered }) => delivered.some(({ id }) => id === 'end'));
  assert.equal(sink.delivered.length, committed.length + 9 + 1);
  assert.deepEqual(sink.dead, []);
});

test('read_committed waits for an open transaction and keeps the order of the log', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, named('before', 1));
  const transaction = await client.beginTransaction(topic, named('open', 1));
  await client.produce(topic, named('after', 1));
  const { sink } = await kafka.start([topic], { properties: { 'isolation.level': 'read_committed' } });
  await sink.until(({ delivered }) => delivered.length > 0);
  assert.deepEqual(
    sink.delivered.map(({ value }) => value),
    ['before0'],
  );
  await transaction.commit();
  await sink.until(({ delivered }) => delivered.length === 3);
  assert.deepEqual(
    sink.delivered.map(({ value }) => value),
    ['before0', 'open0', 'after0'],
  );
});

test('a position behind which only markers and aborted records came is not lost when retention takes these', async () => {
  const topic = await client.createTopic();
  const properties = { 'isolation.level': 'read_committed' };
  await (await client.beginTransaction(topic, named('committed', 2))).commit();
  await (await client.beginTransaction(topic, named('aborted', 2))).abort();
  const first = await kafka.start([topic], { properties });
  // Two records and a marker, twice.
  await first.sink.until(({ skippedTo }) => skippedTo === 6);
  first.sink.commit();
  await first.ingress.stop();
  await client.deleteRecords(topic, 0, 6);
  const { sink } = await kafka.start([topic], { properties }, first.sink.restarted());
  await client.produce(topic, named('next', 1));
  await sink.until(({ delivered, failures }) => delivered.length + failures.length > 0);
  assert.deepEqual(
    sink.delivered.map(({ offset, value }) => [offset, value]),
    [[6, 'next0']],
  );
});

test('a partition that ends with a transaction marker has no lag for monitoring', async () => {
  const topic = await client.createTopic();
  const group = `group-of-${topic}`;
  await (await client.beginTransaction(topic, named('committed', 2))).commit();
  const { ingress, sink } = await kafka.start([topic], { consumerGroupId: group });
  await sink.until(({ delivered }) => delivered.length === 2);
  sink.commit();
  await ingress.stop();
  // Two records and the marker.
  assert.equal(await client.groupOffset(group, topic, 0), 3);
});
