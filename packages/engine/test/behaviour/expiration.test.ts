// When state expires: each mode, renewals, changes of the specification, and time that passes while nothing runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import type { TestFunction } from '../support/world.ts';
import { emit, incomplete, result, set, untext, World } from '../support/world.ts';

const NONE = 0;
const AFTER_WRITE = 1;
const AFTER_INVOKE = 2;

/** Knows the words `set`, `get` and `idle`; its one state is asked for as given. */
const keeper =
  (mode: number, ttlMs: number): TestFunction =>
  ({ state, invocations }: InvocationBatchRequest): FromFunction => {
    if (state.length === 0) return incomplete({ name: 'n', mode, ttlMs });
    const word = untext(invocations[0]?.argument);
    return result({
      stateMutations: word === 'set' ? [set('n', 'v')] : [],
      outgoingEgresses: word === 'get' ? [emit(`[${untext(state[0]?.stateValue)}]`)] : [],
    });
  };

const say = async (world: World, word: string, thenMs = 10): Promise<void> => {
  void world.ingress.send('keeper', 'a', word);
  await world.pass(thenMs);
};

const DAY_MS = 86_400_000;

test('state without expiration is kept, and costs no timer', async () => {
  const world = await World.start({ functions: { keeper: keeper(NONE, 0) } });
  await say(world, 'set', 1_000 * DAY_MS);
  await say(world, 'get');
  assert.deepEqual(world.egress.out, ['[v]']);
  assert.deepEqual(world.disk.keys('t'), []);
});

test('mode NONE means no expiration, even with a time', async () => {
  const world = await World.start({ functions: { keeper: keeper(NONE, 10) } });
  await say(world, 'set', DAY_MS);
  await say(world, 'get');
  assert.deepEqual(world.egress.out, ['[v]']);
});

test('after writes: another write renews the time, a call does not', async () => {
  const world = await World.start({ functions: { keeper: keeper(AFTER_WRITE, 10_000) } });
  await say(world, 'set', 7_000);
  await say(world, 'set', 7_000);
  await say(world, 'get', 4_000);
  await say(world, 'get');
  assert.deepEqual(world.egress.out, ['[v]', '[]']);
});

test('after calls: any call of the address renews the time, one of another address does not', async () => {
  const world = await World.start({ functions: { keeper: keeper(AFTER_INVOKE, 10_000) } });
  await say(world, 'set', 7_000);
  await say(world, 'idle', 7_000);
  await say(world, 'get', 7_000);
  void world.ingress.send('keeper', 'b', 'idle');
  await world.pass(4_000);
  await say(world, 'get');
  assert.deepEqual(world.egress.out, ['[v]', '[]']);
});

test('time that passes while nothing runs counts, too', async () => {
  const world = await World.start({ functions: { keeper: keeper(AFTER_WRITE, 100_000) } });
  await say(world, 'set');
  await world.stop();
  await world.clock.pass(60_000);
  const options = { functions: { keeper: keeper(AFTER_WRITE, 100_000) }, clock: world.clock };
  const second = await World.start({ ...options, disk: world.disk });
  await say(second, 'get');
  await second.stop();
  await world.clock.pass(60_000);
  const third = await World.start({ ...options, disk: world.disk });
  await say(third, 'get');
  assert.deepEqual([...second.egress.out, ...third.egress.out], ['[v]', '[]']);
  await third.pass(1_000);
  assert.deepEqual([...third.disk.keys('s'), ...third.disk.keys('t')], []);
});

test('another expiration takes effect with the next start and the next write', async () => {
  const world = await World.start({ functions: { keeper: keeper(NONE, 0) } });
  await say(world, 'set');
  await world.stop();
  const functions = { keeper: keeper(AFTER_WRITE, 10_000) };
  const again = await World.start({ functions, disk: world.disk, clock: world.clock });
  await say(again, 'get', 20_000);
  await say(again, 'get');
  await say(again, 'set', 20_000);
  await say(again, 'get');
  assert.deepEqual(again.egress.out, ['[v]', '[v]', '[]']);
});

test('an expiration that makes no sense is refused by name, and harms no other function', async () => {
  const good = keeper(NONE, 0);
  for (const [mode, ttlMs] of [
    [AFTER_WRITE, 0],
    [AFTER_INVOKE, -5],
    [7, 10],
  ] as const) {
    const world = await World.start({ functions: { keeper: keeper(mode, ttlMs), good } });
    await say(world, 'set');
    void world.ingress.send('good', 'a', 'get');
    await world.pass(10);
    assert.match(world.logged.join('\n'), /State n of function test\/keeper has expiration mode/);
    assert.deepEqual(world.egress.out, ['[]']);
  }
});
