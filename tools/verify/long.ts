// `npm run test:long [-- simulator | trees]`: what takes too long for `npm test`, all of it unless one is named. Each
// result is written to bench/results with the commit that it ran on.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './step.ts';

interface Long {
  readonly name: string;
  /** The script and its arguments. */
  readonly runs: readonly (readonly string[])[];
}

const SIMULATOR_SEEDS = { first: 1_001, count: 5_000 };
/** With each SDK alone, and with all together: 4 * 5 * 15 kills. */
const TREES = { firstSeed: 1, seeds: 5, kills: 15 };

const range = (first: number, count: number): string[] => ['--seed', String(first), '--seeds', String(count)];

const trees = (...sdk: readonly string[]): readonly string[] => [
  'conformance/random.ts',
  ...range(TREES.firstSeed, TREES.seeds),
  '--kills',
  String(TREES.kills),
  ...sdk.flatMap((name) => ['--sdk', name]),
];

const ALL: readonly Long[] = [
  {
    name: 'simulator',
    runs: [['packages/simulator/src/main.ts', ...range(SIMULATOR_SEEDS.first, SIMULATOR_SEEDS.count)]],
  },
  { name: 'trees', runs: [trees(), trees('Java'), trees('Python'), trees('JavaScript')] },
];

const OUTCOME_LINES_MAX = 40;

/** Runs a script, and returns what it wrote. Throws when it fails. */
const run = async (args: readonly string[]): Promise<string> => {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    process.stdout.write(data);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`node ${args.join(' ')} failed (exit ${code})`);
  return output;
};

const only = process.argv[2];
const chosen = ALL.filter(({ name }) => only === undefined || name === only);
if (chosen.length === 0) throw new Error(`there is no long test '${only}', only simulator and trees`);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
for (const { name, runs } of chosen) {
  const sinceMs = performance.now();
  const outcome: string[] = [];
  for (const args of runs) {
    const output = await run(args);
    outcome.push(...output.trim().split('\n'));
  }
  const seconds = Math.round((performance.now() - sinceMs) / 1_000);
  const result = {
    at: new Date().toISOString(),
    commit,
    seconds,
    outcome: outcome.slice(0, OUTCOME_LINES_MAX),
  };
  mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
  writeFileSync(join(ROOT, `bench/results/${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
