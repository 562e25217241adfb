import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Outcome } from '../src/index.ts';
import { simulate } from '../src/index.ts';
import type { PlantedBug } from './support/planted-bugs.ts';
import { PLANTED_BUGS } from './support/planted-bugs.ts';
import { SEEDS } from './support/seeds.ts';

/** The first seed that finds the bug. */
const hunt = async ({ lies, patch }: PlantedBug): Promise<Outcome | undefined> => {
  const undo = patch?.();
  try {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outcome = await simulate(seed, lies ? { lies } : {});
      if (outcome.violations.length > 0) return outcome;
    }
    return undefined;
  } finally {
    undo?.();
  }
};

for (const bug of PLANTED_BUGS) {
  test(`finds: ${bug.name}`, async (t) => {
    const outcome = await hunt(bug);
    assert.ok(outcome, `no seed of ${SEEDS} found it`);
    t.diagnostic(`seed ${outcome.seed}: ${outcome.violations[0]?.rule}: ${outcome.violations[0]?.detail}`);
  });
}
