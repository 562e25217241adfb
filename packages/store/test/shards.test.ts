import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import {
  changeShards,
  openStore,
  readStores,
  removeLeftovers,
  shardDirectories,
  storedShards,
} from '../src/index.ts';
import { temporaryDirectory } from './support.ts';

const PARTITIONS = 128;
const LANES = 8;
const KILLS = 12;

/** The key of a state, as the engine writes it. */
const keyOf = (row: number): string => `s${(row % PARTITIONS).toString(36).padStart(3, '0')}4:ns/a1:x${row}`;

/** A store with states, of which each has its key as its value. */
async function fill(directory: string, rows: number): Promise<string> {
  const store = await openStore({ directory, reserveBytes: 0 });
  const keys = Array.from({ length: rows }, (_, row) => keyOf(row));
  await store.commit(1, new Map(keys.map((key) => [key, Buffer.from(key.repeat(20))])));
  await store.close();
  return store.incarnation;
}

/** Checks that all states are there, each once and in the shard of its lane. */
async function check(directory: string, rows: number, incarnation: string): Promise<void> {
  await readStores(directory, async (readers) => {
    let found = 0;
    for (const [shard, reader] of readers.entries()) {
      assert.equal(reader.incarnation, incarnation);
      for (const { key, value } of await reader.scan('s', 't', rows + 1)) {
        found++;
        assert.equal(value.toString(), key.repeat(20));
        const lane = (parseInt(key.slice(1, 4), 36) % PARTITIONS) % LANES;
        assert.equal(lane % readers.length, shard);
      }
    }
    assert.equal(found, rows);
  });
}

test('a store is spread over more shards and fewer, and is the same afterwards', async (t) => {
  const directory = temporaryDirectory(t);
  const incarnation = await fill(directory, 2_000);
  assert.equal(await storedShards(directory), 1);
  for (const shards of [2, 8, 3, 1, 4]) {
    const progress: number[] = [];
    await changeShards(directory, shards, { onProgress: (rows) => progress.push(rows) });
    assert.equal(await storedShards(directory), shards);
    await check(directory, 2_000, incarnation);
  }
  assert.deepEqual((await readdir(directory)).toSorted(), ['shards-4', 'shards.json']);
});

test('new stores for several shards have one incarnation', async (t) => {
  const directory = temporaryDirectory(t);
  assert.equal(await storedShards(directory), undefined);
  await changeShards(directory, 3);
  const incarnations = await readStores(directory, async (readers) =>
    readers.map(({ incarnation }) => incarnation),
  );
  assert.equal(incarnations.length, 3);
  assert.equal(new Set(incarnations).size, 1);
});

test('what the first change of the number left when it was killed is removed', async (t) => {
  const directory = temporaryDirectory(t);
  const incarnation = await fill(directory, 10);
  for (const name of ['resharding-1/0', 'shards-2/0'])
    await mkdir(join(directory, name), { recursive: true });
  await removeLeftovers(directory);
  const names = await readdir(directory);
  assert.deepEqual(
    names.filter((name) => /^(rows|shards|resharding)/.test(name)),
    ['rows'],
  );
  await check(directory, 10, incarnation);
});

test('stores that are open somewhere are not spread, and neither is what can not be', async (t) => {
  const directory = temporaryDirectory(t);
  await fill(directory, 10);
  const store = await openStore({ directory });
  await assert.rejects(changeShards(directory, 2), { code: 'STATEFUN_STORE_LOCKED' });
  await store.close();
  await assert.rejects(changeShards(directory, 9), { code: 'STATEFUN_STORE_LIMIT' });
  await assert.rejects(changeShards(directory, 0), { code: 'STATEFUN_STORE_LIMIT' });
  assert.equal(await storedShards(directory), 1);
});

test('a pointer that makes no sense is refused, and says what to do', async (t) => {
  const directory = temporaryDirectory(t);
  for (const content of ['', '{"shards": 99}', '[]']) {
    await writeFile(join(directory, 'shards.json'), content);
    await assert.rejects(storedShards(directory), { code: 'STATEFUN_STORE_DAMAGED', message: /shards-N/ });
  }
});

test('a store of one shard that is gone is told, and not made anew', async (t) => {
  const directory = temporaryDirectory(t);
  await fill(directory, 100);
  await changeShards(directory, 3);
  await rm(join(directory, 'shards-3/1'), { recursive: true });
  const uses = [
    () => storedShards(directory),
    () => changeShards(directory, 2),
    () => readStores(directory, async () => {}),
  ];
  for (const use of uses)
    await assert.rejects(use(), { code: 'STATEFUN_STORE_DAMAGED', message: /shards-3\/1/ });
});

test(`${KILLS} times kill -9 while the shards change: the stores are what they were, or what they are to be`, async (t) => {
  const directory = temporaryDirectory(t);
  const rows = 20_000;
  const incarnation = await fill(directory, rows);
  const random = new Random(11);
  const script = join(import.meta.dirname, 'children/change-shards.ts');
  let shards = 1;
  let ended = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const next = 1 + ((shards + random.below(7)) % LANES);
    const child = spawn(process.execPath, [script, directory, `${next}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.on('data', (data: Buffer) => {
      told += data.toString();
      if (told === 'begins\n') setTimeout(() => child.kill('SIGKILL'), random.below(500));
    });
    await new Promise((resolve) => child.once('close', resolve));
    if (told.includes('has')) ended++;
    const stored = await storedShards(directory);
    assert.ok(stored === next || (stored === shards && !told.includes('has')), `${stored} after ${told}`);
    shards = stored;
    await check(directory, rows, incarnation);
  }
  assert.ok(ended < KILLS, 'some were killed');
  await removeLeftovers(directory);
  const names = await readdir(directory);
  const kept = shards === 1 ? 'rows' : `shards-${shards}`;
  assert.deepEqual(
    names.filter((name) => /^(rows|shards-|resharding-)/.test(name)),
    [kept],
  );
  assert.equal(shardDirectories(directory, shards).length, shards);
});
