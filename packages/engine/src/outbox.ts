import { Deque } from './deque.ts';
import { outboxKey, outboxRowKey } from './keys.ts';
import type { Limits } from './limits.ts';
import type { BuiltRow } from './outbox-row-builder.ts';
import { OutboxRowBuilder } from './outbox-row-builder.ts';
import type { Overlay } from './overlay.ts';
import type { DeadLetterReason, OutboxStream } from './ports.ts';
import type { OutboxStreamRow } from './rows.ts';
import { outboxRow, outboxStreamRow } from './rows.ts';

/** A row of records, in memory. */
class LoadedRow {
  readonly first: number;
  /** One past its last record. */
  readonly end: number;
  /** Of the records. */
  readonly bytes: number;
  readonly #row: Uint8Array;
  #records: readonly Uint8Array[] | undefined;

  constructor(first: number, { row, records, bytes }: BuiltRow) {
    this.first = first;
    this.end = first + records;
    this.bytes = bytes;
    this.#row = row;
  }

  /** Views of the row, made no sooner than they are read. */
  get records(): readonly Uint8Array[] {
    return (this.#records ??= outboxRow.decode(this.#row).records);
  }
}

/** What a stream tells its outbox. */
interface StreamHost {
  changed(stream: Stream): void;
  reject(stream: Stream, record: Uint8Array, sequence: number, reason: DeadLetterReason): void;
}

const sumBytes = (records: readonly Uint8Array[]): number =>
  records.reduce((sum, { length }) => sum + length, 0);

/**
 * The records of one (egress, lane, channel): rows in the store, the first of them in memory, too. Records that
 * were added since the last seal are not part of it yet.
 */
export class Stream implements OutboxStream {
  readonly egress: string;
  readonly lane: number;
  readonly channel: string;
  readonly #overlay: Overlay;
  readonly #limits: Limits;
  readonly #host: StreamHost;
  /** Rows in memory: from the one that holds `head`, without a gap. Further ones are only in the store. */
  readonly #loaded = new Deque<LoadedRow>();
  #loadedBytes = 0;
  /** One past the last sequence in memory. */
  #loadedTo: number;
  /** Records of the running epoch: the rows that are full, and the one that is not. */
  #full: BuiltRow[] = [];
  readonly #builder = new OutboxRowBuilder();
  readonly #rejected: Set<number>;
  /** The last record whose dead letter is not durable yet: what follows is not given out before it is. */
  #barrier = -1;
  #sealedBarrier = -1;
  /** The first sequence of the row that holds `head`. */
  #row: number;
  /** One past the last sequence that was given out by a seal. */
  #sealed: number;
  head: number;
  /** One past the last durable sequence. */
  tail: number;
  /** Bytes of records that are not done. */
  backlogBytes: number;

  constructor(
    place: { egress: string; lane: number; channel: string },
    row: OutboxStreamRow | undefined,
    world: { overlay: Overlay; limits: Limits; host: StreamHost },
  ) {
    this.egress = place.egress;
    this.lane = place.lane;
    this.channel = place.channel;
    this.#overlay = world.overlay;
    this.#limits = world.limits;
    this.#host = world.host;
    this.head = row?.head ?? 0;
    this.tail = this.#sealed = row?.tail ?? 0;
    this.#row = this.#loadedTo = row?.row ?? 0;
    this.#rejected = new Set(row?.rejected);
    this.backlogBytes = row?.backlogBytes ?? 0;
  }

