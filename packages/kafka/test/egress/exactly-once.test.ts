import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { describeTransactionsV0, listTransactionsV0 } from '@platformatic/kafka';
import { sharedBroker, TestClient, uniqueName } from '@statefun-ts/kafka-broker';
import type { Egress } from '@statefun-ts/engine';
import { Cluster } from '../../src/egress/cluster.ts';
import { createKafkaEgress } from '../../src/egress/kafka-egress.ts';
import { Pacer } from '../../src/egress/pacing.ts';
import { PartitionBatch } from '../../src/egress/partition-batch.ts';
import { Producer } from '../../src/egress/producer.ts';
import { egressSettings } from '../../src/egress/settings.ts';
import { Topics } from '../../src/egress/topics.ts';
import { TransactionSession } from '../../src/egress/transaction-session.ts';
import { consumeCommitted } from './support/consume-committed.ts';
import { egressComponent, exactlyOnce, systemClock, testContext } from './support/context.ts';
import { MemoryOutbox, producerRecord, type OutboxState } from './support/memory-outbox.ts';

const address = await sharedBroker();
const client = new TestClient(address);
after(() => client.close());

const component = egressComponent(address, exactlyOnce);

async function run(name: string, outbox: MemoryOutbox): Promise<Egress> {
  const egress = createKafkaEgress(component, testContext(name));
  await egress.start(outbox);
  return egress;
}

async function arrived(topic: string): Promise<string[]> {
  return (await consumeCommitted(client, topic)).map(({ value }) => String(value));
}

const numbers = (topic: string, from: number, to: number): Uint8Array[] =>
  Array.from({ length: to - from }, (_, i) => producerRecord(topic, 'k', String(from + i)));
const counted = (to: number): string[] => Array.from({ length: to }, (_, i) => String(i));

test('records whose transaction was committed just before a crash are not sent again', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const outbox = MemoryOutbox.create();
  const egress = await run(name, outbox);
  outbox.append(0, numbers(topic, 0, 10));
  // The epoch that would have forgotten the records is lost.
  const crashed = outbox.durable();
  egress.wake();
  await outbox.drained();
  await egress.stop();

  const recovered = new MemoryOutbox(crashed);
  recovered.append(0, numbers(topic, 10, 20));
  const next = await run(name, recovered);
  await recovered.drained();
  await next.stop();
  assert.deepEqual(await arrived(topic), counted(20));
});

test('the engine may start the egress anew in the same process', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const outbox = MemoryOutbox.create();
  const egress = await run(name, outbox);
  outbox.append(0, numbers(topic, 0, 10));
  const before = outbox.durable();
  egress.wake();
  await outbox.drained();
  const again = new MemoryOutbox(before);
  again.append(0, numbers(topic, 10, 15));
  await egress.start(again);
  await again.drained();
  await egress.stop();
  assert.deepEqual(await arrived(topic), counted(15));
});

test('an old copy of the store is refused, before anything is sent', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const outbox = MemoryOutbox.create();
  const copy = outbox.durable();
  const egress = await run(name, outbox);
  outbox.append(0, numbers(topic, 0, 10));
  egress.wake();
  await outbox.drained();
  await egress.stop();

  const old = new MemoryOutbox(copy);
  old.append(0, numbers(topic, 0, 5));
  const refused = await run(name, old);
  await assert.rejects(old.drained(), {
    code: 'STATEFUN_KAFKA_MARK_AHEAD',
    message: /out up to 9, but the store's last one is 4: it is an old copy/,
  });
  await refused.stop();
  assert.deepEqual(await arrived(topic), counted(10));
});

test('an old copy whose outbox was empty is refused even if new records reach past the mark at once', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const outbox = MemoryOutbox.create();
  const egress = await run(name, outbox);
  const copy = outbox.durable();
  outbox.append(0, numbers(topic, 0, 10));
  egress.wake();
  await outbox.drained();
  await egress.stop();

  const old = new MemoryOutbox(copy);
  const refused = await run(name, old);
  old.append(0, numbers(topic, 100, 200));
  refused.wake();
  await assert.rejects(old.drained(), { code: 'STATEFUN_KAFKA_MARK_AHEAD' });
  await refused.stop();
  assert.deepEqual(await arrived(topic), counted(10));
});

test('it is not ready before it knows what is out', async () => {
  const outbox = MemoryOutbox.create();
  const egress = createKafkaEgress(component, testContext(uniqueName('app')));
  await egress.start(outbox);
  assert.match(String(outbox.troubles.at(-1)), /reads what is out/);
  await outbox.until(() => outbox.troubles.at(-1) === null);
  await egress.stop();
});

