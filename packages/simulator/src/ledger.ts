import type { Prng } from './random.ts';

interface Mark {
  readonly incarnation: string;
  /** One past the last sequence that is out. */
  readonly next: number;
}

/** Records for one place outside, and perhaps the mark that goes with them. */
export interface Transaction {
  readonly stream: string;
  readonly lane: number;
  readonly records: readonly string[];
  readonly mark: Mark | null;
}

/** The system outside that an egress writes to. It outlives processes; a transaction happens or does not. */
export class Ledger {
  readonly #records = new Map<string, string[]>();
  readonly #marks = new Map<string, Mark>();
  /** Begun by a process that may die: whether they happen is open until somebody fences them. */
  readonly #open = new Set<Transaction>();

  begin(transaction: Transaction): void {
    this.#open.add(transaction);
  }

  commit(transaction: Transaction): void {
    if (!this.#open.delete(transaction)) return;
    const records = this.#records.get(transaction.stream) ?? [];
    records.push(...transaction.records);
    this.#records.set(transaction.stream, records);
    if (transaction.mark !== null) this.#marks.set(transaction.stream, transaction.mark);
  }

  abort(transaction: Transaction): void {
    this.#open.delete(transaction);
  }

  /** Who wrote to these lanes has died: each open transaction turns out to have happened, or not. */
  fence(lanes: readonly number[], random: Prng): void {
    for (const transaction of this.#open) {
      if (!lanes.includes(transaction.lane)) continue;
      if (random.chance(0.5)) this.commit(transaction);
      else this.abort(transaction);
    }
  }

  mark(stream: string): Mark | undefined {
    return this.#marks.get(stream);
  }

  /** All that arrived, by stream, in order. */
  streams(): Iterable<[stream: string, records: readonly string[]]> {
    return this.#records;
  }
}
