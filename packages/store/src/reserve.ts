import { randomFillSync } from 'node:crypto';
import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from './store-error.ts';

/** Its file, in the directory of a store. */
export const RESERVE = 'reserve';
const CHUNK_BYTES = 1024 * 1024;

/**
 * Makes the reserve: a file that holds room on the disk, so that a store that ran into a full disk can still be
 * opened. Its bytes are random, since some file systems give no room to zeros. `headroomBytes` must be free beside
 * it, or the store would run into the full disk again at once. Rejects with `STATEFUN_STORE_FULL`, or the file
 * system's error.
 */
export async function ensureReserve(directory: string, bytes: number, headroomBytes: number): Promise<void> {
  const path = join(directory, RESERVE);
  const present = await stat(path).catch(() => undefined);
  if (present !== undefined && present.size !== bytes) await rm(path);
  if (bytes === 0) return;
  const neededBytes = headroomBytes + (present?.size === bytes ? 0 : bytes);
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < neededBytes) {
    throw new StoreError(
      'STATEFUN_STORE_FULL',
      `The disk of the store in ${directory} is full: ${bavail * bsize} bytes are free, and ${neededBytes} are ` +
        'needed to go on. Make room, then open it again; nothing committed is lost.',
    );
  }
  if (present?.size === bytes) return;
  await fill(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
}

/** Gives the room of the reserve back. True if there was one. */
export async function releaseReserve(directory: string): Promise<boolean> {
  return rm(join(directory, RESERVE)).then(
    () => true,
    () => false,
  );
}

async function fill(path: string, bytes: number): Promise<void> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    await using file = await open(path, 'w');
    for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
      await file.writeFile(randomFillSync(chunk).subarray(0, Math.min(left, CHUNK_BYTES)));
    }
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
