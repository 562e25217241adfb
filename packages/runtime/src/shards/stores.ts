import type { Limits, Observer } from '@statefun-ts/engine';
import { DEFAULT_LIMITS } from '@statefun-ts/engine';
import { SHARDS_MAX, WRITE_BUFFER_BYTES, changeShards, storedShards } from '@statefun-ts/store';
import { availableParallelism } from 'node:os';

const PROGRESS_EVERY_MS = 2_000;

/** How many shards a new application has when nobody says: one for each core. */
const defaultShards = (): number => Math.min(SHARDS_MAX, availableParallelism());

/** How many shards there are to be: as many as are `wanted`, or as the stores in a directory are for. */
export const shardsFor = async (directory: string, wanted: number | undefined): Promise<number> =>
  wanted ?? (await storedShards(directory)) ?? defaultShards();

/** Makes the stores of a directory ones for `shards` shards. Rejects with what `changeShards` rejects with. */
export async function prepareStores(directory: string, shards: number, observer: Observer): Promise<void> {
  const stored = await storedShards(directory);
  if (stored !== undefined && stored !== shards)
    observer.log('info', `the store is spread over ${shards} shards, and was over ${stored}`, { directory });
  let toldAtMs = performance.now();
  const onProgress = (rows: number): void => {
    if (performance.now() - toldAtMs < PROGRESS_EVERY_MS) return;
    toldAtMs = performance.now();
    observer.log('info', `spread ${rows} rows`, { directory });
  };
  await changeShards(directory, shards, { onProgress });
}

/** Smaller ones make LevelDB write many small tables, and merge them. */
const WRITE_BUFFER_BYTES_MIN = 2 * 1024 * 1024;

/** LevelDB's memory for the store of one of several shards. */
export const writeBufferBytesOfShard = (shards: number): number =>
  Math.max(WRITE_BUFFER_BYTES_MIN, Math.floor(WRITE_BUFFER_BYTES / shards));

/** What shards share of the limits. */
const SHARED = [
  'windowMessagesMax',
  'queuedBytesMax',
  'busyAddressesMax',
  'idleAddressesMax',
  'workingSetTrialMessages',
  'cachedStateBytesMax',
  'rowCacheBytesMax',
  'callBytesMax',
  'timersMax',
] as const;

/** What one of several shards may use of what all of them may. */
export const limitsOfShard = (limits: Partial<Limits>, shards: number): Partial<Limits> => ({
  ...limits,
  ...Object.fromEntries(
    SHARED.map((name) => [name, Math.ceil((limits[name] ?? DEFAULT_LIMITS[name]) / shards)]),
  ),
});
