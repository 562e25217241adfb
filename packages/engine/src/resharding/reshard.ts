import { StatefunError } from '@statefun-ts/protocol';
import { EXCHANGE } from '../exchange.ts';
import {
  META_KEY,
  laneOfTimerKey,
  parseOutboxKey,
  parseOutboxRowKey,
  parseRegistryKey,
  partitionOfKey,
} from '../keys.ts';
import { PARTITION_HASH, laneOf, shardOf } from '../partition.ts';
import type { EpochLog, Row } from '../ports.ts';
import { metaRow } from '../rows.ts';
import { rowsOf } from '../rows-of.ts';
import { deadLettersOf } from './dead-letters.ts';
import { mailboxesWithUndelivered } from './undelivered-mail.ts';
import { positionsOf } from './positions.ts';

/** The committed rows of one shard. */
export type ShardRows = Pick<EpochLog, 'get' | 'scan' | 'partitions' | 'lanes'>;

/** A row, and the shard that it belongs to. */
export interface PlacedRow extends Row {
  readonly shard: number;
}

const utf8 = new TextDecoder();

/** Kinds whose keys have a partition, but for mailboxes. */
const BY_PARTITION = ['s', 'q', 'k'];

/**
 * Spreads what an application has in its stores, one for each shard, over another number of shards: gives all rows of
 * the new stores, in any order, and none twice but with the same value. The stores must not be written to meanwhile.
 *
 * Lanes go whole to the shard that owns them then, so the most of it is copied. Mail on its way between shards is put
 * into mailboxes, and the ways are forgotten. A source partition gets a position for each set of lanes that stand at
 * one place. What belongs to no lane goes to the first shard.
 */
export async function* reshard(stores: readonly ShardRows[], shards: number): AsyncGenerator<PlacedRow> {
  const [first] = stores;
  if (first === undefined) return;
  const { lanes } = first;
  const ofLane = (lane: number): number => shardOf(lane, shards);
  const ofKey = (key: string): number => ofLane(laneOf(partitionOfKey(key), lanes));
  for (const store of stores) {
    for (const kind of BY_PARTITION) yield* place(rowsOf(store, kind), ({ key }) => ofKey(key));
    yield* place(rowsOf(store, 't'), ({ key }) => ofLane(laneOfTimerKey(key)));
    yield* place(outboxes(store), ({ lane }) => ofLane(lane));
    yield* place(rowsOf(store, 'c'), () => 0);
  }
  for (const row of await registryOf(stores)) yield* everywhere(row, shards);
  yield* place(mailboxesWithUndelivered(stores), ({ key }) => ofKey(key));
  yield* positionsOf(stores, shards);
  const meta = mergedMeta(stores);
  let { deadLetterSequence } = meta;
  for await (const row of deadLettersOf(stores, deadLetterSequence)) {
    deadLetterSequence++;
    yield { shard: 0, ...row };
  }
  yield* everywhere({ key: META_KEY, value: metaRow.encode({ ...meta, deadLetterSequence }) }, shards);
}

/**
 * The types of all states. A function whose declaration changed may have registered another type in another shard: the
 * values of one of the two would be misread. Throws `STATEFUN_STATE_TYPE_CHANGED` then.
 */
async function registryOf(stores: readonly ShardRows[]): Promise<Row[]> {
  const registry = new Map<string, Row>();
  for (const store of stores) {
    for await (const row of rowsOf(store, 'r')) {
      const known = registry.get(row.key) ?? row;
      registry.set(row.key, known);
      const [type, other] = [known.value, row.value].map((value) => utf8.decode(value));
      if (type === other) continue;
      const { functionType, state } = parseRegistryKey(row.key);
      throw new StatefunError(
        'STATEFUN_STATE_TYPE_CHANGED',
        `State ${state} of function ${functionType} has type ${type} in one shard and ${other} in another, since its ` +
          `declaration was changed: values would be misread. Start with ${stores.length} shards, as before; a state of ` +
          'another type needs another name',
      );
    }
  }
  return [...registry.values()];
}

async function* place<R extends Row>(
  rows: AsyncIterable<R>,
  shardOfRow: (row: R) => number,
): AsyncGenerator<PlacedRow> {
  for await (const row of rows) yield { shard: shardOfRow(row), key: row.key, value: row.value };
}

function* everywhere(row: Row, shards: number): Generator<PlacedRow> {
  for (let shard = 0; shard < shards; shard++) yield { shard, ...row };
}

/** The rows of all outboxes but that of mail between shards. */
async function* outboxes(store: ShardRows): AsyncGenerator<Row & { readonly lane: number }> {
  for (const [kind, parse] of [
    ['h', parseOutboxKey],
    ['o', parseOutboxRowKey],
  ] as const) {
    for await (const row of rowsOf(store, kind)) {
      const { egress, lane } = parse(row.key);
      if (egress !== EXCHANGE) yield { ...row, lane };
    }
  }
}

/** Numbers go on behind those of all stores. */
const mergedMeta = (stores: readonly ShardRows[]) => {
  const metas = stores.flatMap((store) => {
    const row = store.get(META_KEY);
    return row === undefined ? [] : [metaRow.decode(row)];
  });
  const highest = (what: 'timeMs' | 'timerSequence' | 'deadLetterSequence'): number =>
    Math.max(0, ...metas.map((meta) => meta[what]));
  return {
    timeMs: highest('timeMs'),
    timerSequence: highest('timerSequence'),
    deadLetterSequence: highest('deadLetterSequence'),
    hash: metas[0]?.hash ?? PARTITION_HASH,
  };
};
