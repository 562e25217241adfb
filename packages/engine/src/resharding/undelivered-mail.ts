import type { Address } from '@statefun-ts/protocol';
import { EXCHANGE } from '../exchange.ts';
import {
  mailKey,
  mailboxKey,
  outboxRowKey,
  parseOutboxKey,
  partitionPart,
  sourceKey,
  typePart,
} from '../keys.ts';
import { partitionOf, shardOf } from '../partition.ts';
import type { EpochLog, Row } from '../ports.ts';
import type { LetterRow } from '../rows.ts';
import { letterRow, mailRow, mailboxRow, outboxRow, outboxStreamRow, sourcePositionRow } from '../rows.ts';
import { rowsBetween, rowsOf } from '../rows-of.ts';
import { LETTERS_PREFIX } from '../sources.ts';
import { unpackUndone } from '../undone.ts';

type Store = Pick<EpochLog, 'get' | 'scan' | 'partitions' | 'lanes'>;

/** Mail for one address that its shard has not made its own. */
interface Undelivered {
  readonly target: Address;
  readonly mail: LetterRow[];
}

/** Mail that is on its way between shards, by the key of the mailbox that it is for, in order. The exchange limits how much there is. */
export async function undeliveredMail(stores: readonly Store[]): Promise<Map<string, Undelivered>> {
  const undelivered = new Map<string, Undelivered>();
  for (const store of stores) {
    for await (const { key, value } of rowsOf(store, 'h')) {
      const { egress, lane: from, channel } = parseOutboxKey(key);
      if (egress !== EXCHANGE) continue;
      const receiver = stores[shardOf(Number(channel), stores.length)];
      const isDone = doneIn(receiver, `${LETTERS_PREFIX}${from}/${channel}`);
      const { row, head, tail } = outboxStreamRow.decode(value);
      const rowKey = (sequence: number): string => outboxRowKey(EXCHANGE, from, channel, sequence);
      let sequence = row;
      for await (const { value: records } of rowsBetween(store, rowKey(row), rowKey(tail))) {
        for (const record of outboxRow.decode(records).records) {
          if (sequence >= head && !isDone(sequence)) add(undelivered, store, letterRow.decode(record));
          sequence++;
        }
      }
    }
  }
  return undelivered;
}

/** What the receiver of a stream has made its own. */
const doneIn = (receiver: Store | undefined, stream: string): ((sequence: number) => boolean) => {
  const stored = receiver?.get(sourceKey(stream));
  if (stored === undefined) return () => false;
  const position = sourcePositionRow.decode(stored);
  const undone = new Set(unpackUndone(position).map(({ offset }) => offset));
  return (sequence) => sequence < position.next && !undone.has(sequence);
};

const add = (all: Map<string, Undelivered>, { partitions }: Store, letter: LetterRow): void => {
  const { target } = letter;
  const partition = partitionPart(partitionOf(target.id, partitions));
  const key = mailboxKey(partition, typePart(target.namespace, target.type), target.id);
  const known = all.get(key) ?? { target, mail: [] };
  all.set(key, known);
  known.mail.push(letter);
};

/** All mailboxes, with what was on its way behind what is there: as it would have come after a start. */
export async function* mailboxesWith(
  undelivered: ReadonlyMap<string, Undelivered>,
  stores: readonly Store[],
): AsyncGenerator<Row> {
  const rest = new Map(undelivered);
  for (const store of stores) {
    for await (const row of rowsOf(store, 'm')) {
      const more = rest.get(row.key);
      rest.delete(row.key);
      if (more === undefined) yield row;
      else yield* appended(row.key, row.value, more, store);
    }
  }
  const [store] = stores;
  if (store === undefined) return;
  for (const [key, more] of rest) yield* appended(key, undefined, more, store);
}

function* appended(
  key: string,
  row: Uint8Array | undefined,
  { target, mail }: Undelivered,
  { partitions }: Store,
): Generator<Row> {
  const empty = { head: 0, tail: 0, failures: 0, retryAtMs: 0, batchMax: 0 };
  const mailbox = row === undefined ? empty : mailboxRow.decode(row);
  const partition = partitionPart(partitionOf(target.id, partitions));
  const type = typePart(target.namespace, target.type);
  for (const [index, { caller, argument }] of mail.entries())
    yield {
      key: mailKey(partition, type, mailbox.tail + index, target.id),
      value: mailRow.encode({ caller, argument }),
    };
  yield { key, value: mailboxRow.encode({ ...mailbox, tail: mailbox.tail + mail.length }) };
}
