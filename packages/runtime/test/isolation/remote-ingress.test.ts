// An ingress in another thread, from here: what belongs to a thread that is gone counts no more.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import type { IngressSink } from '@statefun-ts/engine';
import { isListening } from '@statefun-ts/extension/host';
import { StatefunError } from '@statefun-ts/protocol';
import type { Order, ToPart } from '../../src/isolation/messages.ts';
import { RemoteIngress } from '../../src/isolation/remote-ingress.ts';
import { lineTo } from './line-to.ts';

const ADDRESS = { namespace: 'a', type: 'b', id: 'c' };

const LOST = new StatefunError('STATEFUN_EXTENSION_LOOPS', 'it loops');

function sinkThat(accept: () => Promise<void>, troubles: (string | undefined)[] = []): IngressSink {
  return {
    accept,
    stored: () => undefined,
    openPartition: () => assert.fail(),
    fail: () => assert.fail(),
    trouble: (error) => void troubles.push(error?.message),
  };
}

const sessionOf = (said: readonly (ToPart | Order)[]): number => {
  const start = said.findLast((each) => 'order' in each && each.order === 'startIngress');
  return start !== undefined && 'session' in start ? start.session : assert.fail();
};

const accept = (session: number) => ({
  session,
  do: 'accept' as const,
  request: 1,
  target: ADDRESS,
  typename: 'd/e',
  hasValue: true,
  bytes: [Buffer.of(1)],
});

const settled = (said: readonly (ToPart | Order)[]) =>
  said.filter((each) => 'do' in each && each.do === 'settled');

test('what a thread asked that is gone is not answered to the next one', async () => {
  const said: (ToPart | Order)[] = [];
  const accepted = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let asked = 0;
  const ingress = new RemoteIngress({ id: 'a/in', title: 'It' }, {}, lineTo(said));
  await ingress.start(sinkThat(() => accepted[asked++]?.promise ?? assert.fail()));
  ingress.receive(accept(sessionOf(said)));
  ingress.lost(LOST, 0);
  ingress.restored();
  await turn();
  ingress.receive(accept(sessionOf(said)));
  accepted[0]?.resolve();
  await turn();
  assert.deepEqual(settled(said), []);
  accepted[1]?.resolve();
  await turn();
  assert.equal(settled(said).length, 1);
});

test('what comes of an earlier session is passed over', async () => {
  const said: (ToPart | Order)[] = [];
  let asked = 0;
  const ingress = new RemoteIngress({ id: 'a/in', title: 'It' }, {}, lineTo(said));
  await ingress.start(sinkThat(() => Promise.resolve(void asked++)));
  const first = sessionOf(said);
  await ingress.stop();
  ingress.receive(accept(first));
  assert.equal(asked, 0);
});

test('one that begins anew waits until it need not hold back', async () => {
  const said: (ToPart | Order)[] = [];
  const ingress = new RemoteIngress({ id: 'a/in', title: 'It' }, {}, lineTo(said));
  await ingress.start(sinkThat(() => Promise.resolve()));
  ingress.pause();
  ingress.lost(LOST, 0);
  ingress.restored();
  await turn();
  const starts = () => said.filter((each) => 'order' in each && each.order === 'startIngress').length;
  assert.equal(starts(), 1);
  ingress.resume();
  await turn();
  assert.equal(starts(), 2);
});

/** One that ran, and whose port is to be bound anew, which `bound` decides. */
async function rebinding(said: (ToPart | Order)[], bound: Promise<unknown>): Promise<RemoteIngress> {
  const line = lineTo(said);
  const ingress = new RemoteIngress({ id: 'a/in', title: 'It' }, { listens: { label: undefined } }, line);
  assert.ok(isListening(ingress));
  await ingress.listen();
  await ingress.start(sinkThat(() => Promise.resolve()));
  ingress.lost(LOST, 0);
  line.order = (order) => {
    said.push(order);
    return order.order === 'listen' ? bound : Promise.resolve();
  };
  ingress.restored();
  await turn();
  return ingress;
}

test('one that is to hold back by the time that its port is bound begins when it need not', async () => {
  const said: (ToPart | Order)[] = [];
  const bound = Promise.withResolvers<unknown>();
  const ingress = await rebinding(said, bound.promise);
  ingress.pause();
  bound.resolve('http://127.0.0.1:1');
  await turn();
  const starts = () => said.filter((each) => 'order' in each && each.order === 'startIngress').length;
  assert.equal(starts(), 1);
  ingress.resume();
  await turn();
  assert.equal(starts(), 2);
});

test('one whose start waits for its port is not told to stop what never started', async () => {
  const said: (ToPart | Order)[] = [];
  const ingress = await rebinding(said, new Promise(() => {}));
  await ingress.stop();
  assert.deepEqual(
    said.filter((each) => 'order' in each && each.order === 'stop'),
    [],
  );
});

test('a port that can not be bound anew is told of, and bound as soon as it can', async () => {
  const troubles: (string | undefined)[] = [];
  const working = lineTo([]);
  let isTaken = false;
  const order = (what: Order): Promise<unknown> =>
    isTaken && what.order === 'listen' ? Promise.reject(new Error('the port is taken')) : working.order(what);
  const made = { listens: { label: undefined } };
  const ingress = new RemoteIngress({ id: 'a/in', title: 'It' }, made, { ...working, order });
  assert.ok(isListening(ingress));
  await ingress.listen();
  await ingress.start(sinkThat(() => Promise.resolve(), troubles));
  ingress.lost(LOST, 0);
  isTaken = true;
  ingress.restored();
  await turn();
  assert.deepEqual(troubles, ['it loops', 'the port is taken']);
  isTaken = false;
  while (troubles.length < 3) await turn();
  assert.equal(troubles[2], undefined);
});
