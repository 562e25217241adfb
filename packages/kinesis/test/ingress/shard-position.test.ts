import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlaceMark, SourcePartition } from '@statefun-ts/engine';
import type { Place } from '../../src/ingress/place.ts';
import { PositionLost, ShardPosition } from '../../src/ingress/shard-position.ts';
import { aggregate } from '../support/aggregate.ts';

const hourMs = 3_600_000;

/** Writes down what it is told. */
class Partition implements SourcePartition {
  readonly resumeOffset = 0;
  readonly pushed: string[] = [];
  readonly marks: PlaceMark[] = [];
  skippedTo = 0;

  push(records: readonly { offset: number; id: string }[]): void {
    for (const { offset, id } of records) this.pushed.push(`${offset} ${id}`);
  }

  mark(mark: PlaceMark): void {
    this.marks.push(mark);
  }

  skipTo(offset: number): void {
    this.skippedTo = offset;
  }

  deadLetter(offset: number): void {
    this.pushed.push(`${offset} dead`);
  }

  committedOffset(): number {
    return 0;
  }
}

const positionAt = (offset: number, place: Place, to = 2n ** 128n - 1n): ShardPosition =>
  new ShardPosition({
    stream: 's',
    shard: 'shardId-0',
    hashRange: { from: 0n, to },
    retentionMs: 24 * hourMs,
    offset,
    place,
    fromLatest: false,
  });

const record = (sequence: string, data: Uint8Array = Buffer.from('x')) => ({
  SequenceNumber: sequence,
  PartitionKey: `k${sequence}`,
  Data: data,
  ApproximateArrivalTimestamp: new Date(1_000),
});

const reading = { askedAtMs: 5_000, isAtTip: false, isEnd: false };

test('a record that is undone must still be there', () => {
  const partition = new Partition();
  const found = positionAt(7, { type: 'at', sequence: '3' });
  assert.deepEqual(found.seek(0), { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: '3' });
  found.take([record('3'), record('4')], partition, reading);
  assert.deepEqual(partition.pushed, ['7 k3', '8 k4']);
  for (const [records, more] of [
    [[record('4')], {}],
    [[], { isAtTip: true }],
    [[], { isEnd: true }],
  ] as const) {
    const lost = positionAt(7, { type: 'at', sequence: '3' });
    lost.seek(0);
    assert.throws(() => lost.take(records, partition, { ...reading, ...more }), PositionLost);
  }
});

test('a response without records, before the shard was searched to its end, proves nothing', () => {
  const partition = new Partition();
  const position = positionAt(7, { type: 'at', sequence: '3' });
  position.seek(0);
  position.take([], partition, reading);
  position.take([record('3')], partition, reading);
  assert.deepEqual(partition.pushed, ['7 k3']);
});

test('the count goes on after the last record that was read, which comes again and is passed over', () => {
  const partition = new Partition();
  const position = positionAt(7, { type: 'after', sequence: '3', readToMs: 0 });
  position.seek(0);
  position.take([record('3'), record('4')], partition, reading);
  position.take([record('5')], partition, reading);
  assert.deepEqual(partition.pushed, ['7 k4', '8 k5']);
  assert.deepEqual(partition.marks, [
    { offset: 7, token: 'at 4' },
    { offset: 8, token: 'after 4 1000' },
    { offset: 8, token: 'at 5' },
    { offset: 9, token: 'after 5 1000' },
  ]);
});

test('a place is no proof any more after the retention', () => {
  const old: readonly Place[] = [
    { type: 'start', readToMs: hourMs },
    { type: 'time', sinceMs: 0, readToMs: hourMs },
  ];
  for (const place of old) {
    positionAt(0, place).seek(25 * hourMs);
    assert.throws(() => positionAt(0, place).seek(25 * hourMs + 1), PositionLost);
  }
});

test('parts of an aggregated record count whether they are left out or not, so that the count is always the same', () => {
  const partition = new Partition();
  const low = positionAt(0, { type: 'start', readToMs: Date.now() }, 2n ** 127n - 1n);
  low.seek(Date.now());
  const high = { key: 'high', value: '', hashKey: String(2n ** 127n) };
  const parts = [high, { key: 'low', value: '', hashKey: '0' }, high];
  low.take([record('1', aggregate(parts)), record('2')], partition, reading);
  assert.deepEqual(partition.pushed, ['1 low', '3 k2']);
  low.take([record('3', aggregate([high]))], partition, reading);
  assert.deepEqual(partition.pushed.length, 2);
  assert.equal(partition.skippedTo, 5);
});

test('a quiet shard stores its place from time to time, to tell later how far it was read', () => {
  const partition = new Partition();
  const position = positionAt(0, { type: 'start', readToMs: 0 });
  position.seek(0);
  for (const askedAtMs of [59_999, 60_000, 60_001, 120_000]) {
    position.take([], partition, { askedAtMs, isAtTip: true, isEnd: false });
  }
  assert.deepEqual(partition.marks, [
    { offset: 0, token: 'start 60000' },
    { offset: 0, token: 'start 120000' },
  ]);
});

test('the end of a shard of which nothing was read keeps the time from which on it was read', () => {
  const partition = new Partition();
  const end = { askedAtMs: 1, isAtTip: true, isEnd: true };
  positionAt(0, { type: 'time', sinceMs: 17, readToMs: 0 }).take([], partition, end);
  positionAt(0, { type: 'time', sinceMs: 17, readToMs: 0 }).take([record('1')], partition, end);
  assert.deepEqual(
    partition.marks.filter(({ token }) => token.startsWith('end')),
    [
      { offset: 0, token: 'end 17' },
      { offset: 1, token: 'end' },
    ],
  );
});

test('the latest is asked for once; later it is the time at which that was, so that nothing falls in between', () => {
  const position = new ShardPosition({
    stream: 's',
    shard: 'shardId-0',
    hashRange: { from: 0n, to: 1n },
    retentionMs: 24 * hourMs,
    offset: 0,
    place: { type: 'time', sinceMs: 17, readToMs: 17 },
    fromLatest: true,
  });
  assert.deepEqual(position.seek(18), { ShardIteratorType: 'LATEST' });
  assert.deepEqual(position.seek(18), { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(17) });
});
