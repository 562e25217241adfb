import type { Limits, Observer } from '@statefun-ts/engine';
import { DEFAULT_LIMITS } from '@statefun-ts/engine';
import { SHARDS_MAX, changeShards, shardDirectories, storedShards } from '@statefun-ts/store';
import { availableParallelism } from 'node:os';

const PROGRESS_EVERY_MS = 2_000;

/**
 * How many shards a new application has when nobody says: one for each core but one, which runs the ingresses and
 * egresses.
 */
export const defaultShards = (): number => Math.min(SHARDS_MAX, Math.max(1, availableParallelism() - 1));

/**
 * The directories of the stores of `wanted` shards, or of as many as the stores there are for; they are spread anew
 * where that is another number. Rejects with what `changeShards` rejects with.
 */
export async function prepareStores(
  directory: string,
  wanted: number | undefined,
  observer: Observer,
): Promise<string[]> {
  const stored = await storedShards(directory);
  const shards = wanted ?? stored ?? defaultShards();
  if (stored !== undefined && stored !== shards) {
    observer.log('info', `the store is spread over ${shards} shards, and was over ${stored}`, { directory });
    let toldAtMs = performance.now();
    const onProgress = (rows: number): void => {
      if (performance.now() - toldAtMs < PROGRESS_EVERY_MS) return;
      toldAtMs = performance.now();
      observer.log('info', `spread ${rows} rows`, { directory });
    };
    await changeShards(directory, shards, { onProgress });
  } else {
    await changeShards(directory, shards);
  }
  return shardDirectories(directory, shards);
}

const SHARED = [
  'windowMessagesMax',
  'queuedBytesMax',
  'busyAddressesMax',
  'idleAddressesMax',
  'cachedStateBytesMax',
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
