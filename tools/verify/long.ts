// `npm run test:long [-- simulator | trees | sdks] [--share N]`: what takes too long for `npm test`, all of it unless one is
// named; a share of the seeds, such as 0.2, for a slow machine. Each result is written to bench/results with the commit
// that it ran on.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT } from './step.ts';

interface Run {
  readonly command: string;
  readonly args: readonly string[];
  /** Below the project's root. */
  readonly folder?: string;
}

interface Long {
  readonly name: string;
  readonly runs: readonly Run[];
}

const { values, positionals } = parseArgs({
  options: { share: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const shareOf = (count: number): number => Math.max(1, Math.round(count * Number(values.share)));

const SIMULATOR_SEEDS = { first: 1_001, count: shareOf(5_000) };
/** With each SDK alone, and with all official ones together. */
const TREES = { firstSeed: 1, seeds: shareOf(5), kills: 15 };
const SDKS = ['Java', 'Python', 'JavaScript', 'OurGo', 'OurPython', 'OurJava', 'OurJavaScript'];
const STATICCHECK = 'honnef.co/go/tools/cmd/staticcheck@v0.8.2';

const range = (first: number, count: number): string[] => ['--seed', String(first), '--seeds', String(count)];

const node = (...args: string[]): Run => ({ command: process.execPath, args });

const trees = (...sdk: readonly string[]): Run =>
  node(
    'conformance/random.ts',
    ...range(TREES.firstSeed, TREES.seeds),
    '--kills',
    String(TREES.kills),
    ...sdk.flatMap((name) => ['--sdk', name]),
  );

const ALL: readonly Long[] = [
  {
    name: 'simulator',
    runs: [node('packages/simulator/src/main.ts', ...range(SIMULATOR_SEEDS.first, SIMULATOR_SEEDS.count))],
  },
  { name: 'trees', runs: [trees(), ...SDKS.map((sdk) => trees(sdk))] },
  {
    name: 'sdks',
    runs: [
      { command: 'go', args: ['test', '-race', './...'], folder: 'sdk-go' },
      { command: 'go', args: ['run', STATICCHECK, './...'], folder: 'sdk-go' },
      { command: 'python3', args: ['verify.py', '--all'], folder: 'sdk-python' },
    ],
  },
];

const OUTCOME_LINES_MAX = 40;

/** Runs a command, and returns what it wrote. Throws when it fails. */
const run = async ({ command, args, folder = '' }: Run): Promise<string> => {
  const child = spawn(command, args, { cwd: join(ROOT, folder), stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    process.stdout.write(data);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (exit ${code})`);
  return output;
};

const [only] = positionals;
const chosen = ALL.filter(({ name }) => only === undefined || name === only);
if (chosen.length === 0) {
  const names = ALL.map(({ name }) => name).join(', ');
  throw new Error(`there is no long test '${only}', only ${names}`);
}
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
for (const { name, runs } of chosen) {
  const sinceMs = performance.now();
  const outcome: string[] = [];
  for (const each of runs) {
    const output = await run(each);
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
