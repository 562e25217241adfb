import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Prng } from '../src/random.ts';

const draw = (random: Prng, count: number): number[] => Array.from({ length: count }, () => random.next());

test('the same seed gives the same numbers, another seed others', () => {
  assert.deepEqual(draw(new Prng('a'), 10), draw(new Prng('a'), 10));
  assert.notDeepEqual(draw(new Prng('a'), 10), draw(new Prng('b'), 10));
});

test('a fork does not depend on what was drawn before', () => {
  const drawn = new Prng('a');
  draw(drawn, 5);
  assert.deepEqual(draw(drawn.fork('x'), 10), draw(new Prng('a').fork('x'), 10));
  assert.notDeepEqual(draw(drawn.fork('x'), 10), draw(drawn.fork('y'), 10));
});

test('numbers lie in their ranges, evenly', () => {
  const random = new Prng('ranges');
  const numbers = draw(random, 10_000);
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  assert.ok(Math.abs(numbers.reduce((sum, number) => sum + number, 0) / numbers.length - 0.5) < 0.02);
  const dice = Array.from({ length: 1_000 }, () => random.integer(1, 6));
  assert.deepEqual(
    [...new Set(dice)].toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6],
  );
});
