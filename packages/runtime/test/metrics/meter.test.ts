import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Meter } from '../../src/metrics/meter.ts';

test('a rate is the mean of the last minute, and falls to zero when nothing happens', () => {
  const meter = new Meter();
  meter.count += 120;
  meter.sample();
  assert.equal(meter.rate, 2);
  for (let i = 0; i < 11; i++) meter.sample();
  assert.equal(meter.rate, 2);
  meter.sample();
  assert.equal(meter.rate, 0);
  assert.equal(meter.count, 120);
});

test('a steady stream has its rate', () => {
  const meter = new Meter();
  for (let i = 0; i < 40; i++) {
    meter.count += 50;
    meter.sample();
  }
  assert.equal(meter.rate, 10);
});
