import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlacedRow, ShardRows } from '../src/index.ts';
import { reshard } from '../src/index.ts';
import {
  deadLetterKey,
  mailKey,
  mailboxKey,
  outboxKey,
  outboxRowKey,
  partitionPart,
  registryKey,
  sourceKey,
  typePart,
} from '../src/keys.ts';
import { laneOfId, partitionOf } from '../src/partition.ts';
import type { SourcePositionRow } from '../src/rows.ts';
import {
  deadLetterRow,
  letterRow,
  mailRow,
  mailboxRow,
  outboxRow,
  outboxStreamRow,
  sourcePositionRow,
} from '../src/rows.ts';
import { Sources } from '../src/sources.ts';
import { Overlay } from '../src/overlay.ts';
import { pack } from '../src/undone.ts';

const SPREAD = { partitions: 8, lanes: 4 };
const ROUTING = { targets: ['ns/f'], valueType: 'ns/value' };
const utf8 = new TextEncoder();

/** The store of a shard that has these rows. */
const storeOf = (rows: Readonly<Record<string, Uint8Array>>): ShardRows => ({
  ...SPREAD,
  get: (key) => rows[key],
  scan: async (from, to, limit) =>
    Object.keys(rows)
      .toSorted()
      .filter((key) => key >= from && key < to)
      .slice(0, limit)
      .map((key) => ({ key, value: rows[key] as Uint8Array })),
});

async function resharded(stores: readonly ShardRows[], shards: number): Promise<PlacedRow[]> {
  const rows: PlacedRow[] = [];
  for await (const row of reshard(stores, shards)) rows.push(row);
  return rows;
}

const positionRow = (next: number, undone: readonly number[] = []): Uint8Array =>
  sourcePositionRow.encode({
    identity: 'first',
    next,
    epochPlusOne: 0,
    markOffset: 0,
    mark: '',
    apart: [],
    ...ROUTING,
    ...pack(undone.map((offset) => ({ offset, target: 0 }))),
  });

/** Which of the offsets below `to` a shard with this position takes, for a lane. */
const takenBy = (row: SourcePositionRow, lane: number, to: number): number[] => {
  const key = sourceKey('topic/0');
  const overlay = new Overlay(
    { get: (name) => (name === key ? sourcePositionRow.encode(row) : undefined) },
    0,
  );
  const progress = new Sources(overlay, []).open('topic/0', {
    identity: 'first',
    startOffset: 0,
    routing: ROUTING,
  });
  const taken: number[] = [];
  for (let offset = progress.resumeOffset; offset < to; offset++) {
    const replay = progress.arrive(offset, lane);
    if (replay === undefined || replay.undone.has(`${offset}/0`)) taken.push(offset);
  }
  return taken;
};

test('each lane goes on where its shard stood, in whichever shard it is', async () => {
  const key = sourceKey('topic/0');
  const stores = [storeOf({ [key]: positionRow(10, [7]) }), storeOf({ [key]: positionRow(6) })];
  const [only, ...more] = (await resharded(stores, 1)).filter((row) => row.key === key);
  assert.ok(only);
  assert.equal(more.length, 0);
  const row = sourcePositionRow.decode(only.value);
  for (const lane of [0, 2]) assert.deepEqual(takenBy(row, lane, 13), [7, 10, 11, 12], `lane ${lane}`);
  for (const lane of [1, 3]) assert.deepEqual(takenBy(row, lane, 9), [6, 7, 8], `lane ${lane}`);
});

test('lanes that stand at one place have one position again', async () => {
  const key = sourceKey('topic/0');
  const stores = [storeOf({ [key]: positionRow(10) }), storeOf({ [key]: positionRow(10) })];
  for (const { value } of (await resharded(stores, 4)).filter((row) => row.key === key))
    assert.deepEqual(sourcePositionRow.decode(value).apart, []);
});

