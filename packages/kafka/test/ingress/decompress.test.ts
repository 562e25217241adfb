import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { compressionsAlgorithms } from '@platformatic/kafka';
import { decompress } from '../../src/ingress/decompress.ts';

const { snappy, lz4 } = compressionsAlgorithms;

/** Blocks behind their lengths, as Java's snappy writes them. */
function xerial(bytes: Buffer): Buffer {
  const half = bytes.length >> 1;
  const blocks = [bytes.subarray(0, half), bytes.subarray(half)].map((part) => snappy.compressSync(part));
  const head = Buffer.from('82534e41505059000000000100000001', 'hex');
  const framed = blocks.flatMap((block) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    return [length, block];
  });
  return Buffer.concat([head, ...framed]);
}

const codecs: readonly [name: string, codec: number, pack: (bytes: Buffer) => Buffer][] = [
  ['gzip', 1, (bytes) => gzipSync(bytes)],
  ['snappy', 2, (bytes) => snappy.compressSync(bytes)],
  ['snappy in blocks', 2, xerial],
  ['lz4', 3, (bytes) => lz4.compressSync(bytes)],
  ['zstd', 4, (bytes) => zstdCompressSync(bytes)],
];

for (const [name, codec, pack] of codecs) {
  test(`${name}: what is within the limit is unpacked, what is beyond it is refused by its code`, () => {
    const random = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251));
    for (const bytes of [random, Buffer.alloc(1 << 20), Buffer.from('a')]) {
      assert.deepEqual(decompress(codec, pack(bytes), 4 << 20), bytes);
    }
    const bomb = pack(Buffer.alloc(32 << 20));
    assert.throws(() => decompress(codec, bomb, 16 << 20), { code: 'STATEFUN_KAFKA_BATCH_TOO_LARGE' });
  });
}

test('a codec that nobody knows is refused by its code', () => {
  assert.throws(() => decompress(5, Buffer.alloc(10), 100), { code: 'STATEFUN_KAFKA_UNSUPPORTED' });
});
