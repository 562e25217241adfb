import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Address } from '../src/index.ts';

test('an address is made of a type name and an id, or of its parts', () => {
  const address = Address.fromTypeNameId('com/example/person', 'Bob');
  assert.deepEqual([address.namespace, address.name, address.id], ['com/example', 'person', 'Bob']);
  assert.equal(address.typename, 'com/example/person');
  assert.deepEqual(Address.fromParts('com/example', 'person', 'Bob'), address);
});

test('an address is printed for people', () => {
  assert.equal(Address.fromParts('example', 'person', 'Bob Smith').toString(), 'example/person/"Bob Smith"');
});

test('addresses with empty or broken parts are refused', () => {
  for (const [namespace, name, id] of [
    ['', 'person', 'Bob'],
    ['example', '', 'Bob'],
    ['example', 'person', ''],
    ['example', 'person', '\ud800'],
    ['example', 'person', 7 as unknown as string],
  ] as const) {
    assert.throws(() => Address.fromParts(namespace, name, id), { code: 'STATEFUN_ADDRESS_INVALID' });
  }
  assert.throws(() => Address.fromTypeNameId('person', 'Bob'), { code: 'STATEFUN_TYPENAME_INVALID' });
});
