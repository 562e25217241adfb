import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deaggregate, type HashRange } from '../../src/ingress/aggregation.ts';
import { aggregate } from '../support/aggregate.ts';

const all: HashRange = { from: 0n, to: 2n ** 128n - 1n };
const middle = 2n ** 127n;

const take = (data: Uint8Array, range = all): string[] =>
  deaggregate({ key: 'outer', data }, range).map((part) =>
    part === undefined ? 'left out' : `${part.key} ${Buffer.from(part.data).toString()}`,
  );

test('an aggregated record is its parts, in order, each with its own key', () => {
  const parts = [
    { key: 'a', value: '1' },
    { key: 'b', value: '' },
    { key: 'a', value: '3' },
    { key: '', value: '4' },
  ];
  assert.deepEqual(take(aggregate(parts)), ['a 1', 'b ', 'a 3', ' 4']);
});

test('the format is that of the library, byte for byte', () => {
  // The key table ["pk"], one part with index 0 and data "hi", and the MD5 of these 12 bytes.
  const data = Buffer.from('f3899ac20a02706b1a0608001a0268695c6599190ec71b18cb2e1ad0c4e3ba19', 'hex');
  assert.deepEqual(take(data), ['pk hi']);
  assert.deepEqual(aggregate([{ key: 'pk', value: 'hi' }]), data);
});

test('what only looks aggregated is one record as it is', () => {
  const data = aggregate([{ key: 'a', value: '1' }]);
  const damaged = Buffer.from(data);
  damaged[6] = (damaged[6] ?? 0) ^ 1;
  assert.deepEqual(take(damaged), [`outer ${damaged.toString()}`]);
  const short = data.subarray(0, 20);
  assert.deepEqual(take(short), [`outer ${short.toString()}`]);
  assert.deepEqual(take(Buffer.alloc(0)), ['outer ']);
});

test("parts whose hash key is another shard's are left out: their producer sends them there", () => {
  const parts = [
    { key: 'x', value: 'low', hashKey: String(middle - 1n) },
    { key: 'x', value: 'high', hashKey: String(middle) },
    { key: 'x', value: 'first', hashKey: '0' },
  ];
  assert.deepEqual(take(aggregate(parts), { from: 0n, to: middle - 1n }), ['x low', 'left out', 'x first']);
  assert.deepEqual(take(aggregate(parts), { from: middle, to: all.to }), ['left out', 'x high', 'left out']);
  // MD5 of "a" begins with 0c, that of "b" with 92.
  const plain = [
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
  ];
  assert.deepEqual(take(aggregate(plain), { from: 0n, to: middle - 1n }), ['a 1', 'left out']);
});
