// `node conformance/random.ts [--seed N] [--seeds N] [--kills N] [--transport async|okhttp|stream] [--sdk NAME]...`: random trees of messages through the
// services of SDKs (the official ones together, unless some are named; ours are OurGo, OurPython and so on), while the runtime is killed. Ends at the
// first seed that finds something wrong, with exit code 1.
import { parseArgs } from 'node:util';

import { TRANSPORTS } from './src/module-file.ts';
import { runTrees } from './src/random/run.ts';
import { OFFICIAL_SDKS, OUR_SDKS } from './src/sdks.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    kills: { type: 'string', default: '10' },
    transport: { type: 'string', default: 'async' },
    sdk: { type: 'string', multiple: true },
  },
});
const named = values.sdk ?? OFFICIAL_SDKS.map(({ name }) => name);
const sdks = [...OFFICIAL_SDKS, ...OUR_SDKS].filter(({ name }) => named.includes(name));
if (sdks.length === 0) {
  throw new Error(
    `there is no SDK ${String(values.sdk)}, only ${[...OFFICIAL_SDKS, ...OUR_SDKS].map(({ name }) => name).join(', ')}`,
  );
}
const [first, count, kills] = [Number(values.seed), Number(values.seeds), Number(values.kills)];
const transport = TRANSPORTS.find((one) => one === values.transport);
if (transport === undefined) throw new Error(`the transports are ${TRANSPORTS.join(', ')}`);
const names = sdks.map(({ name }) => name).join(', ');
try {
  for (let seed = first; seed < first + count; seed++) {
    const sinceMs = performance.now();
    const { trees, messages, addresses } = await runTrees({ seed, kills, sdks, transport });
    const seconds = Math.round((performance.now() - sinceMs) / 1_000);
    console.log(
      `${names}: seed ${seed}, ${kills} kills, ${trees} trees, ${messages} messages at ${addresses} addresses: all exactly once (${seconds} s)`,
    );
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
