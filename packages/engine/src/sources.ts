import { StatefunError } from '@statefun-ts/protocol';

import { Deque } from './deque.ts';
import { EXCHANGE } from './exchange.ts';
import type { Instance } from './functions.ts';
import { sourceKey, sourceName } from './keys.ts';
import type { SourceEntry } from './mail.ts';
import type { Overlay } from './overlay.ts';
import { PlaceMarks } from './place-marks.ts';
import type { PlaceMark, Routing, Row, StoredPosition } from './ports.ts';
import type { SourcePositionRow } from './rows.ts';
import { sourcePositionRow } from './rows.ts';
import type { NamedPosition } from './sinks.ts';
import type { Packed, Undone } from './undone.ts';
import { parseUndone, Runs, undoneKey, UndonePacker, unpackUndone } from './undone.ts';

/** Positions of mail between shards have names that begin so. */
export const LETTERS_PREFIX = `${EXCHANGE}/`;

/** What a stored position says of records that come again after a start: those below `until`. */
interface Replay {
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
  #replay: Replay | null = null;
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
      const undone = unpackUndone(from);
      this.#next = from.next;
      this.#epoch = from.epochPlusOne - 1;
      this.resumeOffset = undone[0]?.offset ?? from.next;
      this.#replay = replayOf(from, undone, routing);
      this.#dirty = this.#replay.rerouted;
    }
    this.#marks = new PlaceMarks(typeof from === 'number' ? undefined : markOf(from));
    this.#sealedOffset = this.#committedOffset = this.resumeOffset;
  }

  /**
   * A record comes in. Returns how it is to be treated when it came before: `undefined` for a record that is
   * new. Throws when the source breaks its order.
   */
  arrive(offset: number): Replay | undefined {
    if (offset < this.#passBelow) return this.#passedOver;
    if (offset <= this.#position) {
      throw new StatefunError(
        'STATEFUN_SOURCE_ORDER',
        `Source ${this.name} delivered offset ${offset} after ${this.#position}: offsets must grow`,
      );
    }
    this.#position = offset;
    this.#dirty = true;
    if (this.#replay !== null && offset < this.#replay.until) return this.#replay;
    this.#replay = null;
    this.#next = offset + 1;
    return undefined;
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
    if (this.#replay !== null) {
      this.#dirty = true;
      if (offset >= this.#replay.until) this.#replay = null;
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
    const toCome = this.#toCome();
    const undone = this.#packUndone(toCome);
    // What is still to come again stands under the routing by which it came first. By the time that new
    // records come, all of it is in mailbox rows if the routing changed.
    const routing = this.#replay?.rerouted && toCome.length > 0 ? this.#replay.routing : this.#routing;
    this.#sealedOffset = undone.undoneCounts.length > 0 ? undone.undoneFrom : this.#next;
    const mark = this.#marks.release(this.#sealedOffset);
    const place = { markOffset: mark?.offset ?? 0, mark: mark?.token ?? '' };
    const epochPlusOne = this.#epoch + 1;
    const row = { identity: this.identity, next: this.#next, epochPlusOne, ...routing, ...undone, ...place };
    overlay.put(sourceKey(this.name), sourcePositionRow.encode(row));
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
  #toCome(): Undone[] {
    if (this.#replay === null) return [];
    return [...this.#replay.undone].map(parseUndone).filter(({ offset }) => offset > this.#position);
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
  resumeOffset: unpackUndone(row)[0]?.offset ?? row.next,
  epoch: row.epochPlusOne === 0 ? undefined : row.epochPlusOne - 1,
});

const markOf = ({ markOffset, mark }: SourcePositionRow): PlaceMark | undefined =>
  mark === '' ? undefined : { offset: markOffset, token: mark };

const replayOf = (row: SourcePositionRow, undone: readonly Undone[], now: Routing): Replay => {
  const routing = { targets: row.targets, valueType: row.valueType };
  return {
    until: row.next,
    undone: new Set(undone.map(({ offset, target }) => undoneKey(offset, target))),
    routing,
    rerouted: routing.valueType !== now.valueType || routing.targets.join('\n') !== now.targets.join('\n'),
  };
};
