import { StatefunError } from '@statefun-ts/protocol';

import { Deque } from './deque.ts';
import { EXCHANGE } from './exchange.ts';
import type { Instance } from './functions.ts';
import { sourceKey, sourceName } from './keys.ts';
import type { SourceEntry } from './mail.ts';
import type { Overlay } from './overlay.ts';
import { PlaceMarks } from './place-marks.ts';
import type { PlaceMark, Routing, Row, StoredPosition } from './ports.ts';
import type { LanesPosition, SourcePositionRow } from './rows.ts';
import { sourcePositionRow } from './rows.ts';
import type { NamedPosition } from './sinks.ts';
import type { Packed, Undone } from './undone.ts';
import { pack, parseUndone, Runs, undoneKey, UndonePacker, unpackUndone } from './undone.ts';

/** Positions of mail between shards have names that begin so. */
export const LETTERS_PREFIX = `${EXCHANGE}/`;

/** What a stored position says of records of some lanes that come again after a start: those below `until`. */
interface Replay {
  /** Undefined: all lanes. */
  readonly lanes?: readonly number[];
  readonly until: number;
  /** `offset/target` of what is not done; all others are. */
  readonly undone: ReadonlySet<string>;
  /** How these records were routed when they came first. */
  readonly routing: Routing;
  /** The routing is another now: what comes again goes straight to the store, under the old one. */
  readonly rerouted: boolean;
}

/**
 * What is done of one source partition: all records below `next`, but for the messages that are listed as undone.
 * A message in flight thus costs no row of its own; the source holds it and would replay it.
 */
export class SourceProgress {
  readonly name: string;
  readonly identity: string;
  /** Where its reader starts. */
  resumeOffset: number;
  readonly #routing: Routing;
  /** Until all are over. After a change of the number of shards there are several, each of its own lanes. */
  #replays: readonly Replay[] = [];
  /** One past the highest offset that ever came. */
  #next: number;
  /** The highest offset that came since the start. */
  #position = -1;
  /** Readers may begin before this offset, where nothing is for them any more: it is passed over. */
  #passBelow = 0;
  /** In order of acceptance; done ones leave at the front. */
  readonly #entries = new Deque<SourceEntry>();
  /** The same in runs. */
  readonly #runs = new Runs();
  /** All entries of higher numbers are undone. */
  #lastDone = -1;
  readonly #marks: PlaceMarks;
  /** Of what was read last; -1 when the source has none. */
  #epoch = -1;
  #dirty: boolean;
  #sealedOffset: number;
  #committedOffset: number;
  /** Messages that are neither handled nor in the store. */
  undone = 0;

  constructor(name: string, identity: string, routing: Routing, from: number | SourcePositionRow) {
    this.name = name;
    this.identity = identity;
    this.#routing = routing;
    if (typeof from === 'number') {
      this.#next = from;
      this.resumeOffset = from;
      this.#passBelow = from;
      this.#dirty = true;
    } else {
      this.#next = from.next;
      this.#epoch = from.epochPlusOne - 1;
      this.resumeOffset = resumeOffsetOf(from);
      this.#replays = replaysOf(from, routing);
      this.#dirty = this.#replays.some(({ rerouted }) => rerouted);
    }
    this.#marks = new PlaceMarks(typeof from === 'number' ? undefined : markOf(from));
    this.#sealedOffset = this.#committedOffset = this.resumeOffset;
  }

  /** What came before depends on the lane of a record. */
  get needsLane(): boolean {
    return this.#replays.length > 1;
  }

