import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import { delay, emit, result, untext, World } from './support/world.ts';

const later = ({ invocations }: InvocationBatchRequest): FromFunction => {
  const words = invocations.map(({ argument }) => untext(argument));
  return result({
    delayedInvocations: words
      .filter((word) => word.startsWith('in '))
      .map((word) => delay(Number(word.slice(3)), { type: 'later', id: 'x', value: word.slice(3) })),
    outgoingEgresses: words.filter((word) => !word.startsWith('in ')).map((word) => emit(word)),
  });
};

test('more timers than fit into memory all fire, none lost, none twice, through a restart', async () => {
  const limits = { timersMax: 8, stepItemsMax: 5 };
  const world = await World.start({ functions: { later }, limits });
  const delays = Array.from({ length: 200 }, (_, i) => 1_000 + ((i * 7919) % 4_001));
  for (const ms of delays) {
    void world.ingress.send('later', `a${ms % 5}`, `in ${ms}`);
    if (ms % 10 === 0) await world.pass(1);
  }
  await world.pass(2_000);
  const again = await World.start({ functions: { later }, limits, disk: world.disk, clock: world.clock });
  await again.pass(10_000);
  const fired = [...world.egress.out, ...again.egress.out].map(Number);
  assert.deepEqual(
    fired.toSorted((a, b) => a - b),
    delays.toSorted((a, b) => a - b),
  );
  assert.deepEqual(again.disk.keys('t'), []);
});

test('a delay of zero fires at once, and one beyond all time does no harm', async () => {
  const world = await World.start({ functions: { later } });
  void world.ingress.send('later', 'a', 'in 0');
  void world.ingress.send('later', 'a', 'in 9007199254740991');
  await world.pass(10);
  assert.deepEqual(world.egress.out, ['0']);
  assert.equal(world.disk.keys('t').length, 1);
});
