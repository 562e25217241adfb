import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import { Reservoir, quantiles } from '../../src/metrics/reservoir.ts';

test('quantiles of few values are exact', () => {
  const reservoir = new Reservoir();
  assert.deepEqual(quantiles(reservoir.samples, [0.5, 0.99]), [0, 0]);
  for (let value = 100; value >= 1; value--) reservoir.add(value);
  assert.deepEqual(quantiles(reservoir.samples, [0.5, 0.75, 0.99, 0.999]), [51, 76, 100, 100]);
  assert.equal(reservoir.count, 100);
});

test('of many values a bounded sample is kept that stands for all of them', () => {
  const random = new Random(1);
  const reservoir = new Reservoir(() => random.next());
  for (let value = 0; value < 200_000; value++) reservoir.add(value);
  const [median = 0] = quantiles(reservoir.samples, [0.5]);
  assert.ok(median > 90_000 && median < 110_000, String(median));
  assert.equal(reservoir.count, 200_000);
});
