import type { EpochLog, EpochWrites, Row } from '@statefun-ts/engine';

/** A log that is gone with the process. One lane, so that records go out in the order in which they came about. */
export class MemoryLog implements EpochLog {
  readonly incarnation = 'memory';
  readonly partitions = 1;
  readonly lanes = 1;
  epoch = 0;
  readonly #rows = new Map<string, Uint8Array>();

  get(key: string): Uint8Array | undefined {
    return this.#rows.get(key);
  }

  scan(from: string, to: string, limit: number): Promise<Row[]> {
    const [first, end] = [Buffer.from(from), Buffer.from(to)];
    const rows = Array.from(this.#rows, ([key, value]) => ({ key, value, order: Buffer.from(key) }))
      .filter(({ order }) => first.compare(order) <= 0 && order.compare(end) < 0)
      .toSorted((a, b) => a.order.compare(b.order))
      .slice(0, limit);
    return Promise.resolve(rows);
  }

  commit(epoch: number, writes: EpochWrites): Promise<void> {
    for (const [key, value] of writes) {
      if (value === null) this.#rows.delete(key);
      else this.#rows.set(key, value.slice());
    }
    this.epoch = epoch;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
