// Random trees of messages through all official SDKs at once, and through all of ours, while the runtime is killed;
// `npm run test:long` does it with each of them, and hundreds of kills.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runTrees } from '../src/random/run.ts';
import { OFFICIAL_SDKS, OUR_SDKS } from '../src/sdks.ts';

const SEED = 20_261_124;
const KILLS = 5;

for (const [whose, sdks] of [
  ['the official', OFFICIAL_SDKS],
  ['our', OUR_SDKS],
] as const) {
  test(`${KILLS} kills among random trees of messages through ${whose} SDKs: every effect is there exactly once`, async () => {
    const { trees, messages, addresses } = await runTrees({ seed: SEED, kills: KILLS, sdks });
    assert.ok(
      messages > trees && addresses > 100,
      `${trees} trees, ${messages} messages, ${addresses} addresses`,
    );
  });
}
