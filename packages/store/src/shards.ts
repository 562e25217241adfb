import { randomUUID } from 'node:crypto';
import { readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochWrites } from '@statefun-ts/engine';
import { reshard } from '@statefun-ts/engine';
import { syncDirectory, writeDurably } from './files.ts';
import { hasRows, openStore, readStore } from './open.ts';
import { RESERVE } from './reserve.ts';
import { DEFAULT_LANES } from './settings.ts';
import type { Store, StoreReader } from './store.ts';
import { DAMAGE_ADVICE, StoreError, asStoreError } from './store-error.ts';

/**
 * The stores of an application with several shards. With one shard, the store is in the application's directory
 * itself; with N, there is one in each of `shards-N/0`, `shards-N/1` and so on. The file `shards.json` says which of
 * them count, where there were ever several: whatever else is there is left over.
 */
const POINTER = 'shards.json';
const UNFINISHED = 'resharding-';
const FOLDER = /^shards-\d+$/;
const ROWS = 'rows';
/** The most shards that a store can have: each owns a lane at least. */
export const SHARDS_MAX = DEFAULT_LANES;
/** An epoch of a new store has about this much. */
const EPOCH_BYTES = 8 * 1024 * 1024;
const ROW_OVERHEAD_BYTES = 100;

/** The directories of an application's stores, one for each shard. */
export const shardDirectories = (directory: string, shards: number): string[] =>
  shards === 1
    ? [directory]
    : Array.from({ length: shards }, (_, shard) => join(directory, `shards-${shards}`, String(shard)));

/** How many shards the stores in a directory are for; undefined when there is none. */
export async function storedShards(directory: string): Promise<number | undefined> {
  const pointer = await readFile(join(directory, POINTER), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw asStoreError(error, 'be opened', directory);
  });
  if (pointer === undefined) return (await hasRows(directory)) ? 1 : undefined;
  const shards = shardsIn(pointer);
  if (shards !== undefined) {
    await requireAll(directory, shards);
    return shards;
  }
  throw new StoreError(
    'STATEFUN_STORE_DAMAGED',
    `The file ${join(directory, POINTER)} should say {"shards": N}, with N from 1 to ${SHARDS_MAX}. It says which stores ` +
      `count: N is the number in the name of the folder shards-N, or 1 where there is none.`,
  );
}

/** A store that is gone must not be taken for one that is to be made: the rest would go on without what it held. */
async function requireAll(directory: string, shards: number): Promise<void> {
  for (const each of shardDirectories(directory, shards)) {
    if (await hasRows(each)) continue;
    throw new StoreError(
      'STATEFUN_STORE_DAMAGED',
      `The store of a shard is not there: ${each} should hold it, as ${join(directory, POINTER)} says. ${DAMAGE_ADVICE}`,
    );
  }
}

function shardsIn(pointer: string): number | undefined {
  try {
    const { shards } = JSON.parse(pointer) as { shards?: unknown };
    return typeof shards === 'number' && Number.isInteger(shards) && shards >= 1 && shards <= SHARDS_MAX
      ? shards
      : undefined;
  } catch {
    return undefined;
  }
}

/** What `changeShards` tells of its progress. */
export interface ChangeOptions {
  /** Called after each epoch of the new stores, with the rows that were written by then. */
  readonly onProgress?: (rows: number) => void;
}

/**
 * Makes the stores of a directory ones for `shards` shards, whatever they are now. All is written aside and takes its
 * place in one step, so that a crash leaves what was there before or what is to be; until then, twice the room is
 * needed. No process may have the stores open.
 *
 * Rejects with what `openStore` rejects with, and with `STATEFUN_STORE_LIMIT` for a number that can't be.
 */
