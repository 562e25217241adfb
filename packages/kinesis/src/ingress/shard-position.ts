import type { _Record as KinesisRecord } from '@aws-sdk/client-kinesis';
import type { DeadLetterReason, SourcePartition, SourceRecord } from '@statefun-ts/engine';
import { deaggregate, type HashRange, type UserRecord } from './aggregation.ts';
import type { IteratorStart } from './api.ts';
import { formatPlace, type Place } from './place.ts';

/** Records that were to be read may be gone. */
export class PositionLost extends Error {
  override readonly name = 'PositionLost';
}

/** What is known of a response besides its records. */
export interface Reading {
  readonly askedAtMs: number;
  /** Nothing more was there. */
  readonly isAtTip: boolean;
  /** Nothing more will ever be there. */
  readonly isEnd: boolean;
}

export interface ShardPositionOptions {
  readonly stream: string;
  readonly shard: string;
  readonly hashRange: HashRange;
  readonly retentionMs: number;
  /** Where the count of records stands, and what that means. */
  readonly offset: number;
  readonly place: Place;
  /** Nothing was read yet, and reading is to begin with what comes from now on. */
  readonly fromLatest: boolean;
}

/** A place at the tip of a shard is stored anew when it is older than this. */
const tipMarkEveryMs = 60_000;

/**
 * The place of a reader in its shard, and the count of records that stands for it in the engine. A place is found
 * again by the last record that was read: reading begins with it, so that it shows when it is no longer there.
 */
export class ShardPosition {
  readonly #options: ShardPositionOptions;
  #place: Place;
  /** Of the place. */
  #placeOffset: number;
  /** Of the next record. */
  #offset: number;
  #fromLatest: boolean;
  /** The record that the next response must begin with. */
  #expected: string | undefined;

  constructor(options: ShardPositionOptions) {
    this.#options = options;
    this.#place = options.place;
    this.#offset = this.#placeOffset = options.offset;
    this.#fromLatest = options.fromLatest;
  }

  get place(): Place {
    return this.#place;
  }

  /** Where to begin (again). Throws `PositionLost` when more may be gone than was read. */
  seek(nowMs: number): IteratorStart {
    const place = this.#place;
    this.#expected = undefined;
    this.#offset = this.#placeOffset;
    switch (place.type) {
      case 'start':
        this.#checkAge(place.readToMs, nowMs);
        return { ShardIteratorType: 'TRIM_HORIZON' };
      case 'time':
        this.#checkAge(place.readToMs, nowMs);
        if (this.#fromLatest) return this.#latest();
        return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(place.sinceMs) };
      case 'at':
      case 'after':
        this.#expected = place.sequence;
        return { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: place.sequence };
      case 'end':
        throw new Error('A shard that was read to its end is not read again.');
      default:
        return place satisfies never;
    }
  }

  /** Once only: later, the same is the time at which that was. */
  #latest(): IteratorStart {
    this.#fromLatest = false;
    return { ShardIteratorType: 'LATEST' };
  }

  /** The record that reading was to begin with is not in the shard any more. Throws when that may be a loss. */
  missing(): void {
    const place = this.#place;
    this.#expected = undefined;
    if (place.type === 'at') {
      throw new PositionLost(
        `record ${place.sequence} has not been handled yet, and is not in the shard any more.`,
      );
    }
    if (place.type === 'after') this.#checkAge(place.readToMs, Date.now());
  }

  /** Gives the records of a response to the engine. Throws `PositionLost` when some before them are gone. */
  take(records: readonly KinesisRecord[], partition: SourcePartition, reading: Reading): void {
    const fresh = this.#verify(records, reading);
    const [first] = fresh;
    if (first !== undefined) this.#mark(partition, { type: 'at', sequence: first.SequenceNumber ?? '' });
    this.#push(fresh, partition);
    this.#moveOn(records, partition, reading);
  }

  /** What is new of the records; those before must be there as they were. */
  #verify(records: readonly KinesisRecord[], { isAtTip, isEnd }: Reading): readonly KinesisRecord[] {
    const expected = this.#expected;
    if (expected === undefined) return records;
    const [first] = records;
    if (first?.SequenceNumber === expected) {
      this.#expected = undefined;
      return this.#place.type === 'after' ? records.slice(1) : records;
    }
    if (first !== undefined || isAtTip || isEnd) this.missing();
    return records;
  }

  #push(records: readonly KinesisRecord[], partition: SourcePartition): void {
    let run: SourceRecord[] = [];
    for (const record of records) {
      for (const part of deaggregate(userRecordOf(record), this.#options.hashRange)) {
        const offset = this.#offset++;
        if (part === undefined) continue;
        if (part.key !== undefined) {
          run.push({ offset, id: part.key, value: part.data });
          continue;
        }
        if (run.length > 0) partition.push(run);
        run = [];
        const reason = this.#keyMissing(record.SequenceNumber ?? '');
        partition.deadLetter(offset, reason, { key: null, value: part.data });
      }
    }
    if (run.length > 0) partition.push(run);
  }

  /** Stores where the reader is now. */
  #moveOn(
    records: readonly KinesisRecord[],
    partition: SourcePartition,
    { askedAtMs, isAtTip, isEnd }: Reading,
  ): void {
    const last = records.at(-1);
    const readToMs = isAtTip ? askedAtMs : (last?.ApproximateArrivalTimestamp?.getTime() ?? 0);
    const { place } = this;
    // Parts that were left out at the end are done, too.
    partition.skipTo?.(this.#offset, 0);
    if (isEnd) {
      const untouched = last === undefined && place.type === 'time';
      this.#mark(partition, untouched ? { type: 'end', sinceMs: place.sinceMs } : { type: 'end' });
    } else if (last !== undefined) {
      this.#mark(partition, { type: 'after', sequence: last.SequenceNumber ?? '', readToMs });
    } else if (isAtTip && 'readToMs' in place && askedAtMs >= place.readToMs + tipMarkEveryMs) {
      this.#mark(partition, { ...place, readToMs });
    }
  }

  #mark(partition: SourcePartition, place: Place): void {
    this.#place = place;
    this.#placeOffset = this.#offset;
    partition.mark?.({ offset: this.#offset, token: formatPlace(place) });
  }

  /** What came after `readToMs` may have come and gone, when that is longer ago than records are kept. */
  #checkAge(readToMs: number, nowMs: number): void {
    const { retentionMs } = this.#options;
    if (nowMs - readToMs <= retentionMs) return;
    const hours = Math.round(retentionMs / 3_600_000);
    throw new PositionLost(
      `it was read up to ${new Date(readToMs).toISOString()}, and keeps records for ${hours} hours only: ` +
        'what came in between may be gone.',
    );
  }

  #keyMissing(sequence: string): DeadLetterReason {
    const { stream, shard } = this.#options;
    const message =
      `A part of record ${sequence} of stream ${stream}, ${shard} has no partition key: the key is the ` +
      "target instance's id. Let its producer set one.";
    return { code: 'STATEFUN_KINESIS_KEY_MISSING', message };
  }
}

function userRecordOf({ PartitionKey: key, Data: data }: KinesisRecord): UserRecord {
  return { key, data: data ?? new Uint8Array() };
}
