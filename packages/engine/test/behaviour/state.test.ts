// State over the life of a function: types, removal, registration anew, values that encode to nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import type { TestFunction } from '../support/world.ts';
import { emit, incomplete, result, set, untext, World } from '../support/world.ts';

/** Tells what it was sent for each of its states: `name=value`, or `name` alone when there is none. */
const shown = ({ state }: InvocationBatchRequest) =>
  emit(
    state
      .map(({ stateName, stateValue }) => (stateValue ? `${stateName}=${untext(stateValue)}` : stateName))
      .toSorted()
      .join(' '),
  );

/** Asks for the states; the word `x=1` sets x, `-x` deletes it. */
const keeper =
  (...names: string[]): TestFunction =>
  (request: InvocationBatchRequest): FromFunction => {
    const missing = names.filter((name) => !request.state.some(({ stateName }) => stateName === name));
    if (missing.length > 0) return incomplete(...missing);
    const words = request.invocations.map(({ argument }) => untext(argument));
    return result({
      stateMutations: words.flatMap((word) => {
        if (word.startsWith('-')) return [{ mutationType: 0, stateName: word.slice(1), stateValue: null }];
        const [name = '', value] = word.split('=');
        return value === undefined ? [] : [set(name, value)];
      }),
      outgoingEgresses: [shown(request)],
    });
  };

const say = async (world: World, word: string, id = 'a'): Promise<void> => {
  void world.ingress.send('keeper', id, word);
  await world.pass(10);
};

const restart = async (world: World, functions: Readonly<Record<string, TestFunction>>): Promise<World> => {
  await world.stop();
  return World.start({ functions, disk: world.disk, clock: world.clock });
};

test('a value that encodes to nothing is a value, in memory and after a restart', async () => {
  const world = await World.start({ functions: { keeper: keeper('n') } });
  await say(world, 'n=');
  await say(world, 'look');
  const again = await restart(world, { keeper: keeper('n') });
  await say(again, 'look');
  assert.deepEqual([...world.egress.out, ...again.egress.out], ['n', 'n=', 'n=']);
  const sent = again.calls.at(-1)?.state[0]?.stateValue;
  assert.deepEqual({ hasValue: sent?.hasValue, length: sent?.value.length }, { hasValue: true, length: 0 });
});

test('a message with an empty value arrives as one, and one without a value as one without', async () => {
  const empty = { typename: 'test/text', hasValue: true, value: new Uint8Array(0) };
  const forward = ({ target }: InvocationBatchRequest): FromFunction => {
    if (target?.id !== 'a') return result();
    const address = { namespace: 'test', type: 'forward', id: 'b' };
    return result({
      outgoingMessages: [empty, { ...empty, hasValue: false }, null].map((argument) => ({
        target: address,
        argument,
      })),
    });
  };
  const world = await World.start({ functions: { forward } });
  void world.ingress.send('forward', 'a', 'x');
  await world.pass(10);
  const received = world.calls
    .filter(({ target }) => target?.id === 'b')
    .flatMap(({ invocations }) => invocations.map(({ argument }) => argument?.hasValue));
  assert.deepEqual(received, [true, false, false]);
});

test('a change of state without has_value stores an empty value, as in the original', async () => {
  const odd = (request: InvocationBatchRequest): FromFunction => {
    if (request.state.length === 0) return incomplete('n');
    const stateValue = { typename: 'test/text', hasValue: false, value: new Uint8Array(0) };
    return result({
      stateMutations: [{ mutationType: 1, stateName: 'n', stateValue }],
      outgoingEgresses: [shown(request)],
    });
  };
  const world = await World.start({ functions: { odd } });
  for (let i = 0; i < 2; i++) {
    void world.ingress.send('odd', 'a', 'x');
    await world.pass(10);
  }
  assert.deepEqual(world.egress.out, ['n', 'n=']);
});

test('of several changes of one state in a reply the last one counts', async () => {
  const often = (request: InvocationBatchRequest): FromFunction => {
    if (request.state.length === 0) return incomplete('n');
    const clear = { mutationType: 0, stateName: 'n', stateValue: null };
    return result({
      stateMutations: [set('n', '1'), clear, set('n', '2')],
      outgoingEgresses: [shown(request)],
    });
  };
  const world = await World.start({ functions: { often } });
  for (let i = 0; i < 2; i++) {
    void world.ingress.send('often', 'a', 'x');
    await world.pass(10);
  }
  assert.deepEqual(world.egress.out, ['n', 'n=2']);
});

