import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Deque } from '../src/deque.ts';
import { Heap } from '../src/heap.ts';
import {
  mailboxKey,
  outboxKey,
  parseMailboxKey,
  parseOutboxKey,
  stateKey,
  statePart,
  timerFireAtMs,
  timerKey,
  typePart,
} from '../src/keys.ts';
import { partitionOf } from '../src/partition.ts';

test('a deque gives items back in order through growth, and what is put before comes first', () => {
  const deque = new Deque<number>();
  const taken: number[] = [];
  for (let i = 0; i < 1_000; i++) {
    deque.push(i);
    if (i % 3 === 0) taken.push(deque.shift() ?? -1);
  }
  deque.unshift(taken.slice(-2));
  while (deque.length > 0) taken.push(deque.shift() ?? -1);
  assert.deepEqual(taken.slice(334), [332, 333, ...Array.from({ length: 666 }, (_, i) => 334 + i)]);
});

test('a deque gives its last item back, and nothing when it is empty', () => {
  const deque = new Deque<number>();
  for (const item of [1, 2, 3]) deque.push(item);
  deque.shift();
  assert.deepEqual([deque.pop(), deque.pop(), deque.pop()], [3, 2, undefined]);
  deque.push(4);
  assert.deepEqual([...deque], [4]);
});

test('a heap gives the smallest, and keeps the smallest when it is cut', () => {
  const heap = new Heap<number>((a, b) => a < b);
  for (let i = 0; i < 500; i++) heap.push((i * 7919) % 503);
  const dropped = heap.truncate(100);
  const kept: number[] = [];
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) kept.push(next);
  assert.equal(kept.length, 100);
  assert.equal(dropped.length, 400);
  assert.deepEqual(
    [...kept, ...dropped],
    [...kept, ...dropped].toSorted((a, b) => a - b),
  );
});

test('keys can be read back, whatever characters an address has', () => {
  for (const id of ['', 'a', 'a/b', '1:x', '\0', 'ü😀', 't:t/']) {
    for (const [namespace, type] of [
      ['n', 't'],
      ['', 't'],
      ['a:b', '3:x'],
    ] as const) {
      const key = mailboxKey('000', typePart(namespace, type), id);
      assert.deepEqual(parseMailboxKey(key), { namespace, type, id });
      assert.deepEqual(parseOutboxKey(outboxKey(`${namespace}/${type}`, 3, id)), {
        egress: `${namespace}/${type}`,
        lane: 3,
        channel: id,
      });
    }
  }
});

test('no two states share a key', () => {
  const keys = [
    ['a/b', 'c', 'd'],
    ['a/b', 'cd', ''],
    ['a/b', '', 'cd'],
    ['a/bc', '', 'd'],
    ['a/b', '1:c', 'd'],
  ].map(([type, state, id]) =>
    stateKey('000', statePart(typePart('a', (type as string).slice(2)), state as string), id as string),
  );
  assert.equal(new Set(keys).size, keys.length);
});

test('timer keys sort by time and say it', () => {
  const times = [0, 1, 35, 36, 1_700_000_000_000, Number.MAX_SAFE_INTEGER];
  const keys = times.map((atMs, i) => timerKey(atMs, 0, 100 - i));
  assert.deepEqual(keys.toSorted(), keys);
  assert.deepEqual(keys.map(timerFireAtMs), times);
});

test('partitions never change: the hash is part of the store', () => {
  assert.deepEqual(
    ['', 'a', 'k1', 'k2', 'user-1234', 'ü😀'].map((id) => partitionOf(id, 128)),
    PARTITIONS,
  );
});

/** Recorded when the format was made. */
const PARTITIONS = [11, 51, 114, 100, 127, 92];
