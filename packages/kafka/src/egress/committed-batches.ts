import type { fetchV12, RecordsBatch } from '@platformatic/kafka';

const transactional = 1 << 4;
const control = 1 << 5;

/** A batch of a `read_committed` fetch. */
export interface FetchedBatch {
  /** Undefined for what consumers don't get: aborted records and the ends of transactions. */
  readonly batch: RecordsBatch | undefined;
  /** The offset after the batch. */
  readonly end: number;
}

/**
 * The batches of one answer. Brokers send aborted records too, with a list of which producer's records are
 * aborted from which offset on; each such stretch lasts until the producer's next control batch.
 */
export function committedBatches(partition: fetchV12.FetchResponsePartition): FetchedBatch[] {
  const aborted = partition.abortedTransactions.toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<bigint>();
  return (partition.records ?? []).map((batch) => {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    for (let first = aborted[0]; first !== undefined && first.firstOffset <= last; first = aborted[0]) {
      aborting.add(first.producerId);
      aborted.shift();
    }
    const end = Number(last) + 1;
    if ((batch.attributes & control) !== 0) {
      aborting.delete(batch.producerId);
      return { batch: undefined, end };
    }
    const hidden = (batch.attributes & transactional) !== 0 && aborting.has(batch.producerId);
    return { batch: hidden ? undefined : batch, end };
  });
}