test('what is undone in one shard is not undone in another that has copied the list', async () => {
  const key = sourceKey('topic/0');
  const one = storeOf({ [key]: positionRow(10, [3, 4]) });
  const two = (await resharded([one], 2)).filter((row) => row.key === key);
  // Both name the two; the shard of lane 0 has done them since.
  const stores = [storeOf({ [key]: positionRow(10) }), storeOf({ [key]: two[1]?.value as Uint8Array })];
  const [joined] = (await resharded(stores, 1)).filter((row) => row.key === key);
  assert.ok(joined);
  const row = sourcePositionRow.decode(joined.value);
  assert.deepEqual(takenBy(row, 0, 11), [10]);
  assert.deepEqual(takenBy(row, 1, 11), [3, 4, 10]);
});

test('mail on its way is in mailboxes afterwards, behind what is there, and what had arrived is not there twice', async () => {
  const [from, to] = [0, 1];
  const id = Array.from({ length: 100 }, (_, i) => `id-${i}`).find((each) => laneOfId(each, SPREAD) === to);
  assert.ok(id !== undefined);
  const target = { namespace: 'ns', type: 'f', id };
  const mail = (text: string) => ({
    caller: null,
    argument: { typename: 'ns/value', hasValue: true, value: utf8.encode(text) },
  });
  const records = ['a', 'b', 'c', 'd'].map((text) => letterRow.encode({ target, ...mail(text) }));
  const partition = partitionPart(partitionOf(id, SPREAD.partitions));
  const type = typePart('ns', 'f');
  const box = mailboxKey(partition, type, id);
  const sender = storeOf({
    [outboxKey('exchange', from, String(to))]: outboxStreamRow.encode({
      head: 1,
      tail: 4,
      row: 0,
      rejected: [],
      backlogBytes: 3,
    }),
    [outboxRowKey('exchange', from, String(to), 0)]: outboxRow.encode({ records }),
  });
  const receiver = storeOf({
    // It has `b` and `c`, of which `c` is not done; `waits` was there before.
    [sourceKey(`exchange/${from}/${to}`)]: positionRow(3, [2]),
    [box]: mailboxRow.encode({ head: 5, tail: 6, failures: 2, retryAtMs: 9, batchMax: 1 }),
    [mailKey(partition, type, 5, id)]: mailRow.encode(mail('waits')),
  });
  const rows = await resharded([sender, receiver], 1);
  const texts = rows
    .filter(({ key }) => key.startsWith('q'))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ value }) => Buffer.from(mailRow.decode(value).argument.value).toString());
  assert.deepEqual(texts, ['waits', 'c', 'd']);
  const [mailbox, ...more] = rows.filter(({ key }) => key === box);
  assert.deepEqual(more, []);
  assert.ok(mailbox);
  const { head, tail, failures } = mailboxRow.decode(mailbox.value);
  assert.deepEqual([head, tail, failures], [5, 8, 2]);
  assert.ok(!rows.some(({ key }) => key.includes('exchange')), 'nothing is left of the way');
});

test('dead letters stand in the order of time, and no number is used again', async () => {
  const letter = (message: string, atMs: number): Uint8Array =>
    deadLetterRow.encode({
      code: 'STATEFUN_TEST',
      message,
      atMs,
      component: 'engine',
      target: null,
      caller: null,
      argument: null,
      position: '',
      key: new Uint8Array(),
    });
  const stores = [
    storeOf({ [deadLetterKey(0)]: letter('first', 1), [deadLetterKey(1)]: letter('third', 3) }),
    storeOf({ [deadLetterKey(0)]: letter('second', 2) }),
  ];
  const letters = (await resharded(stores, 3)).filter(({ key }) => key.startsWith('d'));
  assert.deepEqual(
    letters.map(({ value }) => deadLetterRow.decode(value).message),
    ['first', 'second', 'third'],
  );
  assert.deepEqual(new Set(letters.map(({ shard }) => shard)), new Set([0]));
  assert.equal(new Set(letters.map(({ key }) => key)).size, 3);
});

test('a state that has two types is told by name, and nothing is misread', async () => {
  const key = registryKey(typePart('ns', 'f'), 'kept');
  const stores = [storeOf({ [key]: utf8.encode('ns/int') }), storeOf({ [key]: utf8.encode('ns/text') })];
  await assert.rejects(resharded(stores, 1), {
    code: 'STATEFUN_STATE_TYPE_CHANGED',
    message:
      /State kept of function ns\/f has type ns\/int in one shard and ns\/text in another.*with 2 shards/,
  });
});