  add(record: Uint8Array): void {
    const { outboxRowBytesMax } = this.#limits;
    if (!this.#builder.isEmpty && this.#builder.bytes + record.length > outboxRowBytesMax)
      this.#full.push(this.#builder.take());
    this.#builder.add(record);
    this.backlogBytes += record.length;
    this.#host.changed(this);
  }

  /** Writes what was added and how far it is done. */
  seal(): void {
    for (const row of this.#full) this.#sealRow(row);
    this.#full = [];
    if (!this.#builder.isEmpty) this.#sealRow(this.#builder.take());
    const { head, backlogBytes } = this;
    const row = { head, tail: this.#sealed, row: this.#row, rejected: [...this.#rejected], backlogBytes };
    this.#overlay.put(this.#key(), outboxStreamRow.encode(row));
    this.#sealedBarrier = this.#barrier;
  }

  /** The sealed epoch is durable. */
  committed(): void {
    this.tail = this.#sealed;
    if (this.#barrier === this.#sealedBarrier) this.#barrier = -1;
  }

  #sealRow(built: BuiltRow): void {
    const first = this.#sealed;
    this.#sealed += built.records;
    this.#overlay.put(this.#rowKey(first), built.row);
    if (this.#loadedTo !== first || this.#loadedBytes > this.#limits.outboxBytesMax) return;
    this.#load(new LoadedRow(first, built));
  }

  #load(row: LoadedRow): void {
    this.#loaded.push(row);
    this.#loadedBytes += row.bytes;
    this.#loadedTo = row.end;
  }

  read(from: number, bytesMax: number): readonly Uint8Array[] {
    return this.#barrier >= 0 && from > this.#barrier ? [] : this.#read(from, bytesMax);
  }

  #read(from: number, bytesMax: number): readonly Uint8Array[] {
    const records: Uint8Array[] = [];
    let sequence = Math.max(from, this.head);
    let bytes = 0;
    for (let i = 0; sequence < this.tail; i++) {
      const row = this.#loaded.at(i) ?? this.#reload();
      if (row === undefined) break;
      const end = Math.min(row.end, this.tail);
      for (; sequence >= row.first && sequence < end; sequence++) {
        const record = row.records[sequence - row.first] as Uint8Array;
        if (records.length > 0 && bytes + record.length > bytesMax) return records;
        records.push(record);
        bytes += record.length;
      }
    }
    return records;
  }

  /** Brings the next row into memory. */
  #reload(): LoadedRow | undefined {
    const first = this.#loadedTo;
    const row = first < this.#sealed ? this.#overlay.get(this.#rowKey(first)) : undefined;
    if (row === undefined) return undefined;
    const { records } = outboxRow.decode(row);
    const loaded = new LoadedRow(first, { row, records: records.length, bytes: sumBytes(records) });
    this.#load(loaded);
    return loaded;
  }

  done(sequence: number): void {
    const until = Math.min(sequence, this.tail);
    if (until <= this.head) return;
    while (this.head < until) {
      const row = this.#loaded.at(0) ?? this.#reload();
      if (row === undefined) break;
      const stop = Math.min(until, row.end);
      const isWhole = this.head === row.first && stop === row.end;
      this.backlogBytes -= isWhole
        ? row.bytes
        : sumBytes(row.records.slice(this.head - row.first, stop - row.first));
      this.head = stop;
      if (stop === row.end) this.#forget(row);
    }
    for (const rejected of this.#rejected) if (rejected < this.head) this.#rejected.delete(rejected);
    this.#host.changed(this);
  }

  #forget(row: LoadedRow): void {
    this.#loaded.shift();
    this.#loadedBytes -= row.bytes;
    this.#overlay.delete(this.#rowKey(row.first));
    this.#row = row.end;
  }

  reject(sequence: number, reason: DeadLetterReason): void {
    if (sequence < this.head || sequence >= this.tail || this.#rejected.has(sequence)) return;
    const record = this.#read(sequence, 1)[0];
    if (record === undefined) return;
    this.#rejected.add(sequence);
    this.#barrier = Math.max(this.#barrier, sequence);
    this.#host.reject(this, record, sequence, reason);
    this.#host.changed(this);
  }

  #key(): string {
    return outboxKey(this.egress, this.lane, this.channel);
  }

  #rowKey(first: number): string {
    return outboxRowKey(this.egress, this.lane, this.channel, first);
  }
}

/** The streams of one egress. */
export class Outbox {
  readonly #world: { overlay: Overlay; limits: Limits; host: StreamHost };
  readonly #egress: string;
  readonly #streams = new Map<string, Stream>();
  readonly #changed = new Set<Stream>();
  #sealed: readonly Stream[] = [];
  #list: readonly Stream[] = [];

  constructor(
    egress: string,
    world: { overlay: Overlay; limits: Limits },
    reject: (stream: OutboxStream, record: Uint8Array, sequence: number, reason: DeadLetterReason) => void,
  ) {
    this.#egress = egress;
    this.#world = { ...world, host: { changed: (stream) => this.#changed.add(stream), reject } };
  }

  /** A stream that the store knows. */
  restore(lane: number, channel: string, row: OutboxStreamRow): void {
    this.#addStream(lane, channel, row);
  }

  add(lane: number, channel: string, record: Uint8Array): void {
    const stream = this.#streams.get(streamKey(lane, channel)) ?? this.#addStream(lane, channel, undefined);
    stream.add(record);
  }

  #addStream(lane: number, channel: string, row: OutboxStreamRow | undefined): Stream {
    const stream = new Stream({ egress: this.#egress, lane, channel }, row, this.#world);
    this.#streams.set(streamKey(lane, channel), stream);
    this.#list = [...this.#streams.values()];
    return stream;
  }

  get streams(): readonly Stream[] {
    return this.#list;
  }

  get backlogBytes(): number {
    return this.#list.reduce((sum, stream) => sum + stream.backlogBytes, 0);
  }

  get dirty(): boolean {
    return this.#changed.size > 0;
  }

  seal(): void {
    this.#sealed = [...this.#changed];
    this.#changed.clear();
    for (const stream of this.#sealed) stream.seal();
  }

  committed(): void {
    for (const stream of this.#sealed) stream.committed();
    this.#sealed = [];
  }
}

const streamKey = (lane: number, channel: string): string => `${lane}/${channel}`;
