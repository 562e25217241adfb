import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import type { CallMeter, Transport } from '../src/index.ts';
import { CallFailure } from '../src/index.ts';
import { cancel, delay, emit, incomplete, result, send, set, untext, World } from './support/world.ts';

/** Counts its messages in state `n`, and tells the egress. */
const counter = (request: InvocationBatchRequest): FromFunction => {
  const state = request.state.find(({ stateName }) => stateName === 'n');
  if (state === undefined) return incomplete('n');
  const count = Number(untext(state.stateValue) || 0) + request.invocations.length;
  return result({
    stateMutations: [set('n', String(count))],
    outgoingEgresses: [emit(`${request.target?.id}=${count}`)],
  });
};

test('a message is handled with the state that the function asks for, and its record leaves', async () => {
  const world = await World.start({ functions: { counter } });
  const accepted = world.ingress.send('counter', 'a', 'x');
  await world.pass(10);
  await accepted;
  assert.deepEqual(world.egress.out, ['a=1']);
  assert.deepEqual(
    world.calls.map(({ state }) => state.length),
    [0, 1],
  );
});

test('state survives a restart, and the function is asked for its states anew', async () => {
  const world = await World.start({ functions: { counter } });
  void world.ingress.send('counter', 'a', 'x');
  await world.pass(10);
  await world.stop();
  const again = await World.start({ functions: { counter }, disk: world.disk, clock: world.clock });
  void again.ingress.send('counter', 'a', 'x');
  await again.pass(10);
  assert.deepEqual(again.egress.out, ['a=2']);
  assert.deepEqual(again.disk.keys('q'), []);
  assert.deepEqual(again.disk.keys('m'), []);
});

test('what waits behind a call goes out as the next batch, in order, capped by the limit', async () => {
  let release: (() => void) | undefined;
  const slow = async (): Promise<FromFunction> => {
    await new Promise<void>((resolve) => (release = resolve));
    return result();
  };
  const world = await World.start({ functions: { slow }, endpoint: { batchMessagesMax: 2 } });
  for (const value of ['1', '2', '3', '4', '5', '6']) void world.ingress.send('slow', 'a', value);
  for (let i = 0; i < 4; i++) {
    await world.pass(10);
    release?.();
  }
  await world.pass(10);
  assert.deepEqual(
    world.calls.map(({ invocations }) => invocations.map(({ argument }) => untext(argument))),
    [['1'], ['2', '3'], ['4', '5'], ['6']],
  );
});

test('messages reach others, themselves and their caller', async () => {
  const ping = ({ invocations, target }: InvocationBatchRequest): FromFunction =>
    untext(invocations[0]?.argument) === 'start'
      ? result({ outgoingMessages: [send('pong', 'b', 'ping'), send('ping', target?.id ?? '', 'self')] })
      : result({ outgoingEgresses: invocations.map(({ argument }) => emit(untext(argument))) });
  const pong = ({ invocations }: InvocationBatchRequest): FromFunction =>
    result({
      outgoingMessages: invocations.map(({ caller }) => send(caller?.type ?? '', caller?.id ?? '', 'pong')),
    });
  const world = await World.start({ functions: { ping, pong } });
  void world.ingress.send('ping', 'a', 'start');
  await world.pass(10);
  assert.deepEqual(world.egress.out.toSorted(), ['pong', 'self']);
});

test('nothing leaves, and nobody is answered, before the epoch is durable', async () => {
  const world = await World.start({ functions: { counter } });
  world.disk.faults = ['before'];
  const accepted = world.ingress.send('counter', 'a', 'x');
  const refused = assert.rejects(accepted, { code: 'STATEFUN_ENGINE_UNAVAILABLE' });
  await world.pass(5);
  await refused;
  assert.deepEqual(world.egress.out, []);
  await world.pass(1_000);
  void world.ingress.send('counter', 'a', 'x');
  await world.pass(10);
  assert.deepEqual(world.egress.out, ['a=1']);
});

test('a commit that failed after it was durable counts, once', async () => {
  const world = await World.start({ functions: { counter } });
  world.disk.faults = ['after'];
  void world.ingress.send('counter', 'a', 'x').catch(() => {});
  await world.pass(1_000);
  void world.ingress.send('counter', 'a', 'x');
  await world.pass(10);
  assert.deepEqual(world.egress.out, ['a=1', 'a=2']);
});

