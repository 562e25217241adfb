// Random trees of messages through all official SDKs at once, while the runtime is killed; `npm run test:long` does it
// with each of them, and hundreds of kills.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runTrees } from '../src/random/run.ts';
import { OFFICIAL_SDKS } from '../src/sdks.ts';

const SEED = 20_261_124;
const KILLS = 5;

test(`${KILLS} kills among random trees of messages through all SDKs: every effect is there exactly once`, async () => {
  const { trees, messages, addresses } = await runTrees({ seed: SEED, kills: KILLS, sdks: OFFICIAL_SDKS });
  assert.ok(
    messages > trees && addresses > 100,
    `${trees} trees, ${messages} messages, ${addresses} addresses`,
  );
});