test('a new or restored store under a used name is refused', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const outbox = MemoryOutbox.create();
  const egress = await run(name, outbox);
  outbox.append(0, numbers(topic, 0, 10));
  egress.wake();
  await outbox.drained();
  await egress.stop();

  const restored = MemoryOutbox.create([0], 'second');
  restored.append(0, numbers(topic, 0, 50));
  const refused = await run(name, restored);
  await assert.rejects(restored.drained(), {
    code: 'STATEFUN_KAFKA_MARK_AHEAD',
    message: /another store \(incarnation first\)/,
  });
  await refused.stop();
});

test('a restored store that knows of all that was sent goes on', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const outbox = MemoryOutbox.create();
  const egress = await run(name, outbox);
  outbox.append(0, numbers(topic, 0, 10));
  egress.wake();
  await outbox.drained();
  await egress.stop();
  outbox.commit();

  const restored = new MemoryOutbox({ ...outbox.durable(), incarnation: 'second' });
  restored.append(0, numbers(topic, 10, 20));
  const next = await run(name, restored);
  await restored.drained();
  await next.stop();
  assert.deepEqual(await arrived(topic), counted(20));
});

test('of two runtimes with one name the older one stops and says why', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const outbox = MemoryOutbox.create();
  const zombie = await run(name, outbox);
  outbox.append(0, numbers(topic, 0, 10));
  zombie.wake();
  await outbox.drained();
  outbox.commit();

  const successor = new MemoryOutbox(outbox.durable());
  successor.append(0, numbers(topic, 10, 20));
  const newer = await run(name, successor);
  await successor.drained();

  outbox.append(0, numbers(topic, 1000, 1010));
  zombie.wake();
  await assert.rejects(outbox.drained(), {
    code: 'STATEFUN_KAFKA_FENCED',
    message: /two runtimes with the same --name/,
  });
  await zombie.stop();

  successor.append(0, numbers(topic, 20, 30));
  newer.wake();
  await successor.drained();
  await newer.stop();
  assert.deepEqual(await arrived(topic), counted(30));
});

test('two runtimes that send at the same time never both go on, and nothing is sent twice', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const pair = await Promise.all(
    [0, 1].map(async () => {
      const outbox = MemoryOutbox.create();
      outbox.append(0, numbers(topic, 0, 500));
      return { outbox, egress: await run(name, outbox) };
    }),
  );
  const results = await Promise.allSettled(pair.map(({ outbox }) => outbox.drained()));
  for (const { egress } of pair) await egress.stop();
  assert.ok(results.some(({ status }) => status === 'fulfilled'));
  assert.deepEqual(await arrived(topic), counted(500));
});

/** A producer of the past that died in the middle of a transaction. */
async function abandonedTransaction(transactionalId: string, topic: string): Promise<void> {
  const settings = egressSettings(component, 'past');
  const cluster = new Cluster(settings.connection, () => performance.now());
  const pacer = new Pacer(systemClock, Math.random);
  const timeoutMs = 600_000;
  const session = new TransactionSession({ cluster, pacer, transactionalId, timeoutMs, egressId: 'old' });
  const topics = new Topics({
    cluster,
    clock: systemClock,
    observer: testContext('past').observer,
    egressId: 'old',
    waitMs: 0,
    askEveryMs: 1,
    ageMsMax: timeoutMs,
    batchBytesMax: 1 << 20,
  });
  const producer = new Producer({
    cluster,
    topics,
    transactionalId,
    acks: -1,
    compression: 'none',
    timeoutMs,
  });
  producer.assume(await session.initialise());
  await cluster.refresh([topic], { create: false });
  const batch = new PartitionBatch(topic, 0, 0);
  batch.encoder.add(null, Buffer.from('abandoned'));
  await session.begin([batch]);
  // The leader of a new topic may not know yet that it is one.
  await producer.write([[batch]], () => delay(20));
  cluster.disconnect();
}

test('transactions that were left open under ids used earlier are ended at the start', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const ids = [`statefun-${name}-example%2Fgreets-0`, `statefun-${name}-example%2Fgreets-7`];
  for (const id of ids) await abandonedTransaction(id, topic);
  const empty = MemoryOutbox.create().durable();
  const state: OutboxState = { ...empty, remembered: new Map([['transactional-ids', JSON.stringify(ids)]]) };
  const outbox = new MemoryOutbox(state);
  outbox.append(0, numbers(topic, 0, 10));
  const egress = await run(name, outbox);
  await outbox.drained();
  await egress.stop();
  // Had one stayed open, a read_committed consumer would not get past it for ten minutes.
  assert.deepEqual(await arrived(topic), counted(10));
});

