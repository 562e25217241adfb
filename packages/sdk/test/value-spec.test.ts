import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ValueSpec } from '../src/index.ts';
import { StateFun } from '../src/index.ts';
import { callFunction, state } from './call.ts';

const type = StateFun.intType();
const bind = (...specs: ValueSpec[]) =>
  new StateFun().bind({ typename: 'example/person', specs, fn: () => undefined });

suite('states that the runtime does not send yet', () => {
  test('are asked for in their order, with type and explicit expiration', async () => {
    const specs = [
      { name: 'plain', type },
      { name: 'known', type },
      { name: 'called', type: StateFun.longType(), expireAfterCall: 86_400_000 },
      { name: 'written', type: StateFun.jsonType('example/Json'), expireAfterWrite: 1 },
    ] as const;
    let ran = false;
    const reply = await callFunction({ specs, fn: () => void (ran = true) }, { state: [state('known')] });
    assert.equal(ran, false);
    assert.equal(reply.invocationResult, null);
    assert.deepEqual(
      reply.incompleteInvocationContext?.missingValues.map(({ stateName, typeTypename, expirationSpec }) => [
        stateName,
        typeTypename,
        expirationSpec?.mode,
        expirationSpec?.expireAfterMillis,
      ]),
      [
        ['plain', 'io.statefun.types/int', 0, 0],
        ['called', 'io.statefun.types/long', 2, 86_400_000],
        ['written', 'example/Json', 1, 1],
      ],
    );
  });
});

suite('specs', () => {
  test('may have any identifier as name', () => {
    for (const name of ['a', '_', 'A1', 'seenCount_2', 'constructor', '__proto__', 'toString'])
      bind({ name, type });
  });

  const invalid: readonly [string, ValueSpec[], RegExp][] = [
    ['no name', [{ name: '', type }], /needs a name/],
    ['a dash', [{ name: 'a-b', type }], /needs a name/],
    ['a digit first', [{ name: '1a', type }], /needs a name/],
    ['a line break', [{ name: 'a\n', type }], /needs a name/],
    ['a letter beyond ASCII', [{ name: 'é', type }], /needs a name/],
    ['no type', [{ name: 'a' } as unknown as ValueSpec], /needs a type/],
    ['one name twice', [{ name: 'a', type }, { name: 'a', type }], /is declared twice/], // prettier-ignore
    ['two expirations', [{ name: 'a', type, expireAfterCall: 1, expireAfterWrite: 1 }], /not both/],
    ['expiration 0', [{ name: 'a', type, expireAfterCall: 0 }], /can not expire after 0/],
    ['expiration -1', [{ name: 'a', type, expireAfterWrite: -1 }], /can not expire after -1/],
    ['expiration 0.5', [{ name: 'a', type, expireAfterWrite: 0.5 }], /whole number of milliseconds/],
    ['expiration NaN', [{ name: 'a', type, expireAfterWrite: Number.NaN }], /can not expire after NaN/],
  ];
  for (const [name, specs, message] of invalid) {
    test(`are refused with ${name}`, () => {
      assert.throws(() => bind(...specs), { code: 'STATEFUN_SPEC_INVALID', message });
    });
  }

  test('are refused with a type of no namespace', () => {
    const bare = { ...type, typename: 'int' };
    assert.throws(() => bind({ name: 'a', type: bare }), { code: 'STATEFUN_TYPENAME_INVALID' });
  });
});
