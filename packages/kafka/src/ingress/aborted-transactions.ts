import type { AbortedTransaction } from './fetch.ts';
import type { RecordBatch } from './record-batch.ts';

/**
 * Tells, batch by batch in log order, whether the records of a batch count. Control batches never do; those
 * of aborted transactions do not either, when the fetch names these (`read_committed`).
 */
export class AbortedTransactions {
  readonly #ahead: readonly AbortedTransaction[];
  #next = 0;
  readonly #open = new Set<bigint>();

  /** `aborted` by first offset, as a fetch gives them for the batches that it returns. */
  constructor(aborted: readonly AbortedTransaction[]) {
    this.#ahead = aborted;
  }

  counts(batch: RecordBatch): boolean {
    for (; this.#next < this.#ahead.length; this.#next++) {
      const transaction = this.#ahead[this.#next];
      if (transaction === undefined || transaction.firstOffset > batch.lastOffset) break;
      this.#open.add(transaction.producerId);
    }
    if (batch.isControl) {
      // While a producer's aborted transaction is open, its next marker is the one that ends it.
      this.#open.delete(batch.producerId);
      return false;
    }
    return !batch.isTransactional || !this.#open.has(batch.producerId);
  }
}
