import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bag } from '../src/bag.ts';

test('what was put in and not taken out is there, whatever the order', () => {
  const bag = new Bag<{ place: number }>();
  const things = Array.from({ length: 10 }, () => ({ place: -1 }));
  for (const thing of things) bag.add(thing);
  for (const index of [9, 0, 4, 8, 1]) bag.remove(things[index] ?? { place: 0 });
  assert.deepEqual(new Set(bag.all()), new Set([2, 3, 5, 6, 7].map((index) => things[index])));
  for (const thing of bag.all()) bag.remove(thing);
  assert.deepEqual(bag.all(), []);
});
