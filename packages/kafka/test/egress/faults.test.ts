import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addPartitionsToTxnV3, endTxnV3, initProducerIdV4, type API } from '@platformatic/kafka';
import { sharedBroker, TestClient, uniqueName } from '@statefun-ts/kafka-broker';
import { Cluster } from '../../src/egress/cluster.ts';
import { createKafkaEgress } from '../../src/egress/kafka-egress.ts';
import { produceApi } from '../../src/egress/produce-request.ts';
import { consumeCommitted } from './support/consume-committed.ts';
import { egressComponent, exactlyOnce, testContext } from './support/context.ts';
import { MemoryOutbox, producerRecord } from './support/memory-outbox.ts';

const client = new TestClient(await sharedBroker());
after(() => client.close());

const requests = {
  InitProducerId: initProducerIdV4.api.key,
  AddPartitionsToTxn: addPartitionsToTxnV3.api.key,
  Produce: produceApi.key,
  EndTxn: endTxnV3.api.key,
};
/** What the network does to a request whose sender sees it fail without an answer. */
const fates = ['is lost', 'is done, but its answer is lost', 'is delayed into the next transaction'] as const;

type Call = (nodeId: number, api: API<unknown[], unknown>, ...args: unknown[]) => Promise<unknown>;

for (const [name, key] of Object.entries(requests)) {
  for (const fate of fates) {
    test(`when ${name} ${fate}, no record is lost and none is there twice`, async (t) => {
      const topic = await client.createTopic(undefined, { partitions: 2 });
      const context = testContext(uniqueName('app'));
      const properties = { 'retry.backoff.ms': '1' };
      const component = egressComponent(client.bootstrap, exactlyOnce, properties);
      const egress = createKafkaEgress(component, context);
      const outbox = MemoryOutbox.create();
      let armed = name === 'InitProducerId';
      let struck = false;
      let delayed: (() => Promise<unknown>) | undefined;
      const call = Object.getOwnPropertyDescriptor(Cluster.prototype, 'call')?.value as Call;
      t.mock.method(
        Cluster.prototype,
        'call',
        async function (this: Cluster, ...[nodeId, api, ...args]: Parameters<Call>) {
          const proceed = (): Promise<unknown> => call.call(this, nodeId, api, ...args);
          if (!armed || api.key !== key) {
            const late = api.key === requests.Produce ? delayed : undefined;
            if (late !== undefined) delayed = undefined;
            // It is of an epoch that is over: the broker refuses it, or takes it for what it did already.
            await late?.().catch(() => undefined);
            return proceed();
          }
          armed = false;
          struck = true;
          if (fate === 'is done, but its answer is lost') await proceed();
          if (fate === 'is delayed into the next transaction') delayed = proceed;
          throw new Error('the connection was cut');
        },
      );

      await egress.start(outbox);
      let sent = 0;
      const round = async (): Promise<void> => {
        const numbers = Array.from({ length: 20 }, () => sent++);
        outbox.append(
          0,
          numbers.map((n) => producerRecord(topic, `k${n % 7}`, String(n))),
        );
        egress.wake();
        await outbox.drained();
      };
      await round();
      armed = !struck;
      await round();
      await round();
      await egress.stop();
      assert.ok(struck);
      assert.equal(delayed, undefined);
      const arrived = (await consumeCommitted(client, topic)).map(({ value }) => Number(value));
      assert.deepEqual(
        arrived.toSorted((a, b) => a - b),
        Array.from({ length: sent }, (_, i) => i),
      );
    });
  }
}
