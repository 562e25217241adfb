import type { Clock, DeadLetterReason, OutboxStream, Random } from '@statefun-ts/engine';
import { kafkaProducerRecordCodec } from '@statefun-ts/protocol';
import { recordKey } from './admission.ts';
import type { TopicInfo } from './cluster.ts';
import type { OutgoingRecord, StreamCursor } from './partition-batch.ts';
import { partitionOfKey } from './partitioner.ts';
import { Round } from './round.ts';
import type { Topics } from './topics.ts';

/** A record that the broker refuses for good. */
export interface Refusal {
  readonly record: OutgoingRecord;
  readonly reason: DeadLetterReason;
}

export interface OutboxReaderOptions {
  readonly streams: () => readonly OutboxStream[];
  /** Called once for each stream before it is read; may throw to refuse it. */
  readonly opened: (stream: OutboxStream) => void;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly random: Random;
  /** A round takes no more than about this. */
  readonly roundBytesMax: number;
}

/**
 * Reads all streams of an egress's outbox, in turn, and sorts the records by where they go. A round is filled
 * while the one before is on its way. A stream is read no further than a record that has to wait: one whose
 * topic is not known, or one that is to be rejected, which happens when all before it are out.
 */
export class OutboxReader {
  readonly #options: OutboxReaderOptions;
  readonly #cursors = new Map<string, StreamCursor>();
  #round: Round;
  #turn = 0;

  constructor(options: OutboxReaderOptions) {
    this.#options = options;
    this.#round = new Round(options.clock);
  }

  /** Adds what is there to the next round, as far as there is room. */
  fill(): void {
    const streams = this.#options.streams();
    // Not the same stream first each time: it might take all the room.
    this.#turn = (this.#turn + 1) % Math.max(1, streams.length);
    for (const stream of [...streams.slice(this.#turn), ...streams.slice(0, this.#turn)]) {
      this.#readStream(this.#cursor(stream));
    }
  }

  /** What the next round holds so far. */
  get waitingBytes(): number {
    return this.#round.bytes;
  }

  /** The next round, unless it is empty. */
  take(): Round | undefined {
    if (this.#round.positions.size === 0) return undefined;
    const round = this.#round;
    this.#round = new Round(this.#options.clock);
    return round;
  }

  /** Forgets what was read but is not out, so that it is read again. */
  rewind(): void {
    this.#round = new Round(this.#options.clock);
    for (const cursor of this.#cursors.values()) {
      cursor.done = Math.max(cursor.done, cursor.stream.head);
      cursor.next = cursor.done;
    }
  }

  /** The records of a round are out, except those that were refused. */
  settle(round: Round, refusals: readonly Refusal[]): void {
    for (const { record, reason } of refusals.toSorted((a, b) => a.record.sequence - b.record.sequence)) {
      record.cursor.stream.done(record.sequence);
      record.cursor.stream.reject(record.sequence, reason);
    }
    for (const [cursor, next] of round.positions) {
      cursor.done = next;
      cursor.stream.done(next);
    }
  }

  /** These records are to be rejected when they are read again. */
  refuse(refusals: readonly Refusal[]): void {
    for (const { record, reason } of refusals) record.cursor.refused.set(record.sequence, reason);
  }

  #cursor(stream: OutboxStream): StreamCursor {
    const name = `${stream.lane}:${stream.channel}`;
    let cursor = this.#cursors.get(name);
    if (cursor === undefined) {
      this.#options.opened(stream);
      cursor = { stream, next: stream.head, done: stream.head, refused: new Map() };
      this.#cursors.set(name, cursor);
    }
    return cursor;
  }

  #readStream(cursor: StreamCursor): void {
    const { stream } = cursor;
    while (cursor.next < stream.tail) {
      const roomBytes = this.#options.roundBytesMax - this.#round.bytes;
      if (roomBytes <= 0) return;
      const records = stream.read(cursor.next, roomBytes);
      if (records.length === 0) return;
      for (const encoded of records) {
        const outcome = this.#readRecord(cursor, encoded);
        if (outcome === 'waits') return;
        // What was read behind it does not count: the stream says when it can be read.
        if (outcome === 'rejected') break;
      }
    }
  }

  #readRecord(cursor: StreamCursor, encoded: Uint8Array): 'added' | 'rejected' | 'waits' {
    const record = kafkaProducerRecordCodec.decode(encoded);
    const topic = this.#options.topics.find(record.topic);
    if (topic === undefined) return 'waits';
    const refusal = 'refusal' in topic ? topic.refusal : cursor.refused.get(cursor.next);
    if (refusal !== undefined) return reject(cursor, refusal) ? 'rejected' : 'waits';
    if (!('info' in topic)) return 'waits';
    const key = recordKey(record);
    const batchBytesMax = this.#options.topics.batchBytesMax(record.topic);
    const outgoing = { cursor, sequence: cursor.next, key, value: record.valueBytes };
    const partition =
      key === null
        ? this.#round.stickyPartition(record.topic, () => this.#anyPartition(topic.info))
        : partitionOfKey(key, topic.info.leaders.length);
    this.#round.add(record.topic, partition, outgoing, batchBytesMax);
    cursor.next++;
    this.#round.positions.set(cursor, cursor.next);
    return 'added';
  }

  /** Some partition, with a leader if there is one. */
  #anyPartition({ leaders }: TopicInfo): number {
    const first = Math.floor(this.#options.random() * leaders.length);
    for (let i = 0; i < leaders.length; i++) {
      const partition = (first + i) % leaders.length;
      if ((leaders[partition] ?? -1) >= 0) return partition;
    }
    return first;
  }
}

/** Rejects the record that a stream has come to, unless some before it are not out. */
function reject(cursor: StreamCursor, reason: DeadLetterReason): boolean {
  if (cursor.done < cursor.next) return false;
  cursor.stream.reject(cursor.next, reason);
  cursor.refused.delete(cursor.next);
  cursor.next++;
  cursor.done = cursor.next;
  cursor.stream.done(cursor.done);
  return true;
}
