import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startBroker, TestClient, uniqueName } from '@statefun-ts/kafka-broker';
import type { KafkaDelivery } from '@statefun-ts/module';
import { createKafkaEgress } from '../../src/egress/kafka-egress.ts';
import { consumeCommitted } from './support/consume-committed.ts';
import { egressComponent, exactlyOnce, systemClock, testContext } from './support/context.ts';
import { MemoryOutbox, producerRecord } from './support/memory-outbox.ts';

const broker = await startBroker();
const client = new TestClient(broker.bootstrap);
after(async () => {
  await client.close();
  await broker.stop();
});

const outages = {
  'an orderly restart of the broker': () => broker.restart(),
  'kill -9 of the broker': async () => {
    await broker.kill();
    await broker.restart();
  },
};
const deliveries: KafkaDelivery[] = [exactlyOnce, { type: 'at-least-once' }];

for (const [outage, happen] of Object.entries(outages)) {
  for (const delivery of deliveries) {
    test(`${delivery.type}: ${outage} in the middle loses nothing`, async () => {
      const topic = await client.createTopic(undefined, { partitions: 3 });
      const context = testContext(uniqueName('app'));
      const egress = createKafkaEgress(egressComponent(broker.bootstrap, delivery), context);
      const outbox = MemoryOutbox.create();
      await egress.start(outbox);
      let sent = 0;
      const epoch = (): void => {
        const numbers = Array.from({ length: 20 }, () => sent++);
        outbox.append(
          0,
          numbers.map((n) => producerRecord(topic, `k${n % 7}`, String(n))),
        );
        egress.wake();
      };
      epoch();
      await outbox.drained();

      // Records keep coming all the while.
      let over = false;
      const ticking = (): void => {
        if (over) return;
        epoch();
        systemClock.schedule(3, ticking);
      };
      ticking();
      await outbox.until(() => outbox.stream(0).head > 500);
      await happen();
      over = true;
      const during = sent;
      epoch();
      await outbox.drained();
      await egress.stop();

      const arrived = (await consumeCommitted(client, topic)).map(({ value }) => Number(value));
      assert.ok(during > 500);
      assert.equal(new Set(arrived).size, sent);
      if (delivery.type === 'exactly-once') assert.equal(arrived.length, sent);
      assert.match(context.lines.join('\n'), /tries again/);
    });
  }
}
