import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Undone } from '../src/undone.ts';
import { Runs, UndonePacker, unpackUndone } from '../src/undone.ts';

const packed = (
  ...undone: readonly (readonly [offset: number, target: number, count?: number])[]
): Undone[] => {
  const packer = new UndonePacker();
  for (const each of undone) packer.add(...each);
  return unpackUndone(packer.packed);
};

test('what is packed comes out again: single messages, runs, gaps, several targets', () => {
  assert.deepEqual(packed(), []);
  assert.deepEqual(packed([7, 0]), [{ offset: 7, target: 0 }]);
  assert.deepEqual(
    packed([7, 0], [8, 0, 2], [12, 0], [12, 1], [13, 1, 3]).map(
      ({ offset, target }) => `${offset}/${target}`,
    ),
    ['7/0', '8/0', '9/0', '12/0', '12/1', '13/1', '14/1', '15/1'],
  );
});

test('messages that came in a row are one run, whose rest is told when its beginning is done', () => {
  const runs = new Runs();
  for (let offset = 100; offset < 1_100; offset++) runs.add(offset, 0);
  assert.equal(runs.add(2_000, 0), 1_000);
  assert.deepEqual(runs.after(-1), [
    { offset: 100, target: 0, count: 1_000 },
    { offset: 2_000, target: 0, count: 1 },
  ]);
  assert.deepEqual(runs.after(399), [
    { offset: 500, target: 0, count: 600 },
    { offset: 2_000, target: 0, count: 1 },
  ]);
  assert.deepEqual(runs.after(999), [{ offset: 2_000, target: 0, count: 1 }]);
  assert.deepEqual(runs.after(1_000), []);
  assert.equal(runs.add(2_001, 0), 1_001, 'numbers go on');
  assert.deepEqual(runs.after(1_000), [{ offset: 2_001, target: 0, count: 1 }]);
});

test('messages of one record for several targets keep their order', () => {
  const runs = new Runs();
  for (const offset of [5, 6]) for (const target of [0, 1]) runs.add(offset, target);
  assert.deepEqual(
    runs.after(0).map(({ offset, target }) => [offset, target]),
    [
      [5, 1],
      [6, 0],
      [6, 1],
    ],
  );
});
