import type { DeadLetterReason, PlaceMark, SourcePartition, SourceRecord, Spread } from '@statefun-ts/engine';
import { laneOfKey, shardOf, shardOfId } from '@statefun-ts/engine';
import type { SourcePlace } from './source-places.ts';
import type { ToInlet } from './messages.ts';
import type { RawRecord } from './records.ts';
import { packRawRecord, packRecords } from './records.ts';
import type { RemoteShard } from './remote-shard.ts';

/** What a partition needs of who opened it. */
export interface PartitionHost {
  /** The partition lags in some shards: `catchUp` is to be called in a moment. */
  readonly lags: (partition: FannedPartition) => void;
  /** Something went to a shard. */
  readonly sent: () => void;
}

/** How a partition is opened. */
export interface Opening {
  readonly ingress: string;
  readonly number: number;
  readonly name: string;
  readonly identity: string;
  readonly startOffset: number;
  readonly routing: Extract<ToInlet, { do: 'open' }>['routing'];
}

/** What a shard knows of a source partition. */
interface Told {
  /** What comes again of all below was there before it was opened. */
  readonly from: number;
  /** All below has come, or was said to hold nothing. */
  next: number;
  /** The marks that it does not know. */
  marks: PlaceMark[];
}

/**
 * A source partition whose records go to the shards that own their ids. No record leaves before all shards have made
 * it durable that they begin: so a shard without a position knows that there was no record for it. Shards to which
 * nothing goes are told how far the others are, a little later.
 */
export class FannedPartition implements SourcePartition {
  readonly name: string;
  readonly resumeOffset: number;
  readonly resumeMark: PlaceMark | undefined;
  readonly #names: { readonly ingress: string; readonly partition: number };
  readonly #shards: readonly RemoteShard[];
  readonly #place: SourcePlace;
  readonly #host: PartitionHost;
  readonly #unopened: Set<RemoteShard>;
  /** By shard. */
  readonly #told: readonly Told[];
  /** What came before all shards had opened it. */
  #held: (() => void)[] = [];
  #next: number;

  constructor(opening: Opening, shards: readonly RemoteShard[], place: SourcePlace, host: PartitionHost) {
    const { number, ingress, name, identity, startOffset, routing } = opening;
    this.name = name;
    this.#names = { ingress, partition: number };
    this.#shards = shards;
    this.#place = place;
    this.#host = host;
    this.resumeOffset = place.resumeOffset ?? startOffset;
    place.begin(shards, this.resumeOffset);
    this.resumeMark = place.marks.at(this.resumeOffset);
    this.#next = this.resumeOffset;
    this.#unopened = new Set(shards);
    this.#told = shards.map((shard) => {
      const from = place.nextOf(shard) ?? this.resumeOffset;
      return { from, next: -1, marks: [] };
    });
    host.lags(this);
    for (const shard of shards) {
      const from = this.resumeOffset;
      shard.send({ do: 'open', ingress, partition: number, name, identity, startOffset: from, routing });
    }
  }

  /** Some shard has not opened it yet: what comes is held. */
  get isOpening(): boolean {
    return this.#unopened.size > 0;
  }

  /** A shard has opened it, durably. */
  opened(shard: RemoteShard): void {
    this.#unopened.delete(shard);
    if (this.isOpening) return;
    const held = this.#held;
    this.#held = [];
    for (const come of held) come();
  }

  committed(shard: RemoteShard, offset: number): void {
    this.#place.committed(shard, offset);
  }

  committedOffset(): number {
    return this.#place.committedOffset ?? this.resumeOffset;
  }

  push(records: readonly SourceRecord[]): void {
    this.#whenOpen(() => {
      const shares = Map.groupBy(records, ({ id }) => shardOfId(id, this.#spread, this.#shards.length));
      for (const [index, share] of shares) this.#pushTo(index, share);
      this.#reached((records.at(-1)?.offset ?? -1) + 1);
    });
  }

  #pushTo(index: number, share: readonly SourceRecord[]): void {
    const { from } = this.#toldOf(index);
    const records = share.filter(({ offset }) => offset >= from);
    if (records.length === 0) return;
    this.#tellMarks(index);
    this.#send(index, {
      do: 'push',
      ...packRecords(records),
      ...this.#names,
    });
    this.#toldOf(index).next = (records.at(-1)?.offset ?? -1) + 1;
  }

  /** It comes again to the shard that had it before, which knows whether it is set aside, or was a message then. */
  deadLetter(offset: number, reason: DeadLetterReason, record: RawRecord): void {
    this.#whenOpen(() => {
      const index = shardOf(laneOfKey(record.key, this.#spread), this.#shards.length);
      const told = this.#toldOf(index);
      if (offset >= told.from) {
        this.#send(index, { do: 'deadLetter', offset, reason, ...packRawRecord(record), ...this.#names });
        told.next = offset + 1;
      }
      this.#reached(offset + 1);
    });
  }

  skipTo(offset: number, epoch: number): void {
    this.#whenOpen(() => {
      const isOther = epoch !== this.#place.epoch;
      this.#place.epoch = epoch;
      this.#reached(offset);
      // Positions of an epoch and its records must not be mixed with those of another.
      if (isOther) this.catchUp();
    });
  }

  /** What says where a source begins becomes durable with its beginning: it goes at once then. */
  mark(mark: PlaceMark): void {
    this.#place.marks.add(mark);
    for (const { marks } of this.#told) marks.push(mark);
    if (!this.isOpening) this.#host.lags(this);
    else for (const index of this.#shards.keys()) this.#tellMarks(index);
  }

  /** Tells all shards how far the source is. */
  catchUp(): void {
    for (const [index, { from, next, marks }] of this.#told.entries()) {
      const reached = Math.max(from, this.#next);
      if (next < reached || marks.length > 0) this.#advance(index, reached);
    }
  }

  #tellMarks(index: number): void {
    const { next, marks } = this.#toldOf(index);
    if (marks.length > 0) this.#advance(index, next);
  }

  #advance(index: number, next: number): void {
    const told = this.#toldOf(index);
    this.#send(index, {
      do: 'advance',
      next,
      epoch: this.#place.epoch,
      marks: told.marks,
      ...this.#names,
    });
    told.next = next;
    told.marks = [];
  }

  #reached(offset: number): void {
    this.#next = Math.max(this.#next, offset);
    this.#place.reached(this.#next, this.#shards);
    if (this.#told.some(({ next }) => next < this.#next)) this.#host.lags(this);
  }

  get #spread(): Spread {
    return (this.#shards[0] as RemoteShard).begin.spread;
  }

  #whenOpen(come: () => void): void {
    if (this.isOpening) this.#held.push(come);
    else come();
  }

  #toldOf(index: number): Told {
    return this.#told[index] as Told;
  }

  #send(index: number, message: ToInlet): void {
    this.#shards[index]?.send(message);
    this.#host.sent();
  }
}
