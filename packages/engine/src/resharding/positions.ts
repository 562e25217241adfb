import { sourceKey, sourceName } from '../keys.ts';
import { shardOf } from '../partition.ts';
import type { EpochLog, Row } from '../ports.ts';
import type { LanesPosition, SourcePositionRow } from '../rows.ts';
import { sourcePositionRow } from '../rows.ts';
import { rowsOf } from '../rows-of.ts';
import { LETTERS_PREFIX, resumeOffsetOf } from '../sources.ts';
import type { Undone } from '../undone.ts';
import { pack, unpackUndone } from '../undone.ts';

type Store = Pick<EpochLog, 'scan' | 'lanes'>;

/** The positions of all source partitions, for each of `shards` shards. Mail between shards has none there. */
export async function* positionsOf(
  stores: readonly Store[],
  shards: number,
): AsyncGenerator<Row & { readonly shard: number }> {
  /** By name, then by store. */
  const stored = new Map<string, (SourcePositionRow | undefined)[]>();
  for (const [index, store] of stores.entries()) {
    for await (const { key, value } of rowsOf(store, 'p')) {
      const name = sourceName(key);
      if (name.startsWith(LETTERS_PREFIX)) continue;
      const rows = stored.get(name) ?? stores.map(() => undefined);
      stored.set(name, rows);
      rows[index] = sourcePositionRow.decode(value);
    }
  }
  const lanes = Array.from({ length: stores[0]?.lanes ?? 0 }, (_, lane) => lane);
  for (const [name, rows] of stored) {
    const source = new StoredSource(rows);
    for (let shard = 0; shard < shards; shard++) {
      const own = lanes.filter((lane) => shardOf(lane, shards) === shard);
      const row = source.positionOf(own);
      if (row !== undefined) yield { shard, key: sourceKey(name), value: sourcePositionRow.encode(row) };
    }
  }
}

/** What the stores say of one source partition. */
class StoredSource {
  readonly #rows: readonly (SourcePositionRow | undefined)[];
  readonly #known: readonly SourcePositionRow[];

  constructor(rows: readonly (SourcePositionRow | undefined)[]) {
    // Where shards differ in it, some have crashed while a source made anew was opened, and no record of that has come.
    const identity = rows.find((row) => row !== undefined)?.identity;
    this.#rows = rows.map((row) => (row?.identity === identity ? row : undefined));
    this.#known = this.#rows.filter((row) => row !== undefined);
  }

  /** A position of some lanes; they are kept apart when they stand at several places. */
  positionOf(lanes: readonly number[]): SourcePositionRow | undefined {
    const [first] = this.#known;
    if (first === undefined) return undefined;
    const places = Map.groupBy(lanes, (lane) => JSON.stringify(this.#placeOf(lane, first)));
    const apart = [...places].map(([place, ofPlace]) => ({
      ...(JSON.parse(place) as LanesPosition),
      lanes: ofPlace,
    }));
    const [furthest, ...others] = apart.toSorted((a, b) => b.next - a.next);
    if (furthest === undefined) return undefined;
    const position = others.length === 0 ? { ...furthest, apart: [] } : { ...furthest, ...pack([]), apart };
    const { identity } = first;
    const epochPlusOne = Math.max(...this.#known.map((row) => row.epochPlusOne));
    return { ...position, identity, epochPlusOne, ...this.#markAt(resumeOffsetOf(position)) };
  }

  /** Where a lane stands. A shard without a position has had no record, and neither had the others then. */
  #placeOf(lane: number, first: SourcePositionRow): LanesPosition {
    const row = this.#rows[shardOf(lane, this.#rows.length)] ?? first;
    const place: LanesPosition = row.apart.find(({ lanes }) => lanes.includes(lane)) ?? row;
    const { next, targets, valueType } = place;
    return { next, targets, valueType, ...pack(place === row ? unpackUndone(row) : bothOf(row, place)) };
  }

  #markAt(offset: number): Pick<SourcePositionRow, 'markOffset' | 'mark'> {
    const known = this.#known.filter(({ mark, markOffset }) => mark !== '' && markOffset <= offset);
    const last = known.toSorted((a, b) => a.markOffset - b.markOffset).at(-1);
    return { markOffset: last?.markOffset ?? 0, mark: last?.mark ?? '' };
  }
}

/** What is undone of all lanes, and of some of them. */
const bothOf = (row: SourcePositionRow, apart: LanesPosition): Undone[] =>
  [...unpackUndone(row), ...unpackUndone(apart)].toSorted(
    (a, b) => a.offset - b.offset || a.target - b.target,
  );
