import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startBroker, type Broker } from '@statefun-ts/kafka-broker';
import { kafkaFixture, records } from './support/fixture.ts';
import type { MemorySink } from './support/memory-sink.ts';

// These tests break brokers, so they have their own.
const broker = await startBroker();
const kafka = await kafkaFixture(broker.bootstrap);
after(() => broker.stop());
const { client } = kafka;

function offsets(sink: MemorySink, partition: string): number[] {
  return sink.delivered.filter((each) => each.partition === partition).map(({ offset }) => offset);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, offset) => offset);
}

test('a broker that is killed and comes back costs no record, doubles none and keeps the order', async () => {
  const topic = await client.createTopic(undefined, { partitions: 2 });
  await client.produce(topic, records(100, 0, 2));
  const { sink, observer, ingress } = await kafka.start([topic]);
  const early = await kafka.start([topic]);
  await early.sink.until(({ skippedTo, delivered }) => skippedTo === 50 && delivered.length === 100);
  early.sink.commit();
  await early.ingress.stop();
  await broker.kill();
  await observer.logged(/^warn Kafka broker 1: /);
  await broker.restart();
  await client.produce(topic, records(100, 100, 2));
  await sink.until(({ delivered }) => delivered.length >= 200);
  assert.deepEqual(offsets(sink, `${topic}/0`), upTo(100));
  assert.deepEqual(offsets(sink, `${topic}/1`), upTo(100));
  await observer.logged(/^info Kafka broker 1: works again/);
  assert.deepEqual(sink.failures, []);
  sink.commit();
  await ingress.stop();

  // New leader epochs alone are no loss, whether the position was stored before them or after.
  await client.produce(topic, records(2, 200, 2));
  for (const [before, count] of [[early.sink, 102] as const, [sink, 2] as const]) {
    const next = await kafka.start([topic], {}, before.restarted());
    await next.sink.until(({ delivered, failures }) => delivered.length === count || failures.length > 0);
    assert.deepEqual(next.sink.failures, []);
  }
});

test('an ingress that starts while the broker is down begins when it is up, and stops at once before', async () => {
  const topic = await client.createTopic();
  await client.produce(topic, records(3));
  await broker.kill();
  const early = await kafka.start([topic]);
  await early.ingress.stop();
  const { sink, observer } = await kafka.start([topic]);
  assert.ok(observer.lines.some((line) => line.startsWith('warn Kafka cluster: ')));
  await broker.restart();
  await sink.until(({ delivered }) => delivered.length === 3);
  assert.deepEqual(early.sink.delivered, []);
});

/** Cuts the second half off the log of partition 0, as an unclean leader election does. */
function cutLog({ logDirectory }: Broker, topic: string): void {
  const folder = join(logDirectory, `${topic}-0`);
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.log'))) {
    const path = join(folder, name);
    truncateSync(path, Math.floor(statSync(path).size / 2));
  }
}

test('records that are damaged on the broker are an error that names them, and other partitions go on', async () => {
  const topic = await client.createTopic(undefined, { partitions: 2 });
  await client.produce(topic, records(2, 0, 2));
  const path = join(broker.logDirectory, `${topic}-0`, '00000000000000000000.log');
  const log = openSync(path, 'r+');
  // The last byte of a batch belongs to the records that its checksum is for.
  writeSync(log, Buffer.from([0xff]), 0, 1, statSync(path).size - 1);
  closeSync(log);
  const properties = { 'reconnect.backoff.max.ms': '100' };
  const { sink } = await kafka.start([topic], { properties });
  await sink.until(({ failures, delivered }) => failures.length > 0 && delivered.length > 0);
  assert.match(
    sink.failures[0]?.message ?? '',
    new RegExp(`can't read ${topic}/0 at offset 0: .*fails its checksum`),
  );
  assert.deepEqual(offsets(sink, `${topic}/1`), [0]);
});

test('a position beyond the end of a log that lost records is an error that says so', async () => {
  const topic = await client.createTopic();
  for (let each = 0; each < 10; each++) await client.produce(topic, records(1, each));
  const first = await kafka.start([topic]);
  await first.sink.until(({ delivered }) => delivered.length === 10);
  first.sink.commit();
  await first.ingress.stop();
  await broker.kill();
  cutLog(broker, topic);
  await broker.restart();
  const { sink } = await kafka.start([topic], {}, first.sink.restarted());
  await sink.until(({ failures }) => failures.length > 0);
  assert.match(
    sink.failures[0]?.message ?? '',
    new RegExp(`${topic}/0 is at offset 10, but Kafka lost the records from offset 5 on`),
  );
  const older = await kafka.start([topic], {}, first.sink.restartedWithoutEpochs());
  await older.sink.until(({ failures }) => failures.length > 0);
  assert.match(
    older.sink.failures[0]?.message ?? '',
    new RegExp(`${topic}/0 is at offset 10, .* ends at offset 5 `),
  );
  assert.deepEqual([...sink.delivered, ...older.sink.delivered], []);
});

test('partitions that move, and leaders that die, cost no record; a log cut off behind the position is noticed', async (t) => {
  const second = await startBroker({ joins: broker });
  t.after(() => second.stop());
  const topic = await client.createTopic(undefined, { partitions: 2, replicas: 2 });
  const [one, two] = [broker.nodeId, second.nodeId];
  await client.movePartition(topic, 0, [one, two]);
  await client.movePartition(topic, 1, [two, one]);
  const { sink } = await kafka.start([topic]);
  await client.produce(topic, records(40, 0, 2));
  await sink.until(({ delivered }) => delivered.length === 40);

  await client.movePartition(topic, 0, [two, one]);
  await client.produce(topic, records(40, 40, 2));
  await sink.until(({ delivered }) => delivered.length === 80);

  const cut = await client.createTopic();
  await client.movePartition(cut, 0, [two]);
  for (let each = 0; each < 10; each++) await client.produce(cut, records(1, each));
  const victim = await kafka.start([cut]);
  await victim.sink.until(({ delivered }) => delivered.length === 10);
  victim.ingress.pause();
  const stopped = await kafka.start([cut]);
  await stopped.sink.until(({ skippedTo }) => skippedTo === 10);
  stopped.sink.commit();
  await stopped.ingress.stop();

  await second.kill();
  for (const partition of [0, 1]) await client.awaitLeader(topic, partition, one);
  await client.produce(topic, records(40, 80, 2));
  await sink.until(({ delivered }) => delivered.length >= 120);
  assert.deepEqual(offsets(sink, `${topic}/0`), upTo(60));
  assert.deepEqual(offsets(sink, `${topic}/1`), upTo(60));
  assert.deepEqual(sink.failures, []);

  cutLog(second, cut);
  await second.restart();
  await client.awaitLeader(cut, 0, two);
  for (let each = 10; each < 30; each++) await client.produce(cut, records(1, each));
  victim.ingress.resume();
  await victim.sink.until(({ failures }) => failures.length > 0);
  assert.match(victim.sink.failures[0]?.message ?? '', /lost the records from offset 5 on/);
  assert.equal(victim.sink.delivered.length, 10);

  // The epoch is stored with the position: it is noticed after a restart as well.
  const { sink: late } = await kafka.start([cut], {}, stopped.sink.restarted());
  await late.until(({ failures, delivered }) => failures.length + delivered.length > 0);
  assert.match(late.failures[0]?.message ?? '', /lost the records from offset 5 on/);
  assert.deepEqual(late.delivered, []);
});
