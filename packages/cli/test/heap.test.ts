import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

/** Flags are of a process, so each case has one. */
const PROGRAM = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { letHeapsGrow, setUpHeaps } from '${new URL('../src/heap.ts', import.meta.url).href}';
  const roomMiB = () =>
    getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 1024 / 1024;
  const makeWhatStays = () => Array.from({ length: 500_000 }, (_, index) => ({ index }));
  setUpHeaps();
  const kept = [makeWhatStays()];
  const whileStarting = roomMiB();
  letHeapsGrow();
  kept.push(makeWhatStays());
  console.log(JSON.stringify({ whileStarting, afterwards: roomMiB(), kept: kept.length }));
`;

test('what a start makes does not enlarge the room for new objects; what messages make does', async () => {
  const args = ['--input-type=module', '--eval', PROGRAM];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  assert.equal(stderr, '', 'V8 knows all flags');
  const { whileStarting, afterwards } = JSON.parse(stdout) as Record<string, number>;
  assert.ok(Number(whileStarting) <= 4, `${whileStarting} MiB while starting`);
  assert.ok(Number(afterwards) >= 16, `${afterwards} MiB afterwards`);
});
