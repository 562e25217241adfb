import { isUtf8 } from 'node:buffer';
import type { DeadLetterReason, SourcePartition, SourceRecord } from '@statefun-ts/engine';
import type { KafkaTopic } from '@statefun-ts/module';
import type { PartitionView } from './cluster.ts';
import { decodeJavaUtf8 } from './java-utf8.ts';
import type { LogEpoch } from './fetch.ts';
import type { RecordBatch, RecordCursor } from './record-batch.ts';

/**
 * `reading`: fetch it. `unled`: it needs news of its leader first. `suspect`: the broker does not have its
 * position. `failed`: for good. `closed`: its topic was made anew or the ingress stopped.
 */
export type ReaderState = 'reading' | 'unled' | 'suspect' | 'failed' | 'closed';

/** One partition's place in its log, and the way of its records into the engine. */
export class PartitionReader {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  state: ReaderState = 'unled';
  /** How often in a row its records could not be read. */
  unreadableCount = 0;
  leader = -1;
  leaderEpoch = -1;
  #lastFetchedEpoch: number;
  /** Whether that epoch is the one of a batch that this reader saw, and not a stored one. */
  #isEpochSeen = false;
  readonly #sink: SourcePartition;
  readonly #encoding: KafkaTopic['valueEncoding'];
  #position: number;
  /** One past the last record that went to the engine. */
  #pushedEnd: number;

  /** `storedEpoch`: of what was read last before, -1 when that is not known. */
  constructor(
    view: PartitionView,
    sink: SourcePartition,
    encoding: KafkaTopic['valueEncoding'],
    storedEpoch: number,
  ) {
    this.topic = view.topic;
    this.partition = view.partition;
    this.topicId = view.topicId;
    this.#sink = sink;
    this.#encoding = encoding;
    this.#lastFetchedEpoch = storedEpoch;
    this.#position = this.#pushedEnd = sink.resumeOffset;
  }

  /** The offset to fetch next. */
  get position(): number {
    return this.#position;
  }

  /** The leader epoch of what was read last; -1 when that is not known. */
  get lastFetchedEpoch(): number {
    return this.#lastFetchedEpoch;
  }

  /**
   * The broker's log does not have that epoch up to the position. True when records that were read are gone; else
   * the epoch was stored just before the first batch of it came, which never did: the reader goes on.
   */
  hasDiverged({ epoch, endOffset }: LogEpoch): boolean {
    if (this.#isEpochSeen || endOffset < this.#position) return true;
    this.#lastFetchedEpoch = epoch;
    return false;
  }

  /**
   * Where the ingress stands, for the broker's monitoring: the lowest offset not durably done, or, when all
   * records are, the position, which also counts transaction markers and compacted offsets as done.
   */
  reportedOffset(): number {
    const committed = this.#sink.committedOffset();
    return committed >= this.#pushedEnd ? Math.max(committed, this.#position) : committed;
  }

  /** Goes past a batch without its records. */
  skip(batch: RecordBatch): void {
    if (batch.lastOffset < this.#position) return;
    this.#seeEpoch(batch.leaderEpoch);
    this.#position = batch.lastOffset + 1;
    this.#sink.skipTo(this.#position, batch.leaderEpoch);
  }

  /**
   * A new epoch is stored before its first records are: a position with an epoch that is too old would look cut off.
   */
  #seeEpoch(epoch: number): void {
    if (epoch !== this.#lastFetchedEpoch) this.#sink.skipTo(this.#position, epoch);
    this.#lastFetchedEpoch = epoch;
    this.#isEpochSeen = true;
  }

  /** Delivers the records of a batch from the position on; a batch may begin before it. */
  deliver(batch: RecordBatch): void {
    const records = batch.records();
    if (batch.lastOffset >= this.#position) this.#seeEpoch(batch.leaderEpoch);
    let run: SourceRecord[] = [];
    while (records.next()) {
      if (records.offset < this.#position) continue;
      const reason = this.#unusable(records);
      if (reason === undefined) {
        run.push(this.#message(records));
      } else {
        if (run.length > 0) this.#sink.push(run);
        run = [];
        this.#sink.deadLetter(records.offset, reason, { key: keyOf(records), value: valueOf(records) });
      }
      this.#pushedEnd = records.offset + 1;
    }
    if (run.length > 0) this.#sink.push(run);
    this.skip(batch);
  }

  #message(records: RecordCursor): SourceRecord {
    const { body, offset, keyStart, keyEnd, valueStart, valueEnd } = records;
    const value = body.subarray(valueStart, valueEnd);
    return {
      offset,
      id: decodeJavaUtf8(body, keyStart, keyEnd),
      value: this.#encoding === 'utf8' ? stringValue(value) : ownBytes(value, body),
    };
  }

  #unusable(records: RecordCursor): DeadLetterReason | undefined {
    const where = (): string => `The record at offset ${records.offset} of ${this.topic}/${this.partition}`;
    if (records.keyEnd < 0) {
      const message = `${where()} has no key: the key is the target instance's id. Let its producer set one.`;
      return { code: 'STATEFUN_KAFKA_KEY_MISSING', message };
    }
    if (records.valueEnd < 0) {
      const message = `${where()} has no value (a tombstone): a message needs one, which may be empty.`;
      return { code: 'STATEFUN_KAFKA_VALUE_MISSING', message };
    }
    if (this.#encoding === 'utf8' && !isUtf8(records.body.subarray(records.valueStart, records.valueEnd))) {
      const message = `${where()} is not UTF-8 text, as the topic's valueEncoding utf8 says.`;
      return { code: 'STATEFUN_VALUE_INVALID', message };
    }
    return undefined;
  }
}

/** A message that waits long must not keep a whole fetch in memory: a copy of a few hundred bytes costs half a microsecond. */
function ownBytes(value: Buffer, body: Buffer): Buffer {
  return 2 * value.length >= body.length ? value : Buffer.from(value);
}

function keyOf({ body, keyStart, keyEnd }: RecordCursor): Buffer | null {
  return keyEnd < 0 ? null : body.subarray(keyStart, keyEnd);
}

function valueOf({ body, valueStart, valueEnd }: RecordCursor): Buffer | null {
  return valueEnd < 0 ? null : body.subarray(valueStart, valueEnd);
}

const stringFieldTag = 0x0a;

/** Text as an `io.statefun.types/string`: field 1 of a protobuf message, and nothing at all for no text. */
function stringValue(text: Buffer): Buffer {
  if (text.length === 0) return text;
  const head = [stringFieldTag];
  let left = text.length;
  for (; left > 0x7f; left >>>= 7) head.push((left & 0x7f) | 0x80);
  head.push(left);
  const value = Buffer.allocUnsafe(head.length + text.length);
  value.set(head);
  value.set(text, head.length);
  return value;
}
