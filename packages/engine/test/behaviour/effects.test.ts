// What one reply does, and in which order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { cancel, delay, emit, incomplete, result, send, set, untext, World } from '../support/world.ts';

const nothing: FromFunction = { invocationResult: null, incompleteInvocationContext: null };

test('messages of a reply arrive before its delayed messages of zero delay, each in their order', async () => {
  const mixed = ({ target }: InvocationBatchRequest): FromFunction =>
    target?.id === 'a'
      ? result({
          delayedInvocations: ['d1', 'd2', 'd3'].map((value) => delay(0, { type: 'mixed', id: 'b', value })),
          outgoingMessages: ['m1', 'm2', 'm3'].map((value) => send('mixed', 'b', value)),
        })
      : result();
  const world = await World.start({ functions: { mixed } });
  void world.ingress.send('mixed', 'a', 'go');
  await world.pass(10);
  assert.deepEqual(world.received('mixed'), ['go', 'm1', 'm2', 'm3', 'd1', 'd2', 'd3']);
});

test('sends and cancellations of a reply take effect in the order in which they stand', async () => {
  const later = (value: string) => delay(50, { type: 'sink', id: 'b', value, token: 't' });
  const replies: Readonly<Record<string, FromFunction>> = {
    'send, cancel': result({ delayedInvocations: [later('1'), cancel('t')] }),
    'cancel, send': result({ delayedInvocations: [cancel('t'), later('2')] }),
    'send, cancel, send': result({ delayedInvocations: [later('3'), cancel('t'), later('4')] }),
  };
  const script = ({ invocations }: InvocationBatchRequest): FromFunction =>
    replies[untext(invocations[0]?.argument)] ?? nothing;
  const sink = (): FromFunction => result();
  const world = await World.start({ functions: { script, sink } });
  for (const word of Object.keys(replies)) {
    void world.ingress.send('script', word, word);
    await world.pass(100);
  }
  assert.deepEqual(world.received('sink'), ['2', '4']);
});

test('records of a reply reach the egress in their order', async () => {
  const many = (): FromFunction => result({ outgoingEgresses: ['1', '2', '3'].map((value) => emit(value)) });
  const world = await World.start({ functions: { many } });
  void world.ingress.send('many', 'a', 'go');
  await world.pass(10);
  assert.deepEqual(world.egress.out, ['1', '2', '3']);
});

test('a message to itself sees the state that was set by the same reply', async () => {
  const self = ({ state, invocations }: InvocationBatchRequest): FromFunction => {
    if (state.length === 0) return incomplete('n');
    return untext(invocations[0]?.argument) === 'go'
      ? result({ outgoingMessages: [send('self', 'a', 'look')], stateMutations: [set('n', 'set')] })
      : result({ outgoingEgresses: [emit(untext(state[0]?.stateValue))] });
  };
  const world = await World.start({ functions: { self } });
  void world.ingress.send('self', 'a', 'go');
  await world.pass(10);
  assert.deepEqual(world.egress.out, ['set']);
});

test('an empty reply has no effects, and the next message is handled', async () => {
  const quiet = (): FromFunction => nothing;
  const world = await World.start({ functions: { quiet } });
  void world.ingress.send('quiet', 'a', '1');
  await world.pass(10);
  void world.ingress.send('quiet', 'a', '2');
  await world.pass(10);
  assert.deepEqual(world.received('quiet'), ['1', '2']);
  assert.deepEqual([...world.disk.keys('q'), ...world.disk.keys('m')], []);
});

test('a negative delay is none', async () => {
  const sender = ({ target }: InvocationBatchRequest): FromFunction =>
    target?.id === 'a'
      ? result({ delayedInvocations: [delay(-60_000, { type: 'sender', id: 'b', value: 'late' })] })
      : nothing;
  const world = await World.start({ functions: { sender } });
  void world.ingress.send('sender', 'a', 'go');
  await world.pass(50);
  assert.deepEqual(world.received('sender'), ['go', 'late']);
});

const refusals: Readonly<Record<string, FromFunction>> = {
  'a message without a target': result({ outgoingMessages: [{ target: null, argument: null }] }),
  'a message to a type without a name': result({ outgoingMessages: [send('', 'x', 'v')] }),
  'a delay that is no number': result({
    delayedInvocations: [delay(NaN, { type: 'good', id: 'b', value: 'v' })],
  }),
  'a cancellation without a token': result({ delayedInvocations: [cancel('')] }),
  'an unknown kind of state change': result({
    stateMutations: [{ mutationType: 9, stateName: 'n', stateValue: null }],
  }),
  'a change of a state that was never asked for': result({ stateMutations: [set('other', 'v')] }),
  'a target of more than 8 KiB': result({ outgoingMessages: [send('good', 'x'.repeat(9_000), 'v')] }),
  'a token of more than 8 KiB': result({
    delayedInvocations: [delay(1, { type: 'good', id: 'b', value: 'v', token: 't'.repeat(9_000) })],
  }),
};

for (const [what, reply] of Object.entries(refusals)) {
  test(`${what}: nothing of the reply is applied, its mail is kept, and other addresses go on`, async () => {
    let heals = false;
    const bad = (request: InvocationBatchRequest): FromFunction => {
      if (request.state.length === 0) return incomplete('n');
      const { target, state } = request;
      if (target?.id !== 'bad' || heals)
        return result({ outgoingEgresses: [emit(`${target?.id}${untext(state[0]?.stateValue)}`)] });
      const effects = reply.invocationResult;
      return result({
        ...effects,
        outgoingEgresses: [emit('leaked')],
        stateMutations: [set('n', 'leaked'), ...(effects?.stateMutations ?? [])],
      });
    };
    const good = (): FromFunction => result();
    const world = await World.start({ functions: { bad, good } });
    void world.ingress.send('bad', 'bad', 'x');
    await world.pass(500);
    void world.ingress.send('bad', 'fine', 'x');
    await world.pass(500);
    assert.deepEqual(world.egress.out, ['fine']);
    assert.deepEqual(world.received('good'), []);
    heals = true;
    await world.pass(10 * 60_000);
    assert.deepEqual(world.egress.out, ['fine', 'bad']);
  });
}
