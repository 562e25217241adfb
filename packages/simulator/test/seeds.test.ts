import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Coverage, report, simulate } from '../src/index.ts';
import { SEEDS } from './support/seeds.ts';

/** Seeds to one test: a failure shows soon, and the report stays short. */
const SEEDS_PER_TEST = 25;

describe('the engine keeps its promises in a hostile world', () => {
  const coverage = new Coverage();

  for (let first = 1; first <= SEEDS; first += SEEDS_PER_TEST) {
    const last = Math.min(SEEDS, first + SEEDS_PER_TEST - 1);
    test(`seeds ${first} to ${last}`, async () => {
      for (let seed = first; seed <= last; seed++) {
        const outcome = await simulate(seed);
        coverage.add(outcome.coverage);
        assert.equal(outcome.violations.length, 0, report(outcome));
      }
    });
  }

  test('the seeds meet every case that the world is made for', () => {
    assert.deepEqual(coverage.missing(), []);
  });
});
