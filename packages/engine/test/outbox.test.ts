import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import { emit, result, TestEgress, untext, World } from './support/world.ts';

const emitAll = (request: InvocationBatchRequest): FromFunction =>
  result({ outgoingEgresses: request.invocations.map(({ argument }) => emit(untext(argument))) });

const held = (backlogBytesMax = 0): TestEgress => {
  const egress = new TestEgress('test/out', backlogBytesMax);
  egress.held = true;
  return egress;
};

const sendMany = async (world: World, from: number, to: number): Promise<void> => {
  for (let i = from; i < to; i++) void world.ingress.send('one', 'a', `r${i}`);
  await world.pass(50);
};

test('records wait for their egress, more than fit into memory, and survive a restart', async () => {
  const egress = held();
  const limits = { outboxBytesMax: 20, outboxRowBytesMax: 10 };
  const world = await World.start({ functions: { one: emitAll }, egress, limits });
  await sendMany(world, 0, 10);
  await sendMany(world, 10, 40);
  assert.deepEqual(egress.out, []);
  const again = await World.start({
    functions: { one: emitAll },
    disk: world.disk,
    clock: world.clock,
    limits,
  });
  assert.deepEqual(
    again.egress.out,
    Array.from({ length: 40 }, (_, i) => `r${i}`),
  );
  await again.pass(50);
  assert.deepEqual(again.disk.keys('o'), []);
  await sendMany(again, 40, 42);
  assert.deepEqual(again.egress.out.slice(40), ['r40', 'r41']);
});

test('sequences never start again, and a part of a row can be done', async () => {
  const egress = held();
  const world = await World.start({ functions: { one: emitAll }, egress });
  await sendMany(world, 0, 5);
  const [stream] = egress.sink?.streams() ?? [];
  assert.equal(stream?.tail, 5);
  stream?.done(2);
  await world.pass(10);
  const later = held();
  const again = await World.start({
    functions: { one: emitAll },
    egress: later,
    disk: world.disk,
    clock: world.clock,
  });
  const [restored] = later.sink?.streams() ?? [];
  assert.deepEqual([restored?.head, restored?.tail], [2, 5]);
  assert.deepEqual(
    restored?.read(2, 1_000).map((record) => new TextDecoder().decode(record)),
    ['r2', 'r3', 'r4'],
  );
  restored?.done(5);
  await again.pass(10);
  assert.deepEqual(again.disk.keys('o'), []);
  assert.equal(again.disk.keys('h').length, 1);
});

test('a record that is rejected becomes one dead letter, even if it is rejected again after a restart', async () => {
  const reason = { code: 'STATEFUN_VALUE_INVALID', message: 'too large' } as const;
  const egress = held();
  const world = await World.start({ functions: { one: emitAll }, egress });
  await sendMany(world, 0, 3);
  egress.sink?.streams()[0]?.reject(1, reason);
  await world.pass(10);
  const later = held();
  const again = await World.start({
    functions: { one: emitAll },
    egress: later,
    disk: world.disk,
    clock: world.clock,
  });
  later.sink?.streams()[0]?.reject(1, reason);
  later.sink?.streams()[0]?.done(3);
  await again.pass(10);
  assert.equal((await again.shard.deadLetters(undefined, 10)).length, 1);
});

test('what follows a rejected record is given out when the dead letter is durable, not before', async () => {
  const egress = held();
  const world = await World.start({ functions: { one: emitAll }, egress });
  await sendMany(world, 0, 3);
  const [stream] = egress.sink?.streams() ?? [];
  stream?.reject(0, { code: 'STATEFUN_VALUE_INVALID', message: 'too large' });
  stream?.done(1);
  assert.deepEqual(stream?.read(1, 1_000), []);
  await world.pass(10);
  assert.equal(stream?.read(1, 1_000).length, 2);
});

test('an egress with too large a backlog pauses the ingresses until it goes on', async () => {
  const egress = held(10);
  const world = await World.start({ functions: { one: emitAll }, egress });
  await sendMany(world, 0, 10);
  assert.equal(world.ingress.paused, true);
  egress.held = false;
  egress.wake();
  await world.pass(10);
  assert.equal(world.ingress.paused, false);
});

test('what an egress remembers is durable before it hears so', async () => {
  const egress = held();
  const world = await World.start({ functions: { one: emitAll }, egress });
  const remembered = egress.sink?.remember('id', 'value');
  await world.pass(10);
  await remembered;
  const later = held();
  await World.start({ functions: { one: emitAll }, egress: later, disk: world.disk, clock: world.clock });
  assert.equal(later.sink?.recall('id'), 'value');
});

test('an egress finds what those keep that left the module', async () => {
  const gone = new TestEgress('test/gone');
  const world = await World.start({ functions: {}, egress: gone });
  void gone.sink?.remember('id', 'value');
  void gone.sink?.remember('other', 'not asked for');
  await world.pass(20);
  const next = new TestEgress('test/next');
  const later = await World.start({ functions: {}, disk: world.disk, clock: world.clock, egress: next });
  void next.sink?.remember('id', 'its own');
  await later.pass(20);
  assert.deepEqual(next.sink?.recallOthers('id'), new Map([['test/gone', 'value']]));
});

test('records of an egress that the module lost are kept, and reported', async () => {
  const egress = held();
  const world = await World.start({ functions: { one: emitAll }, egress });
  await sendMany(world, 0, 3);
  const without = await World.start({
    functions: {},
    egress: new TestEgress('test/other'),
    disk: world.disk,
    clock: world.clock,
  });
  assert.equal(without.shard.status().ready, false);
  assert.match(without.shard.status().problems[0]?.message ?? '', /3 records wait for egress test\/out/);
  const again = await World.start({ functions: { one: emitAll }, disk: world.disk, clock: world.clock });
  assert.deepEqual(again.egress.out, ['r0', 'r1', 'r2']);
});
