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
import type { LetterRow, MailboxRow } from '../rows.ts';
import { letterRow, mailRow, mailboxRow, outboxRow, outboxStreamRow, sourcePositionRow } from '../rows.ts';
import { rowsBetween, rowsOf } from '../rows-of.ts';
import { LETTERS_PREFIX } from '../sources.ts';
import { unpackUndone } from '../undone.ts';

type Store = Pick<EpochLog, 'get' | 'scan' | 'partitions' | 'lanes'>;

const EMPTY: MailboxRow = { head: 0, tail: 0, failures: 0, retryAtMs: 0, batchMax: 0 };

/**
 * All mailboxes, and mail that is on its way between shards as rows of theirs: behind what is there, as it would have
 * come after a start.
 */
export async function* mailboxesWithUndelivered(stores: readonly Store[]): AsyncGenerator<Row> {
  /** Those that something is added to, by key. */
  const grown = new Map<string, MailboxRow>();
  for await (const { letter, receiver } of undeliveredLetters(stores)) {
    const { key, partition, type } = placeOf(letter.target, receiver);
    const stored = receiver.get(key);
    const mailbox = grown.get(key) ?? (stored === undefined ? EMPTY : mailboxRow.decode(stored));
    const { caller, argument } = letter;
    yield {
      key: mailKey(partition, type, mailbox.tail, letter.target.id),
      value: mailRow.encode({ caller, argument }),
    };
    grown.set(key, { ...mailbox, tail: mailbox.tail + 1 });
  }
  for (const store of stores) for await (const row of rowsOf(store, 'm')) if (!grown.has(row.key)) yield row;
  for (const [key, mailbox] of grown) yield { key, value: mailboxRow.encode(mailbox) };
}

const placeOf = ({ namespace, type: name, id }: Address, { partitions }: Store) => {
  const partition = partitionPart(partitionOf(id, partitions));
  const type = typePart(namespace, name);
  return { key: mailboxKey(partition, type, id), partition, type };
};

/** Mail that no shard has made its own, and the store of the shard that is to have it; in order from each sender. */
async function* undeliveredLetters(
  stores: readonly Store[],
): AsyncGenerator<{ readonly letter: LetterRow; readonly receiver: Store }> {
  for (const store of stores) {
    for await (const { key, value } of rowsOf(store, 'h')) {
      const { egress, lane: from, channel } = parseOutboxKey(key);
      const receiver = stores[shardOf(Number(channel), stores.length)];
      if (egress !== EXCHANGE || receiver === undefined) continue;
      const isDone = doneIn(receiver, `${LETTERS_PREFIX}${from}/${channel}`);
      const { row, head, tail } = outboxStreamRow.decode(value);
      const rowKey = (sequence: number): string => outboxRowKey(EXCHANGE, from, channel, sequence);
      let sequence = row;
      for await (const { value: records } of rowsBetween(store, rowKey(row), rowKey(tail))) {
        for (const record of outboxRow.decode(records).records) {
          if (sequence >= head && !isDone(sequence)) yield { letter: letterRow.decode(record), receiver };
          sequence++;
        }
      }
    }
  }
}

/** What the receiver of a stream has made its own. */
const doneIn = (receiver: Store, stream: string): ((sequence: number) => boolean) => {
  const stored = receiver.get(sourceKey(stream));
  if (stored === undefined) return () => false;
  const position = sourcePositionRow.decode(stored);
  const undone = new Set(unpackUndone(position).map(({ offset }) => offset));
  return (sequence) => sequence < position.next && !undone.has(sequence);
};
