import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sharedBroker, TestClient, uniqueName, type ConsumedRecord } from '@statefun-ts/kafka-broker';
import type { Egress } from '@statefun-ts/engine';
import type { KafkaDelivery } from '@statefun-ts/module';
import { createKafkaEgress } from '../../src/egress/kafka-egress.ts';
import { partitionOfKey } from '../../src/egress/partitioner.ts';
import { consumeCommitted } from './support/consume-committed.ts';
import { egressComponent, exactlyOnce, testContext, type TestContext } from './support/context.ts';
import { MemoryOutbox, producerRecord } from './support/memory-outbox.ts';

const address = await sharedBroker();
const client = new TestClient(address);
after(() => client.close());

const atLeastOnce: KafkaDelivery = { type: 'at-least-once' };
const durable = [atLeastOnce, exactlyOnce];

interface Running {
  readonly egress: Egress;
  readonly outbox: MemoryOutbox;
  readonly context: TestContext;
}

async function start(
  delivery: KafkaDelivery,
  options: { readonly lanes?: readonly number[]; readonly properties?: Record<string, string> } = {},
): Promise<Running> {
  const context = testContext(uniqueName('app'));
  const egress = createKafkaEgress(egressComponent(address, delivery, options.properties), context);
  const outbox = MemoryOutbox.create(options.lanes ?? [0]);
  await egress.start(outbox);
  return { egress, outbox, context };
}

function send({ egress, outbox }: Running, lane: number, records: readonly Uint8Array[]): void {
  outbox.append(lane, records);
  egress.wake();
}

const texts = (records: readonly ConsumedRecord[]): string[] => records.map(({ value }) => String(value));

for (const delivery of durable) {
  test(`${delivery.type}: records arrive once, in order, where the Java client would put them`, async () => {
    const topic = await client.createTopic(undefined, { partitions: 5 });
    const running = await start(delivery, { lanes: [0, 3] });
    for (let epoch = 0; epoch < 10; epoch++) {
      for (const lane of [0, 3]) {
        const records = Array.from({ length: 100 }, (_, i) =>
          producerRecord(topic, `${lane}-${i % 20}`, `${lane} ${epoch * 100 + i}`),
        );
        send(running, lane, records);
      }
    }
    await running.outbox.drained();
    await running.egress.stop();

    const arrived = await consumeCommitted(client, topic);
    assert.equal(new Set(texts(arrived)).size, 2000);
    assert.equal(arrived.length, 2000);
    const last = new Map<string, number>();
    for (const { key, value, partition } of arrived) {
      assert.equal(partition, partitionOfKey(key ?? Buffer.of(), 5));
      const number = Number(String(value).split(' ')[1]);
      assert.ok(number > (last.get(String(key)) ?? -1), `${String(key)}: ${number}`);
      last.set(String(key), number);
    }
  });

  test(`${delivery.type}: an empty key is none, and an empty value is empty`, async () => {
    const topic = await client.createTopic(undefined, { partitions: 3 });
    const running = await start(delivery);
    send(running, 0, [producerRecord(topic, '', ''), producerRecord(topic, '', 'x')]);
    await running.outbox.drained();
    await running.egress.stop();
    const arrived = await consumeCommitted(client, topic);
    assert.deepEqual(
      arrived.map(({ key }) => key),
      [null, null],
    );
    assert.deepEqual(texts(arrived), ['', 'x']);
  });

  test(`${delivery.type}: compressed batches and more than one batch a partition arrive whole`, async () => {
    const topic = await client.createTopic();
    const properties = { 'compression.type': 'zstd', 'max.request.size': '20000' };
    const running = await start(delivery, { properties });
    const value = (i: number): string => `${i} ${'x'.repeat(500)}`;
    const records = Array.from({ length: 300 }, (_, i) => producerRecord(topic, 'k', value(i)));
    send(running, 0, records);
    await running.outbox.drained();
    await running.egress.stop();
    assert.deepEqual(
      texts(await consumeCommitted(client, topic)),
      records.map((_, i) => value(i)),
    );
  });

  test(`${delivery.type}: a record that is too large for its topic fails alone`, async () => {
    const topic = await client.createTopic(undefined, { configs: { 'max.message.bytes': '5000' } });
    const running = await start(delivery);
    const value = (i: number): string => `${i} ${'x'.repeat(i === 70 || i === 13 ? 6000 : 200)}`;
    const records = Array.from({ length: 100 }, (_, i) => producerRecord(topic, 'k', value(i)));
    send(running, 0, records);
    await running.outbox.drained();
    await running.egress.stop();

    const rejected = running.outbox.deadLetters.map(({ sequence, reason }) => [sequence, reason.code]);
    assert.deepEqual(rejected, [
      [13, 'STATEFUN_KAFKA_RECORD_TOO_LARGE'],
      [70, 'STATEFUN_KAFKA_RECORD_TOO_LARGE'],
    ]);
    const good = records.map((_, i) => value(i)).filter((_, i) => i !== 13 && i !== 70);
    assert.deepEqual(texts(await consumeCommitted(client, topic)), good);
  });

  test(`${delivery.type}: a record that the broker finds invalid fails alone`, async () => {
    const topic = await client.createTopic(undefined, { configs: { 'cleanup.policy': 'compact' } });
    const running = await start(delivery);
    const records = Array.from({ length: 50 }, (_, i) =>
      producerRecord(topic, i === 20 ? '' : 'k', String(i)),
    );
    send(running, 0, records);
    await running.outbox.drained();
    await running.egress.stop();
    const rejected = running.outbox.deadLetters.map(({ sequence, reason }) => [sequence, reason.code]);
    assert.deepEqual(rejected, [[20, 'STATEFUN_KAFKA_RECORD_REFUSED']]);
    assert.equal((await consumeCommitted(client, topic)).length, 49);
  });

  test(`${delivery.type}: a topic that does not exist yet is waited for`, async () => {
    const [late, existing] = [uniqueName('late'), await client.createTopic()];
    const running = await start(delivery, { lanes: [0, 1] });
    send(running, 0, [producerRecord(late, 'k', 'waits'), producerRecord(existing, 'k', 'behind')]);
    send(running, 1, [producerRecord(existing, 'k', 'another lane')]);
    await running.context.logged(new RegExp(`topic '${late}'.*does not exist`));
    await running.outbox.until(() => running.outbox.stream(1).head === 1);
    assert.equal(running.outbox.stream(0).head, 0);
    await client.createTopic(late);
    await running.outbox.drained();
    await running.egress.stop();
    assert.deepEqual(texts(await consumeCommitted(client, late)), ['waits']);
    assert.deepEqual(texts(await consumeCommitted(client, existing)).toSorted(), ['another lane', 'behind']);
    assert.deepEqual(running.outbox.deadLetters, []);
  });

  test(`${delivery.type}: records for a topic that never appears are set aside, the others go on`, async () => {
    const [missing, existing] = [uniqueName('missing'), await client.createTopic()];
    const running = await start(delivery, { properties: { 'max.block.ms': '200' } });
    const records = Array.from({ length: 20 }, (_, i) =>
      producerRecord(i % 2 === 0 ? missing : existing, 'k', String(i)),
    );
    send(running, 0, records);
    await running.outbox.drained();
    await running.egress.stop();
    assert.deepEqual(
      new Set(running.outbox.deadLetters.map(({ reason }) => reason.code)),
      new Set(['STATEFUN_KAFKA_TOPIC_UNKNOWN']),
    );
    assert.equal(running.outbox.deadLetters.length, 10);
    assert.equal((await consumeCommitted(client, existing)).length, 10);
  });

  test(`${delivery.type}: an address that nobody listens on is tried again, and stop does not hang on it`, async () => {
    const context = testContext(uniqueName('app'));
    const egress = createKafkaEgress(egressComponent('127.0.0.1:1', delivery), context);
    const outbox = MemoryOutbox.create();
    await egress.start(outbox);
    await context.logged(/could not send, and tries again/);
    await egress.stop();
    assert.deepEqual(outbox.failures, []);
  });
}

