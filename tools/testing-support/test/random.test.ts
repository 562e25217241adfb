import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../src/index.ts';

const draw = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.next());

test('the same seed gives the same numbers, another seed others', () => {
  assert.deepEqual(draw(new Random(1), 10), draw(new Random(1), 10));
  assert.notDeepEqual(draw(new Random(1), 10), draw(new Random(2), 10));
});

test('choices are evenly among all that there are, and nothing else', () => {
  const random = new Random(3);
  const counts = new Map<number, number>();
  for (let i = 0; i < 6_000; i++) {
    const number = random.below(6);
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  assert.deepEqual(
    [...counts.keys()].toSorted((a, b) => a - b),
    [0, 1, 2, 3, 4, 5],
  );
  for (const count of counts.values()) assert.ok(count > 800 && count < 1_200, String(count));
  const picked = Array.from({ length: 100 }, () => random.pick(['a', 'b']));
  assert.deepEqual([...new Set(picked)].toSorted(), ['a', 'b']);
  assert.throws(() => random.pick([]), /nothing to pick/);
});

test('a list is at most as long as it may be, and bytes are as many as asked for', () => {
  const random = new Random(4);
  const lengths = Array.from({ length: 200 }, () => random.list(3, () => 'x').length);
  assert.deepEqual(
    [...new Set(lengths)].toSorted((a, b) => a - b),
    [0, 1, 2, 3],
  );
  assert.equal(random.bytes(17).length, 17);
});
