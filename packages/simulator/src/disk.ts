import type { EpochWrites, Row } from '@statefun-ts/engine';

import type { History } from './history.ts';
import type { Prng } from './random.ts';

const isHigh = (unit: number): boolean => unit >= 0xd800;

/** Code point order, which is the order of UTF-8 bytes. Surrogates stand for code points above all others. */
export const compareKeys = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (!isHigh(x) || !isHigh(y)) return x - y;
    const isSurrogate = (unit: number): boolean => unit <= 0xdfff;
    return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
};

/** The rows that survive a crash. */
export class Disk {
  readonly #history: History;
  readonly #label: string;
  readonly #rows = new Map<string, Uint8Array>();
  #keys: string[] | null = [];
  #undo = new Map<string, Uint8Array | null>();
  /** The epoch that is being written. */
  pending: { readonly epoch: number; readonly writes: EpochWrites } | null = null;
  epoch = 0;

  /** `label` tells the rows of disks apart that share a history. */
  constructor(history: History, label = '') {
    this.#history = history;
    this.#label = label;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): Uint8Array | undefined {
    return this.#rows.get(key)?.slice();
  }

  scan(from: string, to: string, limit: number): Row[] {
    this.#keys ??= [...this.#rows.keys()].toSorted(compareKeys);
    const rows: Row[] = [];
    for (let i = this.#lowerBound(from); i < this.#keys.length && rows.length < limit; i++) {
      const key = this.#keys[i] as string;
      if (compareKeys(key, to) >= 0) break;
      rows.push({ key, value: (this.#rows.get(key) as Uint8Array).slice() });
    }
    return rows;
  }

  #lowerBound(from: string): number {
    const keys = this.#keys ?? [];
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareKeys(keys[middle] as string, from) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Nothing was ever on it. For a disk whose rows are on others now. */
  wipe(): void {
    this.#write(new Map(Array.from(this.#rows.keys(), (key) => [key, null])));
  }

  /** The first rows of a new disk. */
  fill(rows: readonly Row[]): void {
    this.#write(new Map(rows.map(({ key, value }) => [key, value])));
  }

  /** Makes the pending epoch durable. */
  applyPending(): void {
    if (this.pending === null) return;
    const { epoch, writes } = this.pending;
    this.pending = null;
    this.#undo = new Map(Array.from(writes.keys(), (key) => [key, this.#rows.get(key) ?? null]));
    this.#write(writes);
    this.epoch = epoch;
  }

  /** What a disk does whose owner was told too early that an epoch is synced: it, or half of it, is lost. */
  loseLast(random: Prng, how: 'left-out' | 'torn'): void {
    const lost = [...this.#undo].filter(() => how === 'left-out' || random.chance(0.5));
    if (how === 'left-out' && lost.length > 0) this.epoch--;
    this.#write(new Map(lost));
    this.#undo = new Map();
  }

  #write(writes: EpochWrites): void {
    for (const [key, value] of writes) {
      if (this.#rows.has(key) !== (value !== null)) this.#keys = null;
      if (value === null) this.#rows.delete(key);
      else this.#rows.set(key, value);
    }
    this.#history.applied(writes, this.#label);
  }
}
