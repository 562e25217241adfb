import type { EpochLog, EpochWrites } from './ports.ts';
import type { Slot } from './row-cache.ts';
import { NO_SLOT, RowCache } from './row-cache.ts';

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

  /** Of the row that was read last, in the cache. */
  get slot(): Slot {
    return this.#cache.slot;
  }

  /** Writes a row. Who writes it again and again hands over the slot that they had last, of a read or a write, and it need not be looked for. */
  put(key: string, value: Uint8Array, slot = NO_SLOT): Slot {
    return this.#write(key, value, slot);
  }

  /** The same for a row that is to be no more. */
  delete(key: string, slot = NO_SLOT): Slot {
    return this.#write(key, null, slot);
  }

  #write(key: string, value: Uint8Array | null, slot: Slot): Slot {
    this.#running.set(key, value);
    this.#runningBytes += (value?.length ?? 0) + ROW_OVERHEAD_BYTES;
    if (!this.#cache.write(slot, value)) this.#cache.update(key, value);
    return this.#cache.slot;
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