  /**
   * A record comes in; its lane counts only when `needsLane`. Returns how it is to be treated when it came before:
   * `undefined` for a record that is new. Throws when the source breaks its order.
   */
  arrive(offset: number, lane = 0): Replay | undefined {
    if (offset < this.#passBelow) return this.#passedOver;
    if (offset <= this.#position) {
      throw new StatefunError(
        'STATEFUN_SOURCE_ORDER',
        `Source ${this.name} delivered offset ${offset} after ${this.#position}: offsets must grow`,
      );
    }
    this.#position = offset;
    this.#dirty = true;
    const replay = this.#replayOf(offset, lane);
    if (replay !== undefined) return replay;
    this.#next = Math.max(this.#next, offset + 1);
    this.#endReplays();
    return undefined;
  }

  #replayOf(offset: number, lane: number): Replay | undefined {
    if (this.#replays.length === 0) return undefined;
    const replay = this.#replays.find(({ lanes }) => lanes === undefined || lanes.includes(lane));
    return replay !== undefined && offset < replay.until ? replay : undefined;
  }

  #endReplays(): void {
    if (this.#replays.length === 0) return;
    if (this.#replays.every(({ until }) => until <= this.#position + 1)) this.#replays = [];
  }

  /** A record that came before, in this run or before the source's beginning. */
  get #passedOver(): Replay {
    return { until: this.#passBelow, undone: new Set(), routing: this.#routing, rerouted: false };
  }

  /** The reader has come to `offset`: what did not come of all before is nobody's, and counts as done. */
  skipTo(offset: number, epoch: number): void {
    if (offset <= this.#position) return;
    if (offset >= this.#next && epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#dirty = true;
    }
    this.#position = offset - 1;
    if (this.#replays.length > 0) {
      this.#dirty = true;
      this.#endReplays();
    }
    if (offset <= this.#next) return;
    this.#next = offset;
    this.#dirty = true;
  }

  /** The reader names a place. */
  mark(mark: PlaceMark): void {
    this.#marks.add(mark);
    this.#dirty = true;
  }

  /** The place from which the reader can come to `resumeOffset`. */
  get resumeMark(): PlaceMark | undefined {
    return this.#marks.at(this.resumeOffset);
  }

  /** Its reader begins anew while what it pushed is at work: it goes on behind that. */
  reopen(): void {
    this.#passBelow = Math.max(this.#passBelow, this.#position + 1);
    this.resumeOffset = Math.max(this.resumeOffset, this.#position + 1);
  }

  /** The addresses whose mail only this source holds. */
  *waiting(): Iterable<Instance> {
    for (const { done, instance } of this.#entries) if (!done && instance !== null) yield instance;
  }

  /** The offset of the record that arrived last. */
  get position(): number {
    return this.#position;
  }

  /** How new records are routed. */
  get routing(): Routing {
    return this.#routing;
  }

  /** A message of the record that arrived was put into a mailbox. */
  add(target: number, nowMs: number): SourceEntry {
    const offset = this.#position;
    const entry: SourceEntry = {
      progress: this,
      offset,
      target,
      number: this.#runs.add(offset, target),
      acceptedAtMs: nowMs,
      instance: null,
      done: false,
    };
    this.#entries.push(entry);
    this.undone++;
    return entry;
  }

  done(entry: SourceEntry): void {
    if (entry.done) return;
    entry.done = true;
    if (entry.instance !== null) entry.instance.type.queue.sourceUndone--;
    entry.instance = null;
    this.undone--;
    this.#dirty = true;
    this.#lastDone = Math.max(this.#lastDone, entry.number);
  }

  /** The longest-waiting message that is not done. */
  oldest(): SourceEntry | undefined {
    for (;;) {
      const entry = this.#entries.at(0);
      if (entry === undefined || !entry.done) return entry;
      this.#entries.shift();
    }
  }

  /** Messages whose place is in memory: from the oldest undone one on. */
  get window(): number {
    return this.oldest() === undefined ? 0 : this.#entries.length;
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  /** Writes where it stands, if that changed. */
  seal(overlay: Overlay): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    const row = { identity: this.identity, epochPlusOne: this.#epoch + 1, ...this.#lanesPositions() };
    this.#sealedOffset = resumeOffsetOf(row);
    const mark = this.#marks.release(this.#sealedOffset);
    const place = { markOffset: mark?.offset ?? 0, mark: mark?.token ?? '' };
    overlay.put(sourceKey(this.name), sourcePositionRow.encode({ ...row, ...place }));
  }

  /**
   * What is still to come again stands under the routing by which it came first. By the time that new records come,
   * all of it is in mailbox rows if the routing changed.
   */
  #lanesPositions(): LanesPosition & Pick<SourcePositionRow, 'apart'> {
    const [only, ...others] = this.#replays;
    if (others.length === 0) {
      const toCome = only === undefined ? [] : this.#toCome(only);
      const routing = toCome.length > 0 ? only?.routing : undefined;
      return { next: this.#next, ...(routing ?? this.#routing), ...this.#packUndone(toCome), apart: [] };
    }
    const reached = this.#position + 1;
    const apart = this.#replays.map((replay) => ({
      lanes: replay.lanes ?? [],
      next: Math.max(replay.until, reached),
      ...(replay.until > reached ? replay.routing : this.#routing),
      ...pack(this.#toCome(replay)),
    }));
    return { next: this.#next, ...this.#routing, ...this.#packUndone([]), apart };
  }

  /** There may be tens of thousands, many times a second: those behind the last one that is done are packed as runs. */
  #packUndone(toCome: readonly Undone[]): Packed {
    const packer = new UndonePacker();
    const entries = this.oldest() === undefined ? 0 : this.#entries.length;
    for (let i = 0; i < entries; i++) {
      const entry = this.#entries.at(i);
      if (entry === undefined || entry.number > this.#lastDone) break;
      if (!entry.done) packer.add(entry.offset, entry.target);
    }
    for (const { offset, target, count } of this.#runs.after(this.#lastDone))
      packer.add(offset, target, count);
    for (const { offset, target } of toCome) packer.add(offset, target);
    return packer.packed;
  }

  /** Undone messages of records that are to come again. Those whose record is gone count as done. */
  #toCome({ undone }: Replay): Undone[] {
    return [...undone].map(parseUndone).filter(({ offset }) => offset > this.#position);
  }

  /** The epoch of the last `seal` is durable. */
  committed(): void {
    this.#committedOffset = this.#sealedOffset;
  }

  /** The lowest offset that is not durably done. */
  get committedOffset(): number {
    return this.#committedOffset;
  }
}

/** All source partitions that are open. */
export class Sources {
  readonly #overlay: Overlay;
  readonly #open = new Map<string, SourceProgress>();
  /** What the store had in the beginning. */
  readonly positions: readonly NamedPosition[];

  /** `rows`: all positions that the store has. */
  constructor(overlay: Overlay, rows: readonly Row[]) {
    this.#overlay = overlay;
    this.positions = rows.flatMap(({ key, value }) => {
      const row = sourcePositionRow.decode(value);
      const name = sourceName(key);
      return name.startsWith(LETTERS_PREFIX) ? [] : [{ name, ...positionOf(row), mark: markOf(row) }];
    });
  }

  stored(name: string): StoredPosition | undefined {
    const row = this.#row(name);
    return row && positionOf(row);
  }

  /** Opens a source partition where it stood, or at `startOffset` when it is not known by this identity. */
  open(name: string, options: { identity: string; startOffset: number; routing: Routing }): SourceProgress {
    const known = this.#open.get(name);
    if (known?.identity === options.identity) {
      known.reopen();
      return known;
    }
    const row = this.#row(name);
    const from = row?.identity === options.identity ? row : options.startOffset;
    const progress = new SourceProgress(name, options.identity, options.routing, from);
    this.#open.set(name, progress);
    return progress;
  }

  find(name: string): SourceProgress | undefined {
    return this.#open.get(name);
  }

  /** When the longest-waiting message came; Infinity when none waits. */
  get oldestAcceptedAtMs(): number {
    let atMs = Infinity;
    for (const progress of this) atMs = Math.min(atMs, progress.oldest()?.acceptedAtMs ?? Infinity);
    return atMs;
  }

  /** Messages that are neither handled nor in the store: their sources hold them. */
  get undone(): number {
    let undone = 0;
    for (const progress of this) undone += progress.undone;
    return undone;
  }

  /** Some position moved since the last seal. */
  get dirty(): boolean {
    for (const progress of this) if (progress.dirty) return true;
    return false;
  }

  [Symbol.iterator](): Iterator<SourceProgress> {
    return this.#open.values();
  }

  #row(name: string): SourcePositionRow | undefined {
    const row = this.#overlay.get(sourceKey(name));
    return row && sourcePositionRow.decode(row);
  }
}

const positionOf = (row: SourcePositionRow): StoredPosition => ({
  identity: row.identity,
  resumeOffset: resumeOffsetOf(row),
  epoch: row.epochPlusOne === 0 ? undefined : row.epochPlusOne - 1,
});

const markOf = ({ markOffset, mark }: SourcePositionRow): PlaceMark | undefined =>
  mark === '' ? undefined : { offset: markOffset, token: mark };

/** The lowest offset that is not done. */
export const resumeOffsetOf = (row: LanesPosition & Pick<SourcePositionRow, 'apart'>): number =>
  Math.min(...[row, ...row.apart].map((each) => (each.undoneGaps.length > 0 ? each.undoneFrom : each.next)));

/** What is to come again, by lanes. */
const replaysOf = (row: SourcePositionRow, now: Routing): Replay[] => {
  const ofAll = unpackUndone(row);
  const replayOf = (position: LanesPosition, undone: readonly Undone[]): Replay => {
    const { next, targets, valueType } = position;
    return {
      until: next,
      undone: new Set(undone.map(({ offset, target }) => undoneKey(offset, target))),
      routing: { targets, valueType },
      rerouted: valueType !== now.valueType || targets.join('\n') !== now.targets.join('\n'),
    };
  };
  if (row.apart.length === 0) return [replayOf(row, ofAll)];
  return row.apart.map((apart) => ({
    lanes: apart.lanes,
    ...replayOf(apart, [...ofAll, ...unpackUndone(apart)]),
  }));
};
