// Addresses of any characters: each is its own instance, with its own mail, state, timers and tokens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Address, FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { delay, incomplete, result, send, set, untext, World } from '../support/world.ts';

const IDS = [
  '',
  ' ',
  '/',
  '//',
  'a/b',
  '\0',
  '\0\0',
  'a\0b',
  '\n',
  '"quoted"',
  '..',
  '%00',
  '1:a',
  '3:n:a',
  '💥',
  'é',
  // The same letter to the eye, another id.
  'e\u0301',
  '\u{10ffff}',
  '\uffff',
  '\ufffd',
  'x'.repeat(8_000),
  `${'x'.repeat(7_999)}y`,
];

/** Sets its state to its own id, then checks it, through mail, delayed messages and state. */
const self = ({ target, state, invocations }: InvocationBatchRequest): FromFunction => {
  if (state.length === 0) return incomplete('n');
  const id = target?.id ?? '?';
  const said = untext(state[0]?.stateValue);
  const word = untext(invocations[0]?.argument);
  if (word === 'set') {
    return result({
      stateMutations: [set('n', id)],
      outgoingMessages: [send('self', id, 'mail')],
      delayedInvocations: [delay(50_000, { type: 'self', id, value: 'later', token: id || 'empty' })],
    });
  }
  return said === id
    ? result({ outgoingMessages: [send('seen', 'all', `${word} ${id}`)] })
    : result({ outgoingMessages: [send('seen', 'all', `wrong ${said} for ${id}`)] });
};
const seen = (): FromFunction => result();
const functions = { self, seen };

test('ids of any characters are told apart in mail, state and timers, and survive a restart', async () => {
  const world = await World.start({ functions });
  for (const id of IDS) void world.ingress.send('self', id, 'set');
  await world.pass(20);
  assert.deepEqual(world.received('seen').toSorted(), IDS.map((id) => `mail ${id}`).toSorted());
  await world.stop();
  const again = await World.start({ functions, disk: world.disk, clock: world.clock });
  await again.pass(60_000);
  assert.deepEqual(again.received('seen').toSorted(), IDS.map((id) => `later ${id}`).toSorted());
  const left = ['t', 'k', 'q', 'm'].flatMap((kind) => again.disk.keys(kind));
  assert.deepEqual(left, []);
});

test('function types of any characters are told apart, too', async () => {
  const names = ['a', 'a/b', 'b', '\0', '💥', ' ', 'a:b', '1:a'];
  const echo = ({ target, state }: InvocationBatchRequest): FromFunction => {
    if (state.length === 0) return incomplete('n');
    const before = untext(state[0]?.stateValue);
    return result({
      stateMutations: [set('n', target?.type ?? '')],
      outgoingMessages: before === '' ? [] : [send('seen', 'all', `${before}=${target?.type}`)],
    });
  };
  const types = Object.fromEntries(names.map((name) => [name, echo]));
  const world = await World.start({ functions: { ...types, seen } });
  for (let round = 0; round < 2; round++) {
    for (const name of names) void world.ingress.send(name, 'same', 'x');
    await world.pass(20);
  }
  assert.deepEqual(world.received('seen').toSorted(), names.map((name) => `${name}=${name}`).toSorted());
});

test('an address of more than 8 KiB from an ingress becomes a dead letter, and the ingress goes on', async () => {
  const world = await World.start({ functions });
  await Promise.all([
    world.ingress.send('seen', 'x'.repeat(9_000), 'x'),
    world.ingress.send('seen', 'ok', 'fine'),
    world.pass(20),
  ]);
  assert.deepEqual(world.received('seen'), ['fine']);
  const [letter] = await world.shard.deadLetters(undefined, 9);
  assert.equal(letter?.code, 'STATEFUN_ADDRESS_INVALID');
});

test('the address of a caller is exactly what it is', async () => {
  const callers: (Address | null | undefined)[] = [];
  const ask = ({ target }: InvocationBatchRequest): FromFunction =>
    result({ outgoingMessages: [send('hear', 'x', target?.id ?? '')] });
  const hear = ({ invocations }: InvocationBatchRequest): FromFunction => {
    callers.push(...invocations.map(({ caller }) => caller));
    return result();
  };
  const world = await World.start({ functions: { ask, hear } });
  for (const id of ['', 'a/b', '\0', '💥']) {
    void world.ingress.send('ask', id, 'x');
    await world.pass(10);
  }
  assert.deepEqual(
    callers.map((caller) => caller?.id),
    ['', 'a/b', '\0', '💥'],
  );
});
