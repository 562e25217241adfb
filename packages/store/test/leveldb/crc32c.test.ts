import assert from 'node:assert/strict';
import test from 'node:test';
import { crc32c, masked } from '../../src/leveldb/crc32c.ts';

test('CRC-32C gives the published check values', () => {
  const of = (bytes: Buffer): number => crc32c(bytes, 0, bytes.length);
  assert.equal(of(Buffer.from('123456789')), 0xe3069283);
  assert.equal(of(Buffer.alloc(32)), 0x8a9136aa);
  assert.equal(of(Buffer.alloc(32, 0xff)), 0x62a8ab43);
  assert.equal(of(Buffer.from(Array.from({ length: 32 }, (_, index) => index))), 0x46dd794e);
});

test('CRC-32C of a part does not depend on where the part lies', () => {
  const text = Buffer.from('the quick brown fox jumps over the lazy dog');
  for (let lead = 0; lead < 9; lead++) {
    const moved = Buffer.concat([Buffer.alloc(lead, 7), text, Buffer.alloc(3, 9)]);
    assert.equal(crc32c(moved, lead, lead + text.length), crc32c(text, 0, text.length));
  }
});

test('a masked checksum is rotated by 15 bits and offset', () => {
  assert.equal(masked(0), 0xa282ead8);
  assert.equal(masked(0x8000), 0xa282ead9);
});
