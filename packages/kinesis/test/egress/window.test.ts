import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutboxStream } from '@statefun-ts/engine';
import { kinesisEgressRecordCodec } from '@statefun-ts/protocol';
import { Window } from '../../src/egress/window.ts';

/** A lane's stream of records with these keys; it writes down how far it is done. */
class Lane implements OutboxStream {
  readonly lane: number;
  readonly channel = 's';
  readonly rejected: number[] = [];
  head = 0;
  readonly #records: readonly Uint8Array[];

  constructor(lane: number, keys: readonly string[], bytes = 1) {
    this.lane = lane;
    this.#records = keys.map((partitionKey) =>
      kinesisEgressRecordCodec.encode({
        partitionKey,
        valueBytes: new Uint8Array(bytes),
        stream: 's',
        explicitHashKey: '',
      }),
    );
  }

  get tail(): number {
    return this.#records.length;
  }

  read(from: number): readonly Uint8Array[] {
    return this.#records.slice(from);
  }

  done(sequence: number): void {
    this.head = sequence;
  }

  reject(sequence: number): void {
    this.rejected.push(sequence);
  }
}

const limits = { recordsMax: 500, bytesMax: 5 << 20 };
const reason = { code: 'STATEFUN_KINESIS_RECORD_REFUSED', message: '' } as const;
const sequences = (batch: ReturnType<Window['takeBatch']>): number[] => batch.map(({ sequence }) => sequence);

test('of one key one record is on its way at a time, also while others are sent', () => {
  const window = new Window();
  window.fill([new Lane(0, ['a', 'b', 'a', 'c', 'b'])], 100);
  const first = window.takeBatch(limits);
  assert.deepEqual(sequences(first), [0, 1, 3]);
  assert.deepEqual(window.takeBatch(limits), []);
  window.done(first.slice(0, 1));
  assert.deepEqual(sequences(window.takeBatch(limits)), [2]);
});

test('the outbox hears of what is out up to the first record that is not', () => {
  const lane = new Lane(0, ['a', 'b', 'c', 'a']);
  const window = new Window();
  window.fill([lane], 100);
  const batch = window.takeBatch(limits);
  window.done(batch.slice(1));
  assert.equal(lane.head, 0);
  window.done(batch.slice(0, 1));
  assert.equal(lane.head, 3);
  window.done(window.takeBatch(limits));
  assert.equal(lane.head, 4);
});

test('what is to be sent again goes before its followers, and alone when it may be the culprit', () => {
  const lane = new Lane(0, ['a', 'b', 'a']);
  const window = new Window();
  window.fill([lane], 100);
  window.retry(window.takeBatch(limits), true);
  const [one, two] = [window.takeBatch(limits), window.takeBatch(limits)];
  assert.deepEqual([sequences(one), sequences(two)], [[0], [1]]);
  for (const outgoing of one) window.reject(outgoing, reason);
  assert.deepEqual(lane.rejected, [0]);
  assert.equal(lane.head, 1);
  assert.deepEqual(sequences(window.takeBatch(limits)), [2]);
});

test('a batch keeps to its records and bytes', () => {
  const keys = Array.from({ length: 10 }, (_, i) => `k${i}`);
  const few = new Window();
  few.fill([new Lane(0, keys)], 100);
  assert.equal(few.takeBatch({ ...limits, recordsMax: 4 }).length, 4);
  const small = new Window();
  small.fill([new Lane(0, keys, 98)], 100);
  assert.equal(small.takeBatch({ ...limits, bytesMax: 399 }).length, 3);
});

test('no lane takes all the room for long', () => {
  const many = Array.from({ length: 50 }, (_, i) => `x${i}`);
  const lanes = [new Lane(0, many), new Lane(1, ['late'])];
  const window = new Window();
  let sent = 0;
  for (let round = 0; round < 3; round++) {
    window.fill(lanes, 10);
    const batch = window.takeBatch(limits);
    sent += batch.length;
    window.done(batch);
  }
  assert.equal(sent, 30);
  assert.equal(lanes[1]?.head, 1);
});
