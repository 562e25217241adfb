import type { PersistedValueMutation } from '@statefun-ts/protocol';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { StateFun } from '../src/index.ts';
import { callFunction, effectsOf, state, text, typed } from './call.ts';

const visits = { name: 'visits', type: StateFun.intType() } as const;
const label = { name: 'label', type: StateFun.stringType() } as const;
const profile = { name: 'profile', type: StateFun.jsonType<{ names: string[] }>('example/Profile') } as const;
const specs = [visits, label, profile] as const;
const unset = specs.map(({ name }) => state(name));

const short = (mutations: readonly PersistedValueMutation[]) =>
  mutations.map(({ stateName, mutationType, stateValue }) => [
    stateName,
    mutationType === 1 ? 'MODIFY' : 'DELETE',
    stateValue && Buffer.from(stateValue.value).toString('hex'),
  ]);

suite('states', () => {
  test('are null without a value, and what the runtime sends with one', async () => {
    const seen: unknown[] = [];
    await effectsOf(
      {
        specs,
        fn({ storage }) {
          seen.push(storage.visits, storage.label, storage.profile);
        },
      },
      {
        state: [
          state('profile', typed({ names: ['Bob'] }, profile.type)),
          state('label', { typename: label.type.typename, hasValue: true, value: new Uint8Array(0) }),
          state('visits', { typename: '', hasValue: false, value: new Uint8Array(0) }),
          state('of another version', text('x')),
        ],
      },
    );
    assert.deepEqual(seen, [null, '', { names: ['Bob'] }]);
  });

  test('that are only read are not written', async () => {
    const { stateMutations } = await effectsOf(
      { specs, fn: ({ storage }) => void storage.visits },
      { state: unset },
    );
    assert.deepEqual(stateMutations, []);
  });

  test('are written once each, with their last value, in the order of the specs', async () => {
    const { stateMutations } = await effectsOf(
      {
        specs,
        fn({ storage }) {
          storage.label = 'a';
          storage.visits = 1;
          storage.visits += 1;
          storage.label = 'b';
        },
      },
      { state: unset },
    );
    assert.deepEqual(short(stateMutations), [
      ['visits', 'MODIFY', '0d02000000'],
      ['label', 'MODIFY', '0a0162'],
    ]);
  });

  test('that are set to a default keep a value of no bytes', async () => {
    const { stateMutations } = await effectsOf(
      {
        specs,
        fn({ storage }) {
          storage.visits = 0;
          assert.equal(storage.visits, 0);
        },
      },
      { state: unset },
    );
    assert.deepEqual(short(stateMutations), [['visits', 'MODIFY', '']]);
    assert.equal(stateMutations[0]?.stateValue?.hasValue, true);
  });

  test('are deleted by null, undefined or delete, and can be set again', async () => {
    const { stateMutations } = await effectsOf(
      {
        specs,
        fn({ storage }) {
          storage.visits = null;
          assert.equal(storage.visits, null);
          storage.label = undefined as unknown as null;
          delete (storage as { profile?: unknown }).profile;
          assert.equal(storage.profile, null);
          storage.profile = { names: [] };
        },
      },
      { state: [state('visits', typed(1, visits.type)), state('label', text('x')), state('profile')] },
    );
    assert.deepEqual(short(stateMutations), [
      ['visits', 'DELETE', null],
      ['label', 'DELETE', null],
      ['profile', 'MODIFY', Buffer.from('{"names":[]}').toString('hex')],
    ]);
  });

  test('are values: changing an object that was read changes nothing until it is written', async () => {
    const { stateMutations } = await effectsOf(
      {
        specs: [profile],
        fn({ storage }) {
          storage.profile?.names.push('Eve');
          assert.deepEqual(storage.profile, { names: ['Bob'] });
        },
      },
      { state: [state('profile', typed({ names: ['Bob'] }, profile.type))] },
    );
    assert.deepEqual(stateMutations, []);
  });

  test('may have the names that every object has', async () => {
    const type = StateFun.intType();
    const odd = ['constructor', '__proto__', 'toString', 'then'] as const;
    const { stateMutations } = await effectsOf(
      {
        specs: odd.map((name) => ({ name, type })),
        fn({ storage }) {
          for (const name of odd) {
            assert.equal(storage[name], null);
            storage[name] = 1;
          }
        },
      },
      { state: odd.map((name) => state(name)) },
    );
    assert.deepEqual(
      stateMutations.map(({ stateName }) => stateName),
      odd,
    );
  });
});

suite('mistakes with states fail the function, with the reason', () => {
  const failure = async (misuse: (storage: Record<string, unknown>) => void, value = unset) => {
    const call = callFunction({ specs, fn: ({ storage }) => misuse(storage) }, { state: value });
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Error && error.cause instanceof Error);
    return error.cause as Error & { code?: unknown };
  };

  test('an unknown name, written or read', async () => {
    const written = await failure((storage) => (storage['vists'] = 1));
    assert.equal(written.code, 'STATEFUN_STATE_UNDECLARED');
    assert.equal(
      written.message,
      'example/person has no state "vists". Its specs declare: visits, label, profile.',
    );
    const read = await failure((storage) => void storage['vists']);
    assert.equal(read.code, 'STATEFUN_STATE_UNDECLARED');
  });

  test('a value that is not of the type', async () => {
    for (const value of [2 ** 31, 1.5, 'one', 1n]) {
      // oxlint-disable-next-line no-await-in-loop
      const error = await failure((storage) => (storage['visits'] = value));
      assert.equal(error.code, 'STATEFUN_VALUE_INVALID');
    }
  });

  test('a stored value of another type', async () => {
    const stored = [state('visits', text('x')), state('label'), state('profile')];
    const error = await failure((storage) => void storage['visits'], stored);
    assert.match(
      error.message,
      /The state visits of example\/person\/Bob is of type ".*string", and was read as .*int/,
    );
  });

  test('a property that is defined and not assigned', async () => {
    const error = await failure((storage) => Object.defineProperty(storage, 'visits', { value: 1 }));
    assert.ok(error instanceof TypeError);
  });
});

test('a storage can be listed, copied, serialized and awaited like any object', async () => {
  await effectsOf(
    {
      specs: [visits, label],
      async fn({ storage }) {
        assert.deepEqual({ ...storage }, { visits: 7, label: null });
        assert.equal(JSON.stringify(storage), '{"visits":7,"label":null}');
        assert.ok('visits' in storage);
        assert.ok(!('toString' in storage));
        assert.equal(await Promise.resolve(storage), storage);
      },
    },
    { state: [state('visits', typed(7, visits.type)), state('label')] },
  );
});
