/**
 * What the Kafka egress costs on its own: `node packages/kafka/bench/egress.ts`, with `STATEFUN_TEST_KAFKA` for
 * an existing broker. First one transaction at a time, then as fast as it goes. Measurements are for comparison
 * within one machine and one run.
 */
import { sharedBroker, TestClient } from '@statefun-ts/kafka-broker';
import type { KafkaDelivery } from '@statefun-ts/module';
import { createKafkaEgress } from '../src/egress/kafka-egress.ts';
import { egressComponent, exactlyOnce, testContext } from '../test/egress/support/context.ts';
import { MemoryOutbox, producerRecord } from '../test/egress/support/memory-outbox.ts';

const address = await sharedBroker();
const client = new TestClient(address);
const warmUpRounds = 200;
const rounds = 300;
const valueBytes = 100;

await latency(1);
await latency(100);
for (const size of [1000, 4000]) await throughput(exactlyOnce, size);
await throughput({ type: 'at-least-once' }, 4000);
await client.close();
process.exit(0);

/** One transaction after another, each begun when the one before is out. */
async function latency(records: number): Promise<void> {
  const { outbox, egress, batch } = await begin(exactlyOnce, records);
  const tookMs: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    const startMs = performance.now();
    outbox.append(0, batch);
    egress.wake();
    await outbox.drained();
    if (round >= warmUpRounds) tookMs.push(performance.now() - startMs);
  }
  await egress.stop();
  tookMs.sort((a, b) => a - b);
  const at = (share: number): string => (tookMs[Math.floor(share * tookMs.length)] ?? 0).toFixed(1);
  console.log(`exactly-once, ${records} records a transaction: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}

/** A new epoch of `records` whenever there is less than one of them waiting. */
async function throughput(delivery: KafkaDelivery, records: number): Promise<void> {
  const { outbox, egress, batch } = await begin(delivery, records);
  const stream = outbox.stream(0);
  const send = async (total: number): Promise<void> => {
    for (const end = stream.tail + total; stream.tail < end;) {
      outbox.append(0, batch);
      egress.wake();
      await outbox.until(() => stream.tail - stream.head <= records);
    }
    await outbox.drained();
  };
  await send(100_000);
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const total = 400_000;
  await send(total);
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await egress.stop();
  const perRecord = ((user + system) / total).toFixed(2);
  console.log(
    `${delivery.type}, epochs of ${records}: ${Math.round(total / seconds)} records/s, ${perRecord} µs of CPU a record`,
  );
}

async function begin(delivery: KafkaDelivery, records: number) {
  const topic = await client.createTopic(undefined, { partitions: 4 });
  const egress = createKafkaEgress(egressComponent(address, delivery), testContext(topic));
  const outbox = MemoryOutbox.create();
  await egress.start(outbox);
  const value = 'x'.repeat(valueBytes);
  const batch = Array.from({ length: records }, (_, i) => producerRecord(topic, `key-${i}`, value));
  return { outbox, egress, batch };
}