test('an address that fails is tried again with its mail in order, and harms no other', async () => {
  let healthy = false;
  const flaky = (request: InvocationBatchRequest): FromFunction => {
    if (request.target?.id === 'bad' && !healthy) {
      throw new CallFailure('STATEFUN_INTERNAL', 'down', { transient: true });
    }
    return result({ outgoingEgresses: request.invocations.map(({ argument }) => emit(untext(argument))) });
  };
  const world = await World.start({ functions: { flaky } });
  for (const value of ['b1', 'b2', 'b3']) void world.ingress.send('flaky', 'bad', value);
  await world.pass(60_000);
  void world.ingress.send('flaky', 'good', 'g1');
  await world.pass(10);
  assert.deepEqual(world.egress.out, ['g1']);
  healthy = true;
  await world.pass(5 * 60_000);
  assert.deepEqual(world.egress.out, ['g1', 'b1', 'b2', 'b3']);
});

test('a function that asks for the same state again backs off instead of looping', async () => {
  const greedy = (): FromFunction => incomplete('n');
  const world = await World.start({ functions: { greedy } });
  void world.ingress.send('greedy', 'a', 'x');
  await world.pass(900);
  assert.equal(world.calls.length, 2);
});

test('a reply that can not be applied has no effect at all', async () => {
  const wrong = (): FromFunction =>
    result({ outgoingEgresses: [emit('x')], stateMutations: [set('unknown', 'x')] });
  const world = await World.start({ functions: { wrong } });
  void world.ingress.send('wrong', 'a', 'x');
  await world.pass(100);
  assert.deepEqual(world.egress.out, []);
  assert.match(world.logged.join('\n'), /never asked for/);
});

test('delayed messages come when they are due, also after a restart', async () => {
  const echo = ({ invocations }: InvocationBatchRequest): FromFunction =>
    untext(invocations[0]?.argument) === 'go'
      ? result({ delayedInvocations: [delay(50_000, { type: 'echo', id: 'b', value: 'later' })] })
      : result({ outgoingEgresses: invocations.map(({ argument }) => emit(untext(argument))) });
  const world = await World.start({ functions: { echo } });
  void world.ingress.send('echo', 'a', 'go');
  await world.pass(10);
  await world.stop();
  const again = await World.start({ functions: { echo }, disk: world.disk, clock: world.clock });
  await again.pass(20_000);
  assert.deepEqual(again.egress.out, []);
  await again.pass(20_000);
  assert.deepEqual(again.egress.out, ['later']);
  assert.deepEqual(again.disk.keys('t'), []);
});

test('a token cancels its message, in the same reply and later, also after a restart', async () => {
  const echo = ({ invocations }: InvocationBatchRequest): FromFunction => {
    const later = { type: 'echo', id: 'b', value: 'later', token: 't' };
    const word = untext(invocations[0]?.argument);
    if (word === 'both') return result({ delayedInvocations: [delay(5, later), cancel('t')] });
    if (word === 'go') return result({ delayedInvocations: [delay(50_000, later)] });
    if (word === 'stop') return result({ delayedInvocations: [cancel('t'), cancel('t'), cancel('never')] });
    return result({ outgoingEgresses: invocations.map(({ argument }) => emit(untext(argument))) });
  };
  const world = await World.start({ functions: { echo } });
  void world.ingress.send('echo', 'a', 'both');
  await world.pass(100);
  void world.ingress.send('echo', 'a', 'go');
  await world.pass(10);
  await world.stop();
  const again = await World.start({ functions: { echo }, disk: world.disk, clock: world.clock });
  void again.ingress.send('echo', 'a', 'stop');
  await again.pass(100_000);
  assert.deepEqual(again.egress.out, []);
  assert.deepEqual([...again.disk.keys('t'), ...again.disk.keys('k')], []);
});

test('a duplicate token is reported, and a cancellation takes both messages', async () => {
  const echo = ({ invocations }: InvocationBatchRequest): FromFunction => {
    const later = { type: 'echo', id: 'b', value: 'later', token: 't' };
    const word = untext(invocations[0]?.argument);
    if (word === 'go') return result({ delayedInvocations: [delay(50, later), delay(70, later)] });
    return result({ delayedInvocations: [cancel('t')] });
  };
  const world = await World.start({ functions: { echo } });
  void world.ingress.send('echo', 'a', 'go');
  await world.pass(10);
  void world.ingress.send('echo', 'a', 'stop');
  await world.pass(1_000);
  assert.match(world.logged.join('\n'), /used again/);
  assert.equal(world.received('echo').includes('later'), false);
});

