import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniqueName } from '@statefun-ts/kafka-broker';
import { kafkaFixture, records } from './support/fixture.ts';

const kafka = await kafkaFixture();
const { client } = kafka;

test('positions are reported to the consumer group after a commit, seldom, and once more at the stop', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, records(5));
  const consumerGroupId = uniqueName('group');
  const properties = { 'auto.commit.interval.ms': '3600000' };
  const { ingress, sink } = await kafka.start([topic], { consumerGroupId, properties });
  await sink.until(({ delivered }) => delivered.length === 5);
  sink.commit();
  ingress.committed?.();
  while ((await client.groupOffset(consumerGroupId, topic, 0)) !== 5);

  await client.produce(topic, records(3, 5));
  await sink.until(({ delivered }) => delivered.length === 8);
  sink.commit();
  ingress.committed?.();
  await client.produce(topic, records(2, 8));
  await sink.until(({ delivered }) => delivered.length === 10);
  assert.equal(await client.groupOffset(consumerGroupId, topic, 0), 5);

  // The last two are not committed by the engine, and so they are not reported.
  await ingress.stop();
  assert.equal(await client.groupOffset(consumerGroupId, topic, 0), 8);
});
