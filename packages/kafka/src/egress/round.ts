import type { Clock } from '@statefun-ts/engine';
import { PartitionBatch, type OutgoingRecord, type StreamCursor } from './partition-batch.ts';
import { recordBytes } from './record-size.ts';

/** What goes out together: in a transaction, if there are transactions. */
export class Round {
  /** How far each stream is covered: the sequence after its last record here. */
  readonly positions = new Map<StreamCursor, number>();
  bytes = 0;
  readonly #clock: Clock;
  /** Per topic and partition, batches in the order in which they have to go. */
  readonly #topics = new Map<string, PartitionBatch[][]>();
  readonly #sticky = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The partition that records without a key go to: one and the same until its batch is full. */
  stickyPartition(topic: string, choose: () => number): number {
    let partition = this.#sticky.get(topic);
    if (partition === undefined) {
      partition = choose();
      this.#sticky.set(topic, partition);
    }
    return partition;
  }

  /** Adds a record to its partition's last batch, or begins a new one when that would get too large. */
  add(topic: string, partition: number, record: OutgoingRecord, batchBytesMax: number): void {
    const queue = this.#queue(topic, partition);
    let batch = queue.at(-1);
    const bytes = recordBytes(batch?.encoder.count ?? 0, record.key, record.value);
    if (batch === undefined || batch.encoder.bytes + bytes > batchBytesMax) {
      if (batch !== undefined) this.#sticky.delete(topic);
      batch = new PartitionBatch(topic, partition, this.#clock.wallMs());
      queue.push(batch);
    }
    batch.add(record);
    this.bytes += bytes;
  }

  get topics(): string[] {
    return [...this.#topics.keys()];
  }

  /** The batches of each partition, in the order in which they have to go. */
  queues(): PartitionBatch[][] {
    const queues: PartitionBatch[][] = [];
    for (const partitions of this.#topics.values()) {
      // The list of partitions may have holes, which `forEach` leaves out.
      partitions.forEach((queue) => queues.push(queue));
    }
    return queues;
  }

  #queue(topic: string, partition: number): PartitionBatch[] {
    let partitions = this.#topics.get(topic);
    if (partitions === undefined) {
      partitions = [];
      this.#topics.set(topic, partitions);
    }
    return (partitions[partition] ??= []);
  }
}