test('a deleted value is gone, its row too', async () => {
  const world = await World.start({ functions: { keeper: keeper('n') } });
  await say(world, 'n=1');
  assert.equal(world.disk.keys('s').length, 1);
  await say(world, '-n');
  await say(world, 'look');
  assert.deepEqual(world.egress.out, ['n', 'n=1', 'n']);
  assert.deepEqual(world.disk.keys('s'), []);
});

test('a state that a function no longer declares is not sent after a restart, and is there again when it is declared again', async () => {
  const both = keeper('kept', 'dropped');
  const first = await World.start({ functions: { keeper: both } });
  await say(first, 'kept=1');
  await say(first, 'dropped=2');
  const second = await restart(first, { keeper: keeper('kept') });
  await say(second, 'look');
  const third = await restart(second, { keeper: both });
  await say(third, 'look');
  assert.deepEqual([...second.egress.out, ...third.egress.out], ['kept=1', 'dropped=2 kept=1']);
});

test('a state that a new version of a function adds comes without a restart of the runtime', async () => {
  let names = ['n'];
  const versioned: TestFunction = (request) => keeper(...names)(request);
  const world = await World.start({ functions: { keeper: versioned } });
  await say(world, 'n=1');
  names = ['n', 'added'];
  await say(world, 'added=2');
  await say(world, 'look');
  assert.deepEqual(world.egress.out, ['n', 'added n=1', 'added=2 n=1']);
});

test('another type for a state fails its own function type only, also after a restart, and heals when it is corrected', async () => {
  let type = 'test/text';
  const typed = (request: InvocationBatchRequest): FromFunction =>
    request.state.length === 0
      ? incomplete({ name: 'n', mode: 0, ttlMs: 0, type })
      : result({
          stateMutations: [
            {
              ...set('n', 'v'),
              stateValue: { typename: type, hasValue: true, value: new Uint8Array([118]) },
            },
          ],
          outgoingEgresses: [shown(request)],
        });
  const functions = { typed, keeper: keeper('n') };
  const first = await World.start({ functions });
  void first.ingress.send('typed', 'a', 'x');
  await first.pass(10);
  assert.deepEqual(first.egress.out, ['n']);
  type = 'test/other';
  void first.ingress.send('typed', 'a', 'x');
  await first.pass(10);
  await say(first, 'look');
  assert.deepEqual(first.egress.out, ['n', 'n'], 'only the other function went on');
  assert.match(first.logged.join('\n'), /test\/other/);
  const second = await restart(first, functions);
  void second.ingress.send('typed', 'a', 'x');
  await second.pass(10);
  await say(second, 'look');
  assert.deepEqual(second.egress.out, ['n']);
  type = 'test/text';
  await second.pass(600_000);
  // One by one, since a batch that failed goes out in smaller ones.
  assert.deepEqual(second.egress.out, ['n', 'n=v', 'n=v']);
});

test('the same state name in two function types is two states', async () => {
  const world = await World.start({ functions: { keeper: keeper('n'), other: keeper('n') } });
  await say(world, 'n=1');
  void world.ingress.send('other', 'a', 'look');
  await world.pass(10);
  assert.deepEqual(world.egress.out, ['n', 'n']);
});

test('a state may have any name, and no two names share a value, whatever the function types are called', async () => {
  const names = ['a.b', 'b', '.', '/', '\0', '💥', ' ', 'n'.repeat(1_000), '1:a', 'A_1'];
  const types = ['x', 'x.a', 'x/a', 'x.a.b'];
  const tell: TestFunction = (request) => {
    const { target, state } = request;
    if (state.length < names.length) return incomplete(...names);
    const values = state.map(({ stateName, stateValue }) => `${stateName}: ${untext(stateValue)}`);
    return result({
      stateMutations: names.map((name) => set(name, `${target?.type} ${name}`)),
      outgoingEgresses: [emit(values.toSorted().join('\n'))],
    });
  };
  const world = await World.start({ functions: Object.fromEntries(types.map((type) => [type, tell])) });
  for (let round = 0; round < 2; round++) {
    for (const type of types) {
      void world.ingress.send(type, 'same', 'x');
      await world.pass(20);
    }
  }
  const expected = types.map((type) =>
    names
      .map((name) => `${name}: ${type} ${name}`)
      .toSorted()
      .join('\n'),
  );
  assert.deepEqual(world.egress.out.slice(types.length), expected);
});
