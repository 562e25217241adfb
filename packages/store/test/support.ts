import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import { StoreError, openStore } from '../src/index.ts';
import type { Store, StoreOptions } from '../src/index.ts';

/** A directory that is removed after the test. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'statefun-store-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Opens a store without a reserve, which few tests need, and closes it after the test. */
export async function openForTest(
  t: TestContext,
  directory: string,
  options: Partial<StoreOptions> = {},
): Promise<Store> {
  const store = await openStore({ directory, reserveBytes: 0, ...options });
  t.after(() => store.close());
  return store;
}

export type State = Map<string, string>;

/** All rows of a store, as text; each row is read by a scan and by its key. */
export async function stateOf(store: Pick<Store, 'scan' | 'get'>): Promise<State> {
  const rows = await store.scan('', '\u{10ffff}', 1_000_000);
  return new Map(
    rows.map(({ key, value }) => {
      const text = Buffer.from(value).toString('latin1');
      if (store.get(key)?.toString('latin1') !== text) throw new Error(`get and scan differ at ${key}`);
      return [key, text];
    }),
  );
}

/** Commits random epochs; returns what the rows are after each, by epoch. */
export async function commitRandomly(
  store: Store,
  epochs: number,
  { seed, keys, bytesMax }: { seed: number; keys: number; bytesMax: number },
): Promise<Map<number, State>> {
  const random = new Random(seed);
  let state = await stateOf(store);
  const history = new Map([[store.epoch, state]]);
  for (let step = 0; step < epochs; step++) {
    const writes = new Map<string, Buffer | null>();
    state = new Map(state);
    for (let count = 1 + random.below(6); count > 0; count--) {
      const key = `${'amsz'[random.below(4)]}/${random.below(keys)}`;
      const value = random.below(4) === 0 ? null : randomBytes(random, random.below(bytesMax));
      writes.set(key, value);
      if (value === null) state.delete(key);
      else state.set(key, value.toString('latin1'));
    }
    await store.commit(store.epoch + 1, writes);
    history.set(store.epoch, state);
  }
  return history;
}

/** Half of it compresses. */
function randomBytes(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length, 'compressible ');
  for (let index = 0; index < length; index += 2) bytes[index] = random.below(256);
  return bytes;
}

/** What a crash at this moment would leave on the disk. Tried again while LevelDB moves files around. */
export async function copyAsCrashed(from: string, to: string): Promise<void> {
  const files = async (): Promise<string> => (await readdir(join(from, 'rows'))).toSorted().join();
  for (let attempt = 0; attempt < 500; attempt++) {
    const before = await files();
    const copied = await cp(from, to, { recursive: true, filter: (path) => !path.endsWith('holder') }).then(
      () => true,
      () => false,
    );
    if (copied && before === (await files())) return;
    await rm(to, { recursive: true, force: true });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`The files of ${from} do not come to rest.`);
}

/** The paths of a store's files that end in `ending`, in order; `MANIFEST` finds that as well. */
export async function filesOf(directory: string, ending: string): Promise<string[]> {
  const rows = join(directory, 'rows');
  const names = await readdir(rows);
  return names
    .filter((name) => name.endsWith(ending) || name.startsWith(ending))
    .toSorted()
    .map((name) => join(rows, name));
}

export async function change(path: string, edit: (content: Buffer) => Buffer): Promise<void> {
  await writeFile(path, edit(await readFile(path)));
}

/** The content with one bit the other way. */
export function flip(content: Buffer, position: number, bit: number): Buffer {
  const flipped = Buffer.from(content);
  flipped.writeUInt8(flipped.readUInt8(position) ^ (1 << bit), position);
  return flipped;
}

/** Opens the store; what came of it: the code of the error, or the last epoch and the rows. */
export async function outcomeOf(
  directory: string,
): Promise<{ code: string } | { epoch: number; state: State }> {
  try {
    const store = await openStore({ directory, reserveBytes: 0 });
    try {
      return { epoch: store.epoch, state: await stateOf(store) };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreError) return { code: error.code };
    throw error;
  }
}
