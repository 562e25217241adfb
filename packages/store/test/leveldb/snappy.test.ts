import assert from 'node:assert/strict';
import test from 'node:test';
import { Malformed } from '../../src/leveldb/bytes.ts';
import { unsnappy } from '../../src/leveldb/snappy.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('literals, short and long copies and copies that overlap themselves expand', () => {
  assert.equal(unsnappy(hex('03 08 616263')).toString(), 'abc');
  assert.equal(unsnappy(hex('0a 04 6162 11 02')).toString(), 'ababababab');
  assert.equal(unsnappy(hex('0a 00 61 22 0100')).toString(), 'a'.repeat(10));
  assert.equal(unsnappy(hex('06 08 616263 0b 03000000')).toString(), 'abcabc');
  const long = 'x'.repeat(70);
  assert.equal(unsnappy(Buffer.concat([hex('46 f0 45'), Buffer.from(long)])).toString(), long);
});

test('a block that refers outside of itself or has another length is malformed', () => {
  for (const bytes of ['03 08 6162', '04 00 61 0a 0500', '09 00 61', '02 08 616263', '0a 00 61 22 0000']) {
    assert.throws(() => unsnappy(hex(bytes)), Malformed, bytes);
  }
});
