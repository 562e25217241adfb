import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Directory } from '../src/directory.ts';
import { DEFAULT_LIMITS } from '../src/limits.ts';
import type { Endpoint } from '../src/ports.ts';
import { WorkingSet } from '../src/working-set.ts';
import { result, World } from './support/world.ts';

const TRIAL = 100;
const LIMITS = { windowMessagesMax: 800, idleAddressesMax: 80, workingSetTrialMessages: TRIAL };

/** A world whose addresses are called one after the other. */
const start = async (limits = LIMITS) => {
  const world = await World.start({ functions: { one: () => result() }, limits });
  return {
    idle: () => world.shard.engine?.gauges().idleAddresses,
    call: async (ids: readonly string[]): Promise<void> => {
      for (const id of ids) {
        void world.ingress.send('one', id, 'hello');
        await world.pass(0);
      }
    },
  };
};

const ids = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `id ${from + at}`);

test('many addresses that do not come back leave the memory early', async () => {
  const { idle, call } = await start();
  await call(ids(TRIAL - 1));
  assert.equal(idle(), 80);
  await call(ids(TRIAL, TRIAL));
  assert.equal(idle(), 1);
});

test('addresses that come back stay in memory, and a few strangers among them change nothing', async () => {
  const { idle, call } = await start();
  for (let round = 0; round < 8; round++) await call([...ids(50), ...ids(10, 1_000 + 10 * round)]);
  assert.equal(idle(), 80);
});

test('it is found out when addresses begin to come back, even if they are more than a small working set holds', async () => {
  const { idle, call } = await start();
  await call(ids(TRIAL));
  for (let round = 0; round < 19; round++) await call(ids(50, 2_000));
  assert.equal(idle(), 1);
  for (let round = 0; round < 6; round++) await call(ids(50, 2_000));
  assert.ok(Number(idle()) >= 50);
});

test('a few addresses that come back are enough to have room for many again', async () => {
  const { idle, call } = await start({ ...LIMITS, idleAddressesMax: 1_200 });
  await call(ids(TRIAL));
  assert.equal(idle(), 3);
  for (let round = 0; round < 50; round++) await call(ids(2, 3_000));
  await call(ids(60, 4_000));
  assert.ok(Number(idle()) >= 60);
});

/** `callsWanted` may change. */
const endpoint = (name: string, callsInFlightMax: number, wanted: { calls?: number } = {}): Endpoint => ({
  name,
  batchMessagesMax: 0,
  callBudgetMs: 1_000,
  retryFirstDelayMs: 10,
  callsInFlightMax,
  transport: {
    call: async () => result(),
    close: async () => {},
    get callsWanted() {
      return wanted.calls;
    },
  },
});

/** A working set that has met strangers only, with types of these names, each with an endpoint that takes so many calls. */
const small = (types: Record<string, number>, wanted?: { calls?: number }) => {
  const endpoints = new Map(
    Object.entries(types).map(([name, calls]) => [name, endpoint(name, calls, wanted)]),
  );
  const directory = new Directory((_, name) => endpoints.get(name), 10);
  for (const name of endpoints.keys()) directory.find('test', name);
  const workingSet = new WorkingSet({ limits: { ...DEFAULT_LIMITS, ...LIMITS } }, directory);
  for (let message = 0; message < TRIAL; message++) workingSet.met(false);
  return workingSet;
};

test('a small window has four messages for each call that may be in flight', () => {
  assert.equal(small({ one: 5 }).windowMessagesMax, 25);
  assert.equal(small({ one: 50 }).windowMessagesMax, 200);
  assert.equal(small({ one: 500 }).windowMessagesMax, 800);
});

test('and for no more of them than its transport has a use for now', () => {
  const wanted: { calls?: number } = {};
  const workingSet = small({ one: 100 }, wanted);
  assert.equal(workingSet.windowMessagesMax, 400);
  wanted.calls = 10;
  assert.equal(workingSet.windowMessagesMax, 40);
  wanted.calls = 150;
  assert.equal(workingSet.windowMessagesMax, 400);
});

test('endpoints that share ingresses share the whole window, so that none that is slow holds up the others', () => {
  assert.equal(small({ one: 5, two: 5 }).windowMessagesMax, 800);
});
