import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LastEpoch } from './chain.ts';
import { Chain, ChainCheck, decodeHeader, encodeHeader, genesisDigest } from './chain.ts';
import type { Database } from './database.ts';
import { STEP_BYTES, createDatabase, flush, openDatabase } from './database.ts';
import { syncDirectory } from './files.ts';
import { writeHolder } from './holder.ts';
import { decodeMeta, encodeMeta, requireMatch } from './meta.ts';
import { ensureReserve } from './reserve.ts';
import { HEADER_RANGE, META_KEY, epochOfHeader, headerKey, rowCrc, seal, unseal } from './rows.ts';
import type { Settings, StoreOptions } from './settings.ts';
import { DEFAULT_LANES, DEFAULT_PARTITIONS, settingsOf } from './settings.ts';
import type { StoreReader } from './store.ts';
import { Store } from './store.ts';
import { StoreError, asStoreError } from './store-error.ts';

/** The database's folder in the store's directory. A store exists once this is there. */
const ROWS = 'rows';
const UNFINISHED = 'new-';
const HEADERS_PER_STEP = 1000;

/**
 * Opens the store of a directory, creating it when there is none. Its files are checked first, and any damage
 * that can be known is refused by name; see docs/store.md. A store opens for writing only with its reserve in
 * place and some room beside it, so with a full disk it rejects until there is room.
 *
 * Rejects with `StoreError`: `STATEFUN_STORE_LOCKED`, `_DAMAGED`, `_GAP`, `_VERSION`, `_MISMATCH`, `_FULL`,
 * `_LIMIT`, `_IO`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const settings = settingsOf(options);
  const { directory } = settings;
  try {
    await mkdir(directory, { recursive: true });
    if (!(await hasRows(directory))) await createRows(settings);
    const store = await openRows(settings);
    try {
      await removeUnfinished(directory);
      await ensureReserve(directory, settings.reserveBytes, settings.writeBufferBytes);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  } catch (error) {
    throw asStoreError(error, 'be opened', directory);
  }
}

/**
 * Opens an existing store to read from it, for tools, while no runtime runs; closes it when `use` is done.
 * Rejects with `STATEFUN_STORE_ABSENT`, with what `openStore` rejects with, or with what `use` throws.
 */
export async function readStore<T>(directory: string, use: (reader: StoreReader) => Promise<T>): Promise<T> {
  if (!(await hasRows(directory))) {
    throw new StoreError(
      'STATEFUN_STORE_ABSENT',
      `There is no store in ${directory}. Check the directory's name.`,
    );
  }
  const store = await openRows(settingsOf({ directory })).catch((error: unknown) => {
    throw asStoreError(error, 'be opened', directory);
  });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Whether there is a store in the directory itself. */
export async function hasRows(directory: string): Promise<boolean> {
  return access(join(directory, ROWS)).then(
    () => true,
    () => false,
  );
}

/** Makes the database aside and moves it to its place when it is whole: a store exists or it does not. */
async function createRows(settings: Settings): Promise<void> {
  const { directory } = settings;
  const aside = join(directory, UNFINISHED + randomUUID());
  const incarnation = settings.incarnation ?? randomUUID();
  const rows: [key: string, value: Buffer][] = [
    [
      META_KEY,
      encodeMeta({
        incarnation,
        partitions: settings.partitions ?? DEFAULT_PARTITIONS,
        lanes: settings.lanes ?? DEFAULT_LANES,
      }),
    ],
    [
      headerKey(0),
      encodeHeader({ previous: genesisDigest(''), digest: genesisDigest(incarnation), firstKept: 0 }),
    ],
  ];
  try {
    const database = await createDatabase(aside);
    const batch = database.batch();
    for (const [key, value] of rows) batch.put(key, seal(value, rowCrc(key, value)));
    await batch.write({ sync: true });
    await flush(database);
    await database.close();
    await rename(aside, join(directory, ROWS));
    await syncDirectory(directory);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    // Another process may have been first; opening says whether it still has the store.
    if (!(await hasRows(directory))) throw error;
  }
}

async function openRows(settings: Settings): Promise<Store> {
  const { directory } = settings;
  const { database, verification } = await openDatabase(join(directory, ROWS), settings);
  try {
    const storedMeta = database.getSync(META_KEY);
    const meta = decodeMeta(storedMeta && unseal(META_KEY, storedMeta, directory), directory);
    requireMatch(meta, settings);
    const last = await lastEpoch(database, directory);
    const chain = new Chain(last, settings.writeBufferBytes);
    await writeHolder(directory);
    return new Store({ database, chain, meta, epoch: last.epoch, settings, verification });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The newest header, after the check that all which must be there are, and fit. */
async function lastEpoch(database: Database, directory: string): Promise<LastEpoch> {
  const [from, to] = HEADER_RANGE;
  const check = new ChainCheck();
  await using iterator = database.iterator({ gte: from, lt: to, highWaterMarkBytes: STEP_BYTES });
  for (;;) {
    const step = await iterator.nextv(HEADERS_PER_STEP);
    if (step.length === 0) return check.finish(directory);
    for (const [key, stored] of step) {
      check.add(epochOfHeader(key), decodeHeader(unseal(key, stored, directory)));
    }
  }
}

/** What an earlier attempt to create the store left. Only the holder of the lock may. */
async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(UNFINISHED)) await rm(join(directory, name), { recursive: true, force: true });
  }
}