for (const [mode, name] of [
  [1, 'writes'],
  [2, 'calls'],
] as const) {
  test(`state that expires after ${name} is gone when its time is over, and its row is deleted`, async () => {
    const spec = { name: 'n', mode, ttlMs: 10_000 };
    const keeper = ({ state, invocations }: InvocationBatchRequest): FromFunction => {
      if (state.length === 0) return incomplete(spec);
      const word = untext(invocations[0]?.argument);
      const value = untext(state[0]?.stateValue);
      return result({
        stateMutations: word === 'set' ? [set('n', 'v')] : [],
        outgoingEgresses: word === 'get' ? [emit(`[${value}]`)] : [],
      });
    };
    const world = await World.start({ functions: { keeper } });
    const say = async (word: string, thenMs: number) => {
      void world.ingress.send('keeper', 'a', word);
      await world.pass(thenMs);
    };
    await say('set', 6_000);
    await say('get', 6_000);
    await say('get', 12_000);
    await say('get', 10);
    assert.deepEqual(world.egress.out, mode === 1 ? ['[v]', '[]', '[]'] : ['[v]', '[v]', '[]']);
    await world.pass(30_000);
    assert.deepEqual([...world.disk.keys('s'), ...world.disk.keys('t')], []);
  });
}

test('messages nobody serves, unknown egresses and refused records become dead letters', async () => {
  const lost = (): FromFunction =>
    result({
      outgoingMessages: [send('nobody', 'x', 'm')],
      outgoingEgresses: [emit('x', 'nowhere'), emit('refused')],
    });
  const world = await World.start({ functions: { lost } });
  void world.ingress.send('lost', 'a', 'x');
  void world.ingress.send('absent', 'b', 'x');
  await world.pass(10);
  const letters = await world.shard.deadLetters(undefined, 10);
  assert.deepEqual(letters.map(({ code }) => code).toSorted(), [
    'STATEFUN_EGRESS_UNKNOWN',
    'STATEFUN_FUNCTION_UNKNOWN',
    'STATEFUN_FUNCTION_UNKNOWN',
    'STATEFUN_VALUE_INVALID',
  ]);
  assert.deepEqual(
    (await world.shard.deadLetters(letters[1]?.id, 10)).map(({ id }) => id),
    letters.slice(2).map(({ id }) => id),
  );
});

test('mail beyond the budgets waits in the store and is handled in order', async () => {
  const fan = ({ invocations }: InvocationBatchRequest): FromFunction =>
    untext(invocations[0]?.argument) === 'go'
      ? result({
          outgoingMessages: Array.from({ length: 300 }, (_, i) => send('sink', `s${i % 30}`, String(i))),
        })
      : result();
  const sink = (request: InvocationBatchRequest): FromFunction =>
    result({
      outgoingEgresses: request.invocations.map(({ argument }) =>
        emit(`${request.target?.id}:${untext(argument)}`),
      ),
    });
  const limits = { queuedBytesMax: 5_000, busyAddressesMax: 4, reloadMessagesMax: 3 };
  const world = await World.start({ functions: { fan, sink }, limits });
  void world.ingress.send('fan', 'a', 'go');
  await world.pass(10_000);
  assert.equal(world.egress.out.length, 300);
  for (let s = 0; s < 30; s++) {
    const mine = world.egress.out
      .filter((line) => line.startsWith(`s${s}:`))
      .map((line) => Number(line.split(':')[1]));
    assert.deepEqual(
      mine,
      mine.toSorted((a, b) => a - b),
    );
  }
  assert.deepEqual([...world.disk.keys('q'), ...world.disk.keys('m')], []);
});

