import assert from 'node:assert/strict';
import { test } from 'node:test';

import { report, simulate } from '../src/index.ts';

test('the same seed gives the same run, event by event', async () => {
  for (const seed of [2, 3, 5, 8]) {
    const [first, second] = [await simulate(seed), await simulate(seed)];
    assert.equal(first.trace.hash, second.trace.hash);
    assert.equal(first.events, second.events);
  }
});

test('different seeds give different runs', async () => {
  const outcomes = await Promise.all([13, 21, 34].map((seed) => simulate(seed)));
  assert.equal(new Set(outcomes.map(({ trace }) => trace.hash)).size, 3);
});

test('a failed seed says what was broken and how to replay it', async () => {
  const outcome = await simulate(2, { lies: { ingress: () => ({ ...silentIngress }) } });
  assert.ok(outcome.violations.length > 0);
  const text = report(outcome);
  assert.match(text, /Seed 2 failed/);
  assert.match(text, /npm run simulate -- --seed 2 --trace/);
});

const nothing = (): Promise<void> => Promise.resolve();
/** An ingress that never delivers anything. */
const silentIngress = { id: 'sim/silent', start: nothing, pause: () => {}, resume: () => {}, stop: nothing };