export async function changeShards(
  directory: string,
  shards: number,
  options: ChangeOptions = {},
): Promise<void> {
  if (!Number.isInteger(shards) || shards < 1 || shards > SHARDS_MAX) {
    throw new StoreError(
      'STATEFUN_STORE_LIMIT',
      `The store in ${directory} can't be for ${shards} shards: it must be a whole number from 1 to ${SHARDS_MAX}.`,
    );
  }
  const present = await storedShards(directory);
  if (present === shards || (present === undefined && shards === 1)) return;
  const stores: Store[] = [];
  try {
    for (const each of present === undefined ? [] : shardDirectories(directory, present))
      stores.push(await openStore({ directory: each, reserveBytes: 0 }));
    await write(directory, stores, shards, options);
  } finally {
    for (const store of stores) await store.close();
  }
  await removeLeftovers(directory);
}

async function write(
  directory: string,
  stores: readonly Store[],
  shards: number,
  { onProgress }: ChangeOptions,
): Promise<void> {
  const aside = join(directory, UNFINISHED + randomUUID());
  const [first] = stores;
  const incarnation = first?.incarnation ?? randomUUID();
  const spread = first && { partitions: first.partitions, lanes: first.lanes };
  const targets: Target[] = [];
  try {
    for (let shard = 0; shard < shards; shard++)
      targets.push(
        new Target(
          await openStore({ directory: join(aside, String(shard)), reserveBytes: 0, incarnation, ...spread }),
        ),
      );
    let rows = 0;
    for await (const { shard, key, value } of reshard(stores, shards)) {
      rows++;
      if (await targets[shard]?.put(key, value)) onProgress?.(rows);
    }
    for (const target of targets) await target.finish();
    await takePlace(directory, aside, shards);
  } catch (error) {
    for (const target of targets) await target.abandon();
    await rm(aside, { recursive: true, force: true });
    throw asStoreError(error, `be spread over ${shards} shards`, directory);
  }
}

/** What counts changes with the pointer, in one step. */
async function takePlace(directory: string, aside: string, shards: number): Promise<void> {
  const [from, to] =
    shards === 1
      ? [join(aside, '0', ROWS), join(directory, ROWS)]
      : [aside, join(directory, `shards-${shards}`)];
  await syncDirectory(aside);
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
  await syncDirectory(directory);
  await writeDurably(directory, POINTER, `${JSON.stringify({ shards })}\n`);
}

/** A new store that is being written. */
class Target {
  readonly #store: Store;
  #writes = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Adds a row; true when that ended an epoch. */
  async put(key: string, value: Uint8Array): Promise<boolean> {
    this.#writes.set(key, value);
    this.#bytes += key.length + value.length + ROW_OVERHEAD_BYTES;
    if (this.#bytes < EPOCH_BYTES) return false;
    await this.#commit();
    return true;
  }

  async #commit(): Promise<void> {
    const writes: EpochWrites = this.#writes;
    this.#writes = new Map();
    this.#bytes = 0;
    await this.#store.commit(this.#store.epoch + 1, writes);
  }

  async finish(): Promise<void> {
    await this.#commit();
    await this.#store.close();
  }

  async abandon(): Promise<void> {
    await this.#store.close().catch(() => undefined);
  }
}

/** Removes what a change of the number of shards left. To be called by who has the stores open, or nobody else may. */
export async function removeLeftovers(directory: string): Promise<void> {
  const shards = await storedShards(directory);
  if (shards === undefined) return;
  const isLeftOver = (name: string): boolean =>
    name.startsWith(UNFINISHED) ||
    (FOLDER.test(name) && name !== `shards-${shards}`) ||
    ((name === ROWS || name === RESERVE) && shards !== 1);
  for (const name of (await readdir(directory)).filter(isLeftOver))
    await rm(join(directory, name), { recursive: true, force: true });
}

/**
 * Opens the stores of all shards to read from them, for tools, while no runtime runs; closes them when `use` is done.
 * Rejects as `readStore` does.
 */
export async function readStores<T>(
  directory: string,
  use: (readers: readonly StoreReader[]) => Promise<T>,
): Promise<T> {
  const open = (directories: readonly string[], readers: readonly StoreReader[]): Promise<T> => {
    const [next, ...rest] = directories;
    return next === undefined ? use(readers) : readStore(next, (reader) => open(rest, [...readers, reader]));
  };
  return open(shardDirectories(directory, (await storedShards(directory)) ?? 1), []);
}
