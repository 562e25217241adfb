import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c, Reader } from '@platformatic/kafka';
import * as kafka from '@platformatic/kafka';
import { RecordBatchEncoder } from '../../src/egress/record-batch.ts';
import { singleRecordBatchBytes } from '../../src/egress/record-size.ts';

const seal = {
  producer: { id: 7n, epoch: 3 },
  transactional: true,
  baseSequence: 41,
  compression: 'none',
} as const;

test('a batch reads back as what went into it', () => {
  const encoder = new RecordBatchEncoder(1_700_000_000_123);
  const records = Array.from({ length: 300 }, (_, i) => ({
    key: i % 3 === 0 ? null : Buffer.from(`key-${i}`),
    value: Buffer.alloc((i * 37) % 9000, i),
  }));
  for (const { key, value } of records) encoder.add(key, value);
  for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const bytes = encoder.seal({ ...seal, compression });
    const batch = kafka.readRecordsBatch(Reader.from(bytes));
    assert.equal(batch.length, bytes.length - 12);
    assert.equal(batch.crc, crc32c(bytes.subarray(21)));
    assert.equal(batch.producerId, 7n);
    assert.equal(batch.producerEpoch, 3);
    assert.equal(batch.firstSequence, 41);
    assert.equal(batch.attributes & (1 << 4), 1 << 4);
    assert.equal(batch.firstTimestamp, 1_700_000_000_123n);
    assert.equal(batch.lastOffsetDelta, 299);
    const read = batch.records.map(({ key, value }) => ({ key, value }));
    assert.deepEqual(read, records, compression);
  }
});

test('the size of a batch of one record is known beforehand', () => {
  for (const [keyBytes, valueBytes] of [
    [0, 0],
    [10, 52],
    [63, 64],
    [64, 8192],
    [9000, 1 << 20],
  ] as const) {
    const key = keyBytes === 0 ? null : Buffer.alloc(keyBytes);
    const value = Buffer.alloc(valueBytes);
    const encoder = new RecordBatchEncoder(0);
    encoder.add(key, value);
    assert.equal(encoder.seal(seal).length, singleRecordBatchBytes(key, value));
  }
});
