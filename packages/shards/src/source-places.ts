import type { NamedPosition, StoredPosition } from '@statefun-ts/engine';
import { PlaceMarks } from '@statefun-ts/engine';
import type { RemoteShard } from './remote-shard.ts';

/** Where a source partition is, under one identity, in each of the shards. */
export class SourcePlace {
  readonly identity: string;
  readonly marks = new PlaceMarks(undefined);
  /** Of what was read last; -1 when the source has none. */
  epoch = -1;
  /** The lowest offset that a shard may lack, of those of its records. */
  readonly #next = new Map<RemoteShard, number>();
  /** The lowest offset that is not durably done in each. */
  readonly #committed = new Map<RemoteShard, number>();

  constructor(identity: string) {
    this.identity = identity;
  }

  /** A shard begins with this stored position. */
  restore(shard: RemoteShard, { resumeOffset, epoch, mark }: NamedPosition): void {
    this.#next.set(shard, resumeOffset);
    this.#committed.set(shard, resumeOffset);
    this.epoch = Math.max(this.epoch, epoch ?? -1);
    if (mark !== undefined) this.marks.add(mark);
  }

  nextOf(shard: RemoteShard): number | undefined {
    return this.#next.get(shard);
  }

  /** These shards are about to read it, from `resumeOffset` on. */
  begin(shards: readonly RemoteShard[], resumeOffset: number): void {
    for (const shard of shards) {
      this.#next.set(shard, this.#next.get(shard) ?? resumeOffset);
      this.#committed.set(shard, this.#committed.get(shard) ?? resumeOffset);
    }
  }

  /** All below `offset` is durably done in a shard. */
  committed(shard: RemoteShard, offset: number): void {
    if (this.#committed.has(shard)) this.#committed.set(shard, offset);
    this.marks.release(this.committedOffset ?? 0);
  }

  /** The lowest offset that is not durably done in all shards; undefined when none has begun. */
  get committedOffset(): number | undefined {
    return lowest(this.#committed);
  }

  /** All of these shards have what is theirs of all below `offset`. */
  reached(offset: number, shards: readonly RemoteShard[]): void {
    for (const shard of shards) {
      const next = this.#next.get(shard);
      // One that is gone has been forgotten.
      if (next !== undefined && next < offset) this.#next.set(shard, offset);
    }
  }

  /** A shard is gone: another session of it follows. */
  forget(shard: RemoteShard): void {
    this.#next.delete(shard);
    this.#committed.delete(shard);
  }

  /** The lowest offset that some shard may lack; undefined when none has begun. One that has not begun lacks none. */
  get resumeOffset(): number | undefined {
    return lowest(this.#next);
  }

  get stored(): StoredPosition | undefined {
    const { identity, resumeOffset, epoch } = this;
    if (resumeOffset === undefined) return undefined;
    return { identity, resumeOffset, epoch: epoch < 0 ? undefined : epoch };
  }
}

const lowest = (offsets: ReadonlyMap<RemoteShard, number>): number | undefined =>
  offsets.size === 0 ? undefined : Math.min(...offsets.values());

/** The places of all source partitions. */
export class SourcePlaces {
  /** By name; the identity that counts comes last. */
  readonly #places = new Map<string, SourcePlace[]>();
  /** How often any was opened, by whichever ingresses. */
  openings = 0;

  /** A shard begins. */
  restore(shard: RemoteShard): void {
    for (const position of shard.begin.positions)
      this.#place(position.name, position.identity).restore(shard, position);
  }

  forget(shard: RemoteShard): void {
    for (const places of this.#places.values()) for (const place of places) place.forget(shard);
  }

  stored(name: string): StoredPosition | undefined {
    return this.#places
      .get(name)
      ?.map(({ stored }) => stored)
      .findLast((stored) => stored !== undefined);
  }

  /** A source partition is opened under this identity. */
  open(name: string, identity: string): SourcePlace {
    const place = this.#place(name, identity);
    const others = (this.#places.get(name) ?? []).filter((each) => each !== place);
    this.#places.set(name, [...others, place]);
    return place;
  }

  #place(name: string, identity: string): SourcePlace {
    const places = this.#places.get(name) ?? [];
    const known = places.find((place) => place.identity === identity);
    if (known !== undefined) return known;
    const place = new SourcePlace(identity);
    this.#places.set(name, [...places, place]);
    return place;
  }
}
