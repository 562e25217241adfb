import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import type { EpochLog } from '../src/index.ts';
import { delay, Disk, emit, incomplete, result, set, untext, World } from './support/world.ts';

const emitAll = (request: InvocationBatchRequest): FromFunction =>
  result({
    outgoingEgresses: request.invocations.map(({ argument }) =>
      emit(`${request.target?.type}:${untext(argument)}`),
    ),
  });

/** A disk that counts the logs that are open on it. */
class CountingDisk extends Disk {
  opened = 0;

  override open(): EpochLog {
    const log = super.open();
    this.opened++;
    return {
      get epoch() {
        return log.epoch;
      },
      incarnation: log.incarnation,
      partitions: log.partitions,
      lanes: log.lanes,
      get: (key) => log.get(key),
      scan: (...range) => log.scan(...range),
      commit: (...epoch) => log.commit(...epoch),
      close: async () => {
        this.opened--;
        await log.close();
      },
    };
  }
}

test('states with the longest possible time to live are kept', async () => {
  const keeper = ({ state }: InvocationBatchRequest): FromFunction =>
    state.length === 0
      ? incomplete({ name: 'n', mode: 1, ttlMs: 9.2e18 })
      : result({ stateMutations: [set('n', 'v')], outgoingEgresses: [emit(untext(state[0]?.stateValue))] });
  const world = await World.start({ functions: { keeper } });
  void world.ingress.send('keeper', 'a', 'x');
  await world.pass(20);
  const again = await World.start({ functions: { keeper }, disk: world.disk, clock: world.clock });
  void again.ingress.send('keeper', 'a', 'x');
  await again.pass(20);
  assert.deepEqual(again.egress.out, ['v']);
});

test('stop while the log is being opened anew ends with everything closed', async () => {
  const disk = new CountingDisk();
  const world = await World.start({ functions: { one: emitAll }, disk });
  disk.faults = ['before'];
  world.egress.sink?.remember('k', 'v').catch(() => {});
  await world.pass(10);
  assert.equal(world.shard.status().phase, 'recovering');
  await world.stop();
  assert.equal(world.shard.status().phase, 'stopped');
  assert.equal(world.shard.engine, undefined);
  assert.equal(disk.opened, 0);
});

test('many timers fire once each, in order, though few fit into memory and scans miss uncommitted ones', async () => {
  const COUNT = 300;
  const spread = (request: InvocationBatchRequest): FromFunction => {
    if (request.target?.id === 'z') return emitAll(request);
    const first = Number(untext(request.invocations[0]?.argument));
    const delays = Array.from({ length: 10 }, (_, i) => ((first * 10 + i) * 7919) % COUNT);
    return result({
      delayedInvocations: delays.map((at) =>
        delay(500 + at * 10, { type: 'spread', id: 'z', value: String(at) }),
      ),
    });
  };
  const world = await World.start({ functions: { spread }, limits: { timersMax: 8, stepItemsMax: 3 } });
  for (let i = 0; i < COUNT / 10; i++) void world.ingress.send('spread', `s${i}`, String(i));
  await world.pass(10_000);
  assert.deepEqual(
    world.egress.out,
    Array.from({ length: COUNT }, (_, i) => `spread:${i}`),
  );
  assert.deepEqual(world.disk.keys('t'), []);
});
