import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecordsBatch } from '@platformatic/kafka';
import { recordBatches, type RecordBatch } from '../../src/ingress/record-batch.ts';

type Read = [offset: number, key: string | null, value: string | null];

/** Made by another implementation than ours. */
function batch(records: readonly { key: string | null; value: string | null }[], baseOffset = 0): Buffer {
  const messages = records.map(({ key, value }) => ({
    topic: 't',
    key: (key === null ? null : Buffer.from(key)) as Buffer,
    value: (value === null ? null : Buffer.from(value)) as Buffer,
    headers: new Map([[Buffer.from('header'), Buffer.from('x'.repeat(200))]]),
  }));
  const bytes = Buffer.from(createRecordsBatch(messages).buffer);
  bytes.writeBigInt64BE(BigInt(baseOffset), 0);
  return bytes;
}

function read(each: RecordBatch): Read[] {
  const cursor = each.records();
  const found: Read[] = [];
  while (cursor.next()) {
    const { body, keyStart, keyEnd, valueStart, valueEnd } = cursor;
    found.push([
      cursor.offset,
      keyEnd < 0 ? null : body.toString('utf8', keyStart, keyEnd),
      valueEnd < 0 ? null : body.toString('utf8', valueStart, valueEnd),
    ]);
  }
  return found;
}

test('records are read with their offsets, null and empty told apart, headers passed over', () => {
  const long = 'y'.repeat(20_000);
  const records = [
    { key: 'a', value: long },
    { key: null, value: '' },
    { key: '', value: null },
  ];
  const [first] = [...recordBatches(batch(records, 7_000_000_000))];
  assert.ok(first);
  first.checkCrc();
  assert.deepEqual(read(first), [
    [7_000_000_000, 'a', long],
    [7_000_000_001, null, ''],
    [7_000_000_002, '', null],
  ]);
  assert.equal(first.lastOffset, 7_000_000_002);
});

test('a batch that is cut off is left for the next fetch, wherever it is cut', () => {
  const whole = batch([{ key: 'a', value: '1' }]);
  const next = batch([{ key: 'b', value: '2' }], 1);
  for (let length = 0; length < next.length; length++) {
    const found = [...recordBatches(Buffer.concat([whole, next.subarray(0, length)]))];
    assert.equal(found.length, 1);
  }
  assert.equal([...recordBatches(Buffer.concat([whole, next]))].length, 2);
});

test('any flipped bit of the records is noticed', () => {
  const whole = batch([{ key: 'a', value: '1' }]);
  for (let at = 21; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    const check = (): void => [...recordBatches(damaged)].forEach((each) => each.checkCrc());
    assert.throws(check, /checksum/, `byte ${at}`);
  }
});

test('records that lie about their length are an error even where checksums are off', () => {
  const damaged = batch([{ key: 'a', value: '1' }]);
  damaged[61] = 0xff;
  assert.throws(() => [...recordBatches(damaged)].map(read), /damaged records/);
});

test('the record formats from before Kafka 0.11 are refused by name', () => {
  const old = batch([{ key: 'a', value: '1' }]);
  old[16] = 1;
  assert.throws(() => [...recordBatches(old)], {
    code: 'STATEFUN_KAFKA_UNSUPPORTED',
    message: /format version 1/,
  });
});
