import { access } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { lockedError } from './holder.ts';
import { releaseReserve } from './reserve.ts';
import { EMPTY_RANGE } from './rows.ts';
import type { Settings } from './settings.ts';
import { StoreError, asStoreError, chainOf } from './store-error.ts';
import type { Verification } from './verify.ts';
import { verifyFiles } from './verify.ts';

export type Database = ClassicLevel<string, Buffer>;

/** How much one step of an iterator brings from LevelDB. */
export const STEP_BYTES = 256 * 1024;

const TUNING = {
  keyEncoding: 'utf8',
  valueEncoding: 'buffer',
  cacheSize: 32 * 1024 * 1024,
  // Larger files mean fewer of them, and longer waits for a compaction when the store is closed.
  maxFileSize: 4 * 1024 * 1024,
  // Snappy: a third of the bytes for about the same CPU.
  compression: true,
} as const;

/** Makes an empty database. The directory must not be there. */
export async function createDatabase(path: string): Promise<Database> {
  const database: Database = new ClassicLevel(path, { ...TUNING, errorIfExists: true });
  await database.open();
  return database;
}

/**
 * Checks the files and opens the database. With a full disk it uses up the reserve.
 * Rejects with `STATEFUN_STORE_LOCKED`, `_DAMAGED`, `_FULL` or `_IO`.
 */
export async function openDatabase(
  path: string,
  settings: Pick<Settings, 'directory' | 'verifyBytesMax' | 'writeBufferBytes'>,
): Promise<{ database: Database; verification: Verification }> {
  const { directory, writeBufferBytes } = settings;
  await requireUnlocked(directory, path);
  const verification = await verifyFiles(path, settings.verifyBytesMax).catch(async (error: unknown) => {
    // Someone who opened it meanwhile changes files under our eyes.
    await requireUnlocked(directory, path);
    throw error;
  });
  const open = async (): Promise<Database> => {
    const database: Database = new ClassicLevel(path, {
      ...TUNING,
      writeBufferSize: writeBufferBytes,
      createIfMissing: false,
    });
    await database.open().catch((error: unknown) => rejectOpen(error, directory));
    return database;
  };
  const database = await open().catch(async (error: unknown) => {
    const full = error instanceof StoreError && error.code === 'STATEFUN_STORE_FULL';
    if (full && (await releaseReserve(directory))) return open();
    throw error;
  });
  return { database, verification };
}

/** Writes LevelDB's memory to a table, so that the next start has nothing to replay. */
export async function flush(database: Database): Promise<void> {
  await database.compactRange(...EMPTY_RANGE);
}

/** LevelDB takes its lock before it finds that the database exists, which it does not like here. */
async function requireUnlocked(directory: string, path: string): Promise<void> {
  await access(path);
  const probe = new ClassicLevel(path, { createIfMissing: false, errorIfExists: true });
  await probe.open().catch(async (error: unknown) => {
    if (isLocked(error)) throw await lockedError(directory, error);
  });
  await probe.close();
}

async function rejectOpen(error: unknown, directory: string): Promise<never> {
  throw isLocked(error) ? await lockedError(directory, error) : asStoreError(error, 'be opened', directory);
}

const isLocked = (error: unknown): boolean => chainOf(error).some(({ code }) => code === 'LEVEL_LOCKED');
