import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { openStore } from '../src/index.ts';
import { openForTest, temporaryDirectory } from './support.ts';

const run = promisify(execFile);
const child = (name: string): string => join(import.meta.dirname, 'children', name);

test('a full disk stops the store, loses nothing, and with room it goes on', async (t) => {
  const disk = join(temporaryDirectory(t), 'disk');
  await mkdir(disk);
  // The file system is seen by one process only, and goes away with it.
  const onSmallDisk = (...command: string[]): Promise<{ stdout: string }> => {
    const script = 'mount -t tmpfs -o size=72m none "$0" && exec "$@"';
    return run('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, disk, ...command]);
  };
  await onSmallDisk('true').catch((cause: unknown) => {
    const message =
      'This test needs Linux, and the right to mount a tmpfs with unshare --map-root-user --mount.';
    throw new Error(message, { cause });
  });
  const { stdout } = await onSmallDisk(process.execPath, child('full-disk.ts'), disk);
  const { told, ...seen } = JSON.parse(stdout) as { told: number; readFull: number; afterRoom: number };
  assert.ok(told > 10, `${told} epochs were committed before the disk was full`);
  assert.ok([0, 1].includes(seen.readFull), `read while full: ${seen.readFull} past the last epoch told`);
  assert.equal(seen.afterRoom, seen.readFull);
  assert.deepEqual(seen, {
    created: 'STATEFUN_STORE_FULL',
    failed: 'STATEFUN_STORE_FULL',
    failedAgain: 'STATEFUN_STORE_CLOSED',
    stillReads: 0,
    openFull: ['STATEFUN_STORE_FULL', 'STATEFUN_STORE_FULL'],
    readFull: seen.readFull,
    afterRoom: seen.afterRoom,
    commits: 'done',
    reserveBytes: 24 * 1024 * 1024,
    files: ['reserve', 'rows'],
  });
});

test('a write that the system refuses is an error that stays until the store is opened again', async (t) => {
  const directory = temporaryDirectory(t);
  const script = 'ulimit -f 4000 && exec "$1" "$2" "$3"';
  const { stdout } = await run('sh', [
    '-c',
    script,
    'sh',
    process.execPath,
    child('fill-until-error.ts'),
    directory,
  ]);
  const { epoch, code, kept } = JSON.parse(stdout) as { epoch: number; code: string; kept: string };
  assert.equal(code, 'STATEFUN_STORE_IO');
  assert.equal(kept, `${epoch - 1}`);
  const store = await openForTest(t, directory);
  assert.ok(store.epoch === epoch - 1 || store.epoch === epoch, `${store.epoch} is there, ${epoch} failed`);
  assert.equal(store.get('row')?.toString().split(' ')[0], `${store.epoch}`);
  await store.commit(store.epoch + 1, new Map([['row', Buffer.from('next')]]));
});

test('the reserve follows its setting', async (t) => {
  const directory = temporaryDirectory(t);
  const size = (): Promise<number> =>
    stat(join(directory, 'reserve')).then(
      (found) => found.size,
      () => 0,
    );
  for (const reserveBytes of [3_000_000, 1_000_000, 0]) {
    await (await openStore({ directory, reserveBytes })).close();
    assert.equal(await size(), reserveBytes);
  }
});
