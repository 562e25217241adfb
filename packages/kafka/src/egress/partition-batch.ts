import type { DeadLetterReason, OutboxStream } from '@statefun-ts/engine';
import { RecordBatchEncoder } from './record-batch.ts';

/** How far a stream has been read and delivered. */
export interface StreamCursor {
  readonly stream: OutboxStream;
  /** The next sequence to read. */
  next: number;
  /** All below are out. */
  done: number;
  /** Records that the broker refused, by sequence. They are rejected when it is their turn. */
  readonly refused: Map<number, DeadLetterReason>;
}

/** A record on its way, and where in the outbox it came from. */
export interface OutgoingRecord {
  readonly cursor: StreamCursor;
  readonly sequence: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array;
}

/** Records that go to one partition together. */
export class PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly encoder: RecordBatchEncoder;
  /** What the batch holds; empty for marks, which come from no outbox. */
  readonly records: OutgoingRecord[] = [];
  readonly #timestampMs: number;

  constructor(topic: string, partition: number, timestampMs: number) {
    this.topic = topic;
    this.partition = partition;
    this.#timestampMs = timestampMs;
    this.encoder = new RecordBatchEncoder(timestampMs);
  }

  add(record: OutgoingRecord): void {
    this.encoder.add(record.key, record.value);
    this.records.push(record);
  }

  /** Two batches of half the records each, in order. */
  halves(): [PartitionBatch, PartitionBatch] {
    const middle = this.records.length >> 1;
    return [this.#part(0, middle), this.#part(middle, this.records.length)];
  }

  #part(from: number, to: number): PartitionBatch {
    const part = new PartitionBatch(this.topic, this.partition, this.#timestampMs);
    for (const record of this.records.slice(from, to)) part.add(record);
    return part;
  }
}
