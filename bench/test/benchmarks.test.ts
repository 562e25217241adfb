// Each benchmark runs, with tiny sizes, and what it measured was right.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { drawChart } from '../src/chart.ts';

const BENCH = join(import.meta.dirname, '..');

/** The figures of a run. */
async function figuresOf<T>(name: string, ...args: string[]): Promise<T> {
  const command = [join(BENCH, `${name}.ts`), '--json', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 1 << 24 });
  const report = JSON.parse(stdout) as { commit: string; machine: string; figures: T };
  assert.match(report.commit, /^[0-9a-f]{7,}$/);
  assert.match(report.machine, /cores/);
  return report.figures;
}

test('the greeter: every output once, each count without a gap', async () => {
  const args = ['--messages', '2000', '--keys', '100', '--rounds', '1', '--seconds', '1'];
  const [ours] = await figuresOf<{ rounds: Record<string, number>[]; latency: Record<string, number> }[]>(
    'greeter',
    ...args,
  );
  const [round] = ours?.rounds ?? [];
  assert.deepEqual([round?.['unique'], round?.['duplicates'], round?.['countErrors']], [2000, 0, 0]);
  assert.ok((ours?.latency['p50_ms'] ?? 0) > 0);
});

test('transfers: no reply lost or doubled, every balance that of a replay, through kill -9', async () => {
  const args = ['--accounts', '50', '--rates', '100', '--seconds', '6', '--kill'];
  const { check, kills } = await figuresOf<{ check: Record<string, number>; kills: number }>(
    'transfers',
    ...args,
  );
  const { lost, doubled, wrong_balances, money_off, transfers } = check;
  assert.deepEqual([lost, doubled, wrong_balances, money_off, transfers], [0, 0, 0, 0, 900]);
  assert.ok(kills > 0);
});

test('scale: by addresses, by what waits, by the size of state, by shards', async () => {
  const args = [
    '--addresses',
    '50',
    '--waiting',
    '5',
    '--state',
    '100',
    '--shards',
    '2',
    '--messages',
    '500',
  ];
  const { addresses, waiting, state, shards } = await figuresOf<Record<string, Record<string, number>[]>>(
    'scale',
    ...args,
  );
  for (const rows of [addresses, waiting, state, shards])
    assert.ok((rows?.[0]?.['cpuMicrosPerMessage'] ?? 0) > 0);
  assert.ok((addresses?.[0]?.['startMs'] ?? 0) > 0);
});

test('the limit: the pipe and the runtime pass all messages', async () => {
  const systems = await figuresOf<{ system: string; messagesPerSecond: number[] }[]>(
    'limit',
    '--messages',
    '1000',
    '--keys',
    '10',
    '--rounds',
    '1',
  );
  assert.deepEqual(
    systems.map(({ system }) => system.split(',')[1]?.trim() ?? system),
    ['bare pipe', 'async', 'stream'],
  );
});

test('by turns: each commit, as often as it has its turn', async () => {
  const args = ['--commits', 'HEAD,HEAD', '--transports', 'module', '--turns', '1', '--rounds', '2'];
  const rounds = await figuresOf<{ turn: number; round: number; threads: Record<string, number> }[]>(
    'by-turns',
    ...args,
    '--messages',
    '2000',
    '--keys',
    '100',
  );
  assert.deepEqual(
    rounds.map(({ turn, round }) => [turn, round]),
    [
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 1],
    ],
  );
  for (const { threads } of rounds) assert.ok((threads['main'] ?? 0) > 0);
});

test('a chart has its title, its axes and its lines', () => {
  const svg = drawChart({
    title: 'Cost',
    x: { name: 'addresses', scale: 'log' },
    y: { name: 'µs' },
    lines: [
      {
        name: 'ours',
        points: [
          [1000, 5],
          [10_000, 6],
        ],
      },
    ],
  });
  for (const text of ['<svg', 'Cost', 'addresses', 'µs', 'ours']) assert.ok(svg.includes(text), text);
});

test('extensions: every message comes out', async () => {
  const args = ['--messages', '2000', '--rounds', '1', '--shards', '1,2'];
  const rows = await figuresOf<{ shards: number; messagesPerSecond: number[] }[]>('extensions', ...args);
  assert.deepEqual(
    rows.map(({ shards }) => shards),
    [1, 2],
  );
  for (const { messagesPerSecond } of rows) assert.ok((messagesPerSecond[0] ?? 0) > 0);
});
