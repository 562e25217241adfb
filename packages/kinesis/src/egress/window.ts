import type { DeadLetterReason, OutboxStream } from '@statefun-ts/engine';
import { kinesisEgressRecordCodec, type KinesisEgressRecord } from '@statefun-ts/protocol';
import { recordBytes } from './admission.ts';

/** A record that was read from the outbox and is not out yet. */
export interface Outgoing {
  readonly cursor: Cursor;
  readonly sequence: number;
  readonly record: KinesisEgressRecord;
  readonly bytes: number;
  state: 'waiting' | 'sending' | 'done';
  /** It was in a request that Kinesis refused as a whole: it goes alone, so that the culprit shows. */
  alone: boolean;
}

/** How far one lane's records were read. */
interface Cursor {
  readonly stream: OutboxStream;
  next: number;
  /** In order; done ones leave at the front. */
  readonly outgoing: Outgoing[];
}

/** Bytes of one read of the outbox, about; a window may exceed its limit by one read. */
const readBytesMax = 1 << 20;

/**
 * The records of one Kinesis stream that are on their way: read from the outbox in order, up to a limit, and sent
 * so that of one partition key only one record is in a request and only the next one may follow. PutRecords
 * promises no order within a request, and can refuse any part of it.
 */
export class Window {
  readonly #cursors = new Map<number, Cursor>();
  #records: Outgoing[] = [];
  #turn = 0;

  /** Reads on in the lanes' streams, while there are fewer than `recordsMax` on their way. */
  fill(streams: readonly OutboxStream[], recordsMax: number): void {
    // Not the same lane first each time: it might take all the room.
    this.#turn = (this.#turn + 1) % Math.max(1, streams.length);
    for (const stream of [...streams.slice(this.#turn), ...streams.slice(0, this.#turn)]) {
      const cursor = this.#cursor(stream);
      while (this.#records.length < recordsMax && cursor.next < stream.tail) {
        const encoded = stream.read(cursor.next, readBytesMax);
        if (encoded.length === 0) break;
        for (const bytes of encoded.slice(0, recordsMax - this.#records.length)) this.#add(cursor, bytes);
      }
    }
  }

  /** Records of different keys that may be sent now, as many as fit; they count as sent. */
  takeBatch(limits: { recordsMax: number; bytesMax: number }): Outgoing[] {
    const batch: Outgoing[] = [];
    const busyKeys = new Set<string>();
    let bytes = 0;
    for (const outgoing of this.#records) {
      const { partitionKey } = outgoing.record;
      const isNext = outgoing.state === 'waiting' && !busyKeys.has(partitionKey);
      busyKeys.add(partitionKey);
      if (!isNext || bytes + outgoing.bytes > limits.bytesMax) continue;
      if (outgoing.alone && batch.length > 0) continue;
      batch.push(outgoing);
      bytes += outgoing.bytes;
      if (outgoing.alone || batch.length === limits.recordsMax) break;
    }
    for (const outgoing of batch) outgoing.state = 'sending';
    return batch;
  }

  /** They are out. */
  done(batch: readonly Outgoing[]): void {
    for (const outgoing of batch) outgoing.state = 'done';
    this.#records = this.#records.filter(({ state }) => state !== 'done');
    for (const cursor of new Set(batch.map(({ cursor }) => cursor))) settle(cursor);
  }

  /** They are to be sent again. */
  retry(batch: readonly Outgoing[], alone: boolean): void {
    for (const outgoing of batch) {
      outgoing.state = 'waiting';
      outgoing.alone ||= alone;
    }
  }

  /** It can't go out, ever. */
  reject(outgoing: Outgoing, reason: DeadLetterReason): void {
    outgoing.cursor.stream.reject(outgoing.sequence, reason);
    this.done([outgoing]);
  }

  #cursor(stream: OutboxStream): Cursor {
    const known = this.#cursors.get(stream.lane);
    if (known !== undefined) return known;
    const cursor = { stream, next: stream.head, outgoing: [] };
    this.#cursors.set(stream.lane, cursor);
    return cursor;
  }

  #add(cursor: Cursor, encoded: Uint8Array): void {
    const record = kinesisEgressRecordCodec.decode(encoded);
    const sequence = cursor.next++;
    const bytes = recordBytes(record);
    const outgoing: Outgoing = { cursor, sequence, record, bytes, state: 'waiting', alone: false };
    cursor.outgoing.push(outgoing);
    this.#records.push(outgoing);
  }
}

/** Tells the outbox what is out: all below the first record that is not. */
function settle({ stream, next, outgoing }: Cursor): void {
  const open = outgoing.findIndex(({ state }) => state !== 'done');
  const count = open === -1 ? outgoing.length : open;
  if (count === 0) return;
  outgoing.splice(0, count);
  stream.done(outgoing[0]?.sequence ?? next);
}