test('transactions that were left open by egresses which the application no longer has are ended at the start', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  await abandonedTransaction(`statefun-${name}-example%2Fgone-0`, topic);
  const running = [`statefun-${name}-example%2Fother-0`, `statefun-${name}-eu-example%2Fgone-0`];
  for (const id of running) await abandonedTransaction(id, await client.createTopic());
  const outbox = MemoryOutbox.create();
  outbox.append(0, numbers(topic, 0, 10));
  const used = ['gone', 'other'].map(
    (egress) => [`example/${egress}`, JSON.stringify([`statefun-${name}-example%2F${egress}-0`])] as const,
  );
  outbox.others.set('transactional-ids', new Map(used));
  const siblings = ['example/greets', 'example/other'];
  const context = { ...testContext(name), siblings };
  const egress = createKafkaEgress(component, context);
  await egress.start(outbox);
  await outbox.drained();
  await egress.stop();
  assert.deepEqual(await arrived(topic), counted(10));
  assert.deepEqual((await openTransactions(name)).toSorted(), running.toSorted());
});

async function openTransactions(name: string): Promise<string[]> {
  const cluster = new Cluster(egressSettings(component, 'test').connection, () => performance.now());
  const answers = await cluster.callAll(listTransactionsV0.api, [], [], -1n, null);
  cluster.disconnect();
  const all = answers.flatMap(({ transactionStates }) => transactionStates);
  const open = all.filter(({ transactionState }) => transactionState === 'Ongoing');
  return open
    .map(({ transactionalId }) => transactionalId)
    .filter((id) => id.startsWith(`statefun-${name}-`));
}

for (const onMarkAhead of ['resend', 'skip'] as const) {
  test(`an operator may start an old copy of the store with ${onMarkAhead}, and the next start needs no choice`, async () => {
    const [name, topic] = [uniqueName('app'), await client.createTopic()];
    const outbox = MemoryOutbox.create([0, 1]);
    outbox.append(0, numbers(topic, 0, 3));
    const copy = outbox.durable();
    const egress = await run(name, outbox);
    outbox.append(0, numbers(topic, 3, 10));
    outbox.append(1, numbers(topic, 10, 12));
    egress.wake();
    await outbox.drained();
    await egress.stop();

    const old = new MemoryOutbox(copy);
    const context = { ...testContext(name), onMarkAhead };
    const chosen = createKafkaEgress(component, context);
    await chosen.start(old);
    old.append(0, numbers(topic, 50, 51));
    chosen.wake();
    await old.drained();
    old.append(1, numbers(topic, 100, 101));
    chosen.wake();
    await old.drained();
    await chosen.stop();
    assert.match(
      context.lines.join('\n'),
      new RegExp(`lane 0 was marked as out up to 9, and .*\\(${onMarkAhead}\\)`),
    );

    const next = new MemoryOutbox(old.durable());
    next.append(0, numbers(topic, 200, 201));
    const plain = await run(name, next);
    await next.drained();
    await plain.stop();
    const again = onMarkAhead === 'resend' ? counted(3) : [];
    assert.deepEqual(await arrived(topic), [...counted(12), ...again, '50', '100', '200']);
  });
}

test('the transactional id is in the store before it is used', async () => {
  const [name, topic] = [uniqueName('app'), await client.createTopic()];
  const outbox = MemoryOutbox.create([2, 5]);
  outbox.append(5, numbers(topic, 0, 3));
  const egress = await run(name, outbox);
  await outbox.drained();
  await egress.stop();
  const remembered = outbox.durable().remembered.get('transactional-ids');
  assert.deepEqual(JSON.parse(remembered ?? ''), [`statefun-${name}-example%2Fgreets-2`]);
});

test('a transaction that the broker ended for its length does not stop the egress', async () => {
  const [id, topic] = [uniqueName('app'), await client.createTopic()];
  const cluster = new Cluster(egressSettings(component, id).connection, () => performance.now());
  const pacer = new Pacer(systemClock, Math.random);
  const session = new TransactionSession({
    cluster,
    pacer,
    transactionalId: id,
    timeoutMs: 1,
    egressId: 'e',
  });
  await session.initialise();
  await cluster.refresh([topic], { create: false });
  const batches = [new PartitionBatch(topic, 0, 0)];
  await session.begin(batches);
  const node = await cluster.coordinatorOf(id);
  // The broker looks for such transactions every ten seconds.
  for (let state = ''; state !== 'CompleteAbort'; await delay(200)) {
    const { transactionStates } = await cluster.call(node, describeTransactionsV0.api, [id]);
    state = transactionStates[0]?.transactionState ?? '';
  }
  await assert.rejects(session.commit());
  await session.initialise();
  await session.begin(batches);
  await session.commit();
  cluster.disconnect();
});