test('each attempt is counted under its function: how it ended, how long it took, and what it answered for', async () => {
  const told: string[] = [];
  const meterOf = (type: string): CallMeter => ({
    began: () => told.push(`${type} began`),
    answered: (tookMs, messages, reply) =>
      told.push(
        `${type} answered ${messages} in ${tookMs} ms, with ${reply.invocationResult?.outgoingEgresses.length}`,
      ),
    failed: (tookMs) => told.push(`${type} failed in ${tookMs} ms`),
  });
  const pending: ((answer: FromFunction | Error) => void)[] = [];
  const slow = (): Promise<FromFunction> =>
    new Promise((resolve, reject) => {
      pending.push((answer) => {
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
    });
  const world = await World.start({ functions: { slow }, meterOf });
  void world.ingress.send('slow', 'a', '1');
  await world.pass(30);
  pending.shift()?.(new CallFailure('STATEFUN_CALL_TIMEOUT', 'too slow', { transient: true }));
  await world.pass(50);
  void world.ingress.send('slow', 'a', '2');
  void world.ingress.send('slow', 'a', '3');
  pending.shift()?.(result({ outgoingEgresses: [emit('x')] }));
  await world.pass(7);
  pending.shift()?.(result());
  await world.pass(1);
  const times = told.map((line) => line.replace(/ in (\d+) ms/, ''));
  assert.deepEqual(times, [
    'test/slow began',
    'test/slow failed',
    'test/slow began',
    'test/slow answered 1, with 1',
    'test/slow began',
    'test/slow answered 2, with 0',
  ]);
  assert.match(told[1] ?? '', / in 30 ms/);
  assert.match(told[5] ?? '', / in 7 ms/);
});

test('calls that end together are all applied before the next are made: these go out together', async () => {
  const told: string[] = [];
  const meterOf = (): CallMeter => ({
    began: () => told.push('began'),
    answered: () => told.push('answered'),
    failed: () => told.push('failed'),
  });
  const pending: { answer: (reply: FromFunction) => void; fail: (error: Error) => void }[] = [];
  const slow = (): Promise<FromFunction> =>
    new Promise((answer, fail) => {
      pending.push({ answer, fail });
    });
  const world = await World.start({ functions: { slow }, endpoint: { callsInFlightMax: 3 }, meterOf });
  void world.ingress.send('slow', 'first', '1');
  await world.pass(10);
  pending.shift()?.answer(result());
  await world.pass(10);
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) void world.ingress.send('slow', id, '1');
  await world.pass(10);
  told.length = 0;
  const [a, b, c] = pending.splice(0);
  a?.answer(result());
  b?.fail(new CallFailure('STATEFUN_CALL_CONNECT', 'nobody is there', { transient: true }));
  c?.answer(result());
  await world.pass(0);
  assert.deepEqual(told, ['answered', 'failed', 'answered', 'began', 'began', 'began']);
});

test('no more calls are made than the transport has a use for, which each answer may change', async () => {
  const pending: ((reply: FromFunction) => void)[] = [];
  const wanted: { calls?: number } = {};
  const transport: Transport = {
    call: () => new Promise((answer) => pending.push(answer)),
    close: async () => {},
    get callsWanted() {
      return wanted.calls;
    },
  };
  const functions = { slow: () => result() };
  const world = await World.start({ functions, endpoint: { callsInFlightMax: 8, transport } });
  const inFlight = () => world.shard.engine?.gauges().callsInFlight;
  for (let id = 0; id < 40; id++) void world.ingress.send('slow', `${id}`, '1');
  const answer = async (): Promise<void> => {
    pending.shift()?.(result());
    await world.pass(0);
  };
  // One finds out which states there are.
  await world.pass(0);
  await answer();
  assert.equal(inFlight(), 8);
  wanted.calls = 3;
  for (const calls of [7, 6, 5, 4, 3, 3, 3]) {
    await answer();
    assert.equal(inFlight(), calls);
  }
  wanted.calls = 5;
  await answer();
  assert.equal(inFlight(), 5);
  wanted.calls = 100;
  await answer();
  assert.equal(inFlight(), 8);
});

test('what the transport wants does not count where function types share it: one that is slow takes no other’s place', async () => {
  const transport: Transport = {
    call: ({ target }) => (target?.type === 'slow' ? new Promise(() => {}) : Promise.resolve(result())),
    close: async () => {},
    callsWanted: 2,
  };
  const functions = { slow: () => result(), quick: () => result() };
  const world = await World.start({ functions, endpoint: { callsInFlightMax: 100, transport } });
  void world.ingress.send('quick', 'a', '1');
  for (let id = 0; id < 10; id++) void world.ingress.send('slow', `${id}`, '1');
  // One of them alone finds out which states there are, for so long.
  await world.pass(1_000);
  for (let id = 0; id < 5; id++) void world.ingress.send('quick', `${id}`, '1');
  await world.pass(0);
  assert.equal(world.shard.engine?.counters.messagesHandled, 6);
  assert.equal(world.shard.engine?.gauges().callsInFlight, 10);
});
