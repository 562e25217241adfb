import assert from 'node:assert/strict';
import { test } from 'node:test';
import { murmur2, partitionOfKey } from '../../src/egress/partitioner.ts';

/** Computed with `org.apache.kafka.common.utils.Utils` of kafka-clients 3.9.1: key, murmur2, partition of 7. */
const vectors: readonly (readonly [string, number, number])[] = [
  ['', 275646681, 2],
  ['a', -1563381124, 5],
  ['ab', 316155434, 0],
  ['abc', 479470107, 4],
  ['abcd', -1323649548, 5],
  ['21', -973932308, 3],
  ['foobar', -790332482, 0],
  ['a-little-bit-long-string', -985981536, 1],
  ['a-little-bit-longer-string', -1486304829, 0],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971, 3],
  ['Zoë 日本語', 1703918157, 4],
  ['user-1', 1404122828, 3],
  ['user-2', -324981792, 0],
  ['user-3', 1141442267, 0],
  ['ÿþ', -1869419400, 0],
];

test('a key goes to the partition that the Java client chooses', () => {
  for (const [key, hash, partition] of vectors) {
    assert.equal(murmur2(Buffer.from(key)), hash, key);
    assert.equal(partitionOfKey(Buffer.from(key), 7), partition, key);
  }
});

test('bytes of all values hash as in Java', () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.equal(murmur2(all), -1948347274);
  assert.equal(murmur2(all.subarray(121)), -826137317);
});
