// Functions that ask for state again and again are slowed down, by name, and harm nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { emit, incomplete, result, World } from '../support/world.ts';

const fine = (): FromFunction => result({ outgoingEgresses: [emit('fine')] });

const askers: Readonly<Record<string, (request: InvocationBatchRequest) => FromFunction>> = {
  'the same state': () => incomplete('n'),
  'nothing at all': () => incomplete(),
  'one more state each time, without end': ({ state }) => incomplete(`n${state.length}`),
  'a state without a name': () => incomplete(''),
  'a state whose name is too long': () => incomplete('n'.repeat(2_000)),
};

for (const [what, asker] of Object.entries(askers)) {
  test(`a function that keeps asking for ${what} is called a bounded number of times, with its name in the log`, async () => {
    const world = await World.start({ functions: { asker, fine } });
    void world.ingress.send('asker', 'a', 'x');
    await world.pass(900);
    const calls = world.calls.length;
    assert.ok(calls <= 18, `${calls} calls`);
    assert.match(world.logged.join('\n'), /test\/asker/);
    void world.ingress.send('fine', 'a', 'x');
    await world.pass(10);
    assert.deepEqual(world.egress.out, ['fine']);
    await world.pass(3_600_000);
    assert.ok(world.calls.length < calls + 500, `${world.calls.length} calls in an hour`);
  });
}

test('a function that asked in vain is content when it asks for what it wants, and its mail is handled', async () => {
  let isConfused = true;
  const asker = ({ state }: InvocationBatchRequest): FromFunction => {
    if (isConfused) return incomplete();
    return state.length === 0 ? incomplete('n') : fine();
  };
  const world = await World.start({ functions: { asker } });
  void world.ingress.send('asker', 'a', 'x');
  await world.pass(900);
  isConfused = false;
  await world.pass(10 * 60_000);
  assert.deepEqual(world.egress.out, ['fine']);
});
