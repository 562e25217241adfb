// Random trees of messages through all official SDKs at once, and through all of ours, while the runtime is killed;
// `npm run test:long` does it with each of them, and hundreds of kills.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runTrees } from '../src/random/run.ts';
import { OFFICIAL_SDKS, OUR_SDKS } from '../src/sdks.ts';

const SEED = 20_261_124;
const KILLS = 5;

for (const [whose, sdks, transport] of [
  ['the official SDKs', OFFICIAL_SDKS, 'async'],
  ['our SDKs', OUR_SDKS, 'async'],
  ['our SDKs over streams', OUR_SDKS, 'stream'],
] as const) {
  test(`${KILLS} kills among random trees of messages through ${whose}: every effect is there exactly once`, async () => {
    const { trees, messages, addresses } = await runTrees({ seed: SEED, kills: KILLS, sdks, transport });
    assert.ok(
      messages > trees && addresses > 100,
      `${trees} trees, ${messages} messages, ${addresses} addresses`,
    );
  });
}
