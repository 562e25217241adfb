// `npm run test:long [-- SEEDS]`: many more simulator seeds than `npm test` runs (5,000, from 1,001 on). The result
// is written to bench/results/simulator.json with the commit that it ran on.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './step.ts';

const FIRST = 1_001;
const seeds = Number(process.argv[2] ?? 5_000);
const started = performance.now();
const output = execFileSync(
  process.execPath,
  [join(ROOT, 'packages/simulator/src/main.ts'), '--seed', String(FIRST), '--seeds', String(seeds)],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 1024 * 1024 },
);
process.stdout.write(output);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
const result = {
  at: new Date().toISOString(),
  commit,
  firstSeed: FIRST,
  seeds,
  seconds: Math.round((performance.now() - started) / 1_000),
  outcome: output.split('\n')[0],
};
writeFileSync(join(ROOT, 'bench/results/simulator.json'), `${JSON.stringify(result, null, 2)}\n`);