test('at-least-once: without idempotence records arrive as well', async () => {
  const topic = await client.createTopic();
  const running = await start(atLeastOnce, { properties: { 'enable.idempotence': 'false' } });
  for (let i = 0; i < 3; i++) send(running, 0, [producerRecord(topic, 'k', String(i))]);
  await running.outbox.drained();
  await running.egress.stop();
  assert.deepEqual(texts(await consumeCommitted(client, topic)), ['0', '1', '2']);
});

for (const acks of ['0', '1', 'all']) {
  test(`none: with acks=${acks} stop sends what is buffered`, async () => {
    const topic = await client.createTopic();
    const running = await start({ type: 'none' }, { properties: { acks } });
    for (let i = 0; i < 100; i++) running.egress.sendNow?.('', producerRecord(topic, 'k', String(i)));
    await running.egress.stop();
    // Without acknowledgement the broker may be about to write.
    let arrived = await consumeCommitted(client, topic);
    if (acks === '0') while (arrived.length < 100) arrived = await consumeCommitted(client, topic);
    assert.equal(arrived.length, 100);
  });
}

test('none: what the buffer has no room for is dropped, counted and logged', async () => {
  const context = testContext(uniqueName('app'));
  const properties = { 'buffer.memory': '1024' };
  const egress = createKafkaEgress(egressComponent('127.0.0.1:1', { type: 'none' }, properties), context);
  for (let i = 0; i < 30; i++) egress.sendNow?.('', producerRecord('topic', 'k', 'x'.repeat(100)));
  assert.match(context.lines.join('\n'), /delivery none dropped 1 records: the buffer is full/);
});

test('a transactionTimeout that the broker refuses is named with the setting of the broker', async () => {
  const running = await start({ type: 'exactly-once', transactionTimeoutMs: 3_600_000 });
  await assert.rejects(
    running.outbox.until(() => running.outbox.failures.length > 0).then(() => running.outbox.drained()),
    {
      code: 'STATEFUN_KAFKA_TRANSACTION_TIMEOUT',
      message: /example\/greets, 3600000 ms.*transaction\.max\.timeout\.ms/,
    },
  );
  await running.egress.stop();
});
