// Delayed messages and their cancellation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import type { TestFunction } from '../support/world.ts';
import { cancel, delay, result, send, untext, World } from '../support/world.ts';

const YEAR_MS = 365 * 86_400_000;

/**
 * `in 50 x t` sends `x` to the sink in 50 ms under token `t` (or none), `cancel t` cancels; a batch does all
 * its words.
 */
const script: TestFunction = ({ invocations }: InvocationBatchRequest): FromFunction =>
  result({
    delayedInvocations: invocations.map(({ argument }) => {
      const [verb, first = '', value = '', token = ''] = untext(argument).split(' ');
      return verb === 'cancel'
        ? cancel(first)
        : delay(Number(first), { type: 'sink', id: 's', value, token });
    }),
  });
const sink: TestFunction = () => result();
const functions = { script, other: script, sink };

const say = async (world: World, words: string, thenMs = 10, type = 'script', id = 'a'): Promise<void> => {
  void world.ingress.send(type, id, words);
  await world.pass(thenMs);
};

const assertNothingLeft = (world: World): void => {
  assert.deepEqual([...world.disk.keys('t'), ...world.disk.keys('k')], []);
};

test('a delay of ten years is kept, through restarts, and comes when it is due', async () => {
  let world = await World.start({ functions });
  await say(world, `in ${10 * YEAR_MS} late`);
  for (let year = 0; year < 10; year++) {
    await world.stop();
    assert.deepEqual(world.received('sink'), []);
    await world.clock.pass(YEAR_MS);
    world = await World.start({ functions, disk: world.disk, clock: world.clock });
    await world.pass(10);
  }
  assert.deepEqual(world.received('sink'), ['late']);
  assertNothingLeft(world);
});

test('ten thousand messages that are due at one instant all come, in the order in which they were sent', async () => {
  const count = 10_000;
  const many: TestFunction = () =>
    result({
      delayedInvocations: Array.from({ length: count }, (_, i) =>
        delay(1_000, { type: 'sink', id: 's', value: String(i) }),
      ),
    });
  const world = await World.start({ functions: { many, sink } });
  void world.ingress.send('many', 'a', 'go');
  await world.pass(10_000);
  assert.deepEqual(
    world.received('sink'),
    Array.from({ length: count }, (_, i) => String(i)),
  );
  assertNothingLeft(world);
});

test('the caller of a delayed message is its sender, also when that is due after a restart', async () => {
  const world = await World.start({ functions });
  await say(world, 'in 50000 x t');
  await world.stop();
  const again = await World.start({ functions, disk: world.disk, clock: world.clock });
  await again.pass(60_000);
  const call = again.calls.find(({ target }) => target?.type === 'sink');
  assert.deepEqual({ ...call?.invocations[0]?.caller }, { namespace: 'test', type: 'script', id: 'a' });
});

test('cancelling a message that is out already does nothing, and its token can be used again', async () => {
  const world = await World.start({ functions });
  await say(world, 'in 10 first t', 50);
  await say(world, 'cancel t');
  await say(world, 'in 10 second t', 50);
  assert.deepEqual(world.received('sink'), ['first', 'second']);
  assertNothingLeft(world);
});

test('a token can be used again after it was cancelled', async () => {
  const world = await World.start({ functions });
  await say(world, 'in 50 first t');
  await say(world, 'cancel t');
  await say(world, 'in 50 second t', 100);
  assert.deepEqual(world.received('sink'), ['second']);
  assertNothingLeft(world);
});

test('a token takes only the messages that bear it', async () => {
  const world = await World.start({ functions });
  for (const word of ['in 50 a t', 'in 50 b u', 'in 50 c']) await say(world, word, 1);
  await say(world, 'cancel t', 100);
  assert.deepEqual(world.received('sink'), ['b', 'c']);
});

test('a token belongs to its sender: neither another id nor another function type can cancel by it', async () => {
  const world = await World.start({ functions });
  await say(world, 'in 100 mine t');
  await say(world, 'cancel t', 10, 'script', 'b');
  await say(world, 'cancel t', 10, 'other', 'a');
  await say(world, 'in 100 theirs t', 200, 'other', 'a');
  assert.deepEqual(world.received('sink'), ['mine', 'theirs']);
  assertNothingLeft(world);
});

test('of two messages with one token, one is out: the cancellation takes the other', async () => {
  const world = await World.start({ functions });
  await say(world, 'in 20 early t', 1);
  await say(world, 'in 90 late t', 50);
  await say(world, 'cancel t', 200);
  assert.deepEqual(world.received('sink'), ['early']);
  assertNothingLeft(world);
});

test('two messages with one token are known across a restart: a cancellation then takes both', async () => {
  const world = await World.start({ functions });
  await say(world, 'in 90000 one t', 1);
  await say(world, 'in 95000 two t', 1);
  await world.stop();
  const again = await World.start({ functions, disk: world.disk, clock: world.clock });
  await say(again, 'cancel t', 200_000);
  assert.deepEqual(again.received('sink'), []);
  assertNothingLeft(again);
});

test('a token may be any text', async () => {
  const tokens = ['\0', '💥', 'a/b', ' ', 't'.repeat(8_000)];
  const any: TestFunction = ({ invocations }) =>
    result({
      delayedInvocations:
        untext(invocations[0]?.argument) === 'go'
          ? tokens.map((token) => delay(50, { type: 'sink', id: 's', value: token.slice(0, 9), token }))
          : tokens.slice(1).map((token) => cancel(token)),
    });
  const world = await World.start({ functions: { any, sink } });
  void world.ingress.send('any', 'a', 'go');
  await world.pass(10);
  void world.ingress.send('any', 'a', 'stop');
  await world.pass(100);
  assert.deepEqual(world.received('sink'), ['\0']);
  assertNothingLeft(world);
});

test('a delayed message to a function type that nobody serves becomes a dead letter when it is due', async () => {
  const lost: TestFunction = () =>
    result({ delayedInvocations: [delay(50, { type: 'nobody', id: 'x', value: 'v' })] });
  const world = await World.start({ functions: { lost, sink } });
  void world.ingress.send('lost', 'a', 'go');
  await world.pass(20);
  assert.equal((await world.shard.deadLetters(undefined, 9)).length, 0);
  await world.pass(100);
  const [letter] = await world.shard.deadLetters(undefined, 9);
  assert.equal(letter?.code, 'STATEFUN_FUNCTION_UNKNOWN');
  assert.equal(letter.target?.type, 'nobody');
  assertNothingLeft(world);
});

test('a function type that was absent is called once it is there', async () => {
  const sender: TestFunction = () => result({ outgoingMessages: [send('late', 'x', 'now')] });
  const sendsLater: TestFunction = () =>
    result({ delayedInvocations: [delay(50_000, { type: 'late', id: 'x', value: 'delayed' })] });
  const world = await World.start({ functions: { sender, sendsLater } });
  void world.ingress.send('sender', 'a', 'go');
  void world.ingress.send('sendsLater', 'a', 'go');
  await world.pass(10);
  assert.equal((await world.shard.deadLetters(undefined, 9)).length, 1);
  await world.stop();
  const all = { sender, sendsLater, late: sink };
  const again = await World.start({ functions: all, disk: world.disk, clock: world.clock });
  void again.ingress.send('sender', 'a', 'go');
  await again.pass(60_000);
  assert.deepEqual(again.received('late'), ['now', 'delayed']);
});
