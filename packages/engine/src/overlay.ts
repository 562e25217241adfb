import type { EpochLog, EpochWrites } from './ports.ts';
import type { Lent } from './row-cache.ts';
import { NOT_LENT, RowCache } from './row-cache.ts';

/** What reads rows: committed ones, or with the changes that are still to be committed. */
export interface RowReader {
  get(key: string): Uint8Array | undefined;
}

/** What a row costs besides its bytes, roughly. */
const ROW_OVERHEAD_BYTES = 100;

/**
 * The changes of the running epoch and of the one that is being committed, over the committed rows; before them a cache of
 * rows as they are now. All reads inside the engine go through it, so that they see what the engine did and not only what
 * is durable.
 */
export class Overlay implements RowReader {
  readonly #log: Pick<EpochLog, 'get'>;
  readonly #cache: RowCache;
  #running = new Map<string, Uint8Array | null>();
  #committing: EpochWrites | undefined;
  #runningBytes = 0;

  constructor(log: Pick<EpochLog, 'get'>, cacheBytesMax: number) {
    this.#log = log;
    this.#cache = new RowCache(cacheBytesMax);
  }

  /** Roughly the bytes of the running epoch's changes. */
  get runningBytes(): number {
    return this.#runningBytes;
  }

  get dirty(): boolean {
    return this.#running.size > 0;
  }

  get(key: string): Uint8Array | undefined {
    const known = this.#cache.get(key);
    if (known !== undefined) return known ?? undefined;
    const value = this.#read(key);
    this.#cache.add(key, value ?? null);
    return value;
  }

  #read(key: string): Uint8Array | undefined {
    let value = this.#running.get(key);
    if (value !== undefined) return value ?? undefined;
    value = this.#committing?.get(key);
    if (value !== undefined) return value ?? undefined;
    return this.#log.get(key);
  }

  /**
   * Lends the row that was read last, to who keeps it in memory. Until it is given back, only they read and write it, and the cache is not
   * told of each write.
   */
  lend(): Lent {
    return this.#cache.lend();
  }

  /** The row is not kept in memory any more, and is as it was, or has this now (`null`: nothing). */
  giveBack(lent: Lent, value?: Uint8Array | null): void {
    this.#cache.giveBack(lent, value);
  }

  put(key: string, value: Uint8Array, lent = NOT_LENT): void {
    this.#write(key, value, lent);
  }

  delete(key: string, lent = NOT_LENT): void {
    this.#write(key, null, lent);
  }

  #write(key: string, value: Uint8Array | null, lent: Lent): void {
    this.#running.set(key, value);
    this.#runningBytes += (value?.length ?? 0) + ROW_OVERHEAD_BYTES;
    if (lent === NOT_LENT || !this.#cache.holds(lent)) this.#cache.update(key, value);
  }

  /** Ends the running epoch: its writes, to be committed. They stay visible until `committed`. */
  seal(): EpochWrites {
    const writes = this.#running;
    this.#committing = writes;
    this.#running = new Map();
    this.#runningBytes = 0;
    return writes;
  }

  /** The sealed epoch is durable: reads find it in the log. */
  committed(): void {
    this.#committing = undefined;
  }
}
