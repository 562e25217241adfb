import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { WireReader, WireWriter } from '../src/wire.ts';
import { bytesOf } from './vectors.ts';

const written = (write: (writer: WireWriter) => void): Uint8Array => {
  const writer = new WireWriter();
  write(writer);
  return writer.take();
};

const reader = (hex: string): WireReader => new WireReader(bytesOf(hex));

suite('numbers', () => {
  const exact = [0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1];
  for (const value of [...exact, ...exact.map((each) => -each).filter((each) => each !== 0), -(2 ** 63)]) {
    test(`${value} comes back`, () => {
      assert.equal(new WireReader(written((to) => to.integer(value))).integer64(), value + 0);
    });
  }

  test('of 64 bits, read as one of 32, have their lower ones, however large they are', () => {
    assert.equal(reader('8180808080808010').uint32(), 1, '2^53 + 1, which is no number of JavaScript');
    assert.equal(reader('ffffffffffffffffff01').int32(), -1);
  });

  test('are true when any of their 64 bits is set', () => {
    assert.equal(reader('80808080808080808001').bool(), true);
    assert.equal(reader('8000').bool(), false);
  });

  test('of more than ten bytes, and such that end too early, are refused', () => {
    assert.throws(() => reader('8080808080808080808001').integer64(), /more than 10 bytes/);
    assert.throws(() => reader('ff').integer64(), RangeError);
    assert.throws(() => reader('').uint32(), RangeError);
    assert.throws(() => reader('00000000').double(), RangeError);
  });

  test('a tag or a length has 32 bits', () => {
    assert.equal(reader('ffffffff0f').tag(), 2 ** 32 - 1);
    assert.throws(() => reader('ffffffff1f').tag(), /more than 32 bits/);
    assert.throws(() => reader('888080808000').tag(), /more than 32 bits/);
  });
});

suite('strings', () => {
  for (const value of [
    '',
    'a'.repeat(64),
    'a'.repeat(65),
    'é'.repeat(32),
    `${'a'.repeat(63)}é`,
    '😀'.repeat(50_000),
  ]) {
    test(`${value.length} units of ${JSON.stringify(value.slice(-2))} come back`, () => {
      const bytes = written((to) => {
        to.string('behind');
        to.string(value);
      });
      const from = new WireReader(bytes);
      assert.equal(from.string(), value);
      assert.equal(from.string(), 'behind');
      assert.ok(!from.hasMore);
    });
  }

  test('half of a surrogate pair becomes U+FFFD', () => {
    assert.equal(new WireReader(written((to) => to.string('a\ud800'))).string(), 'a\ufffd');
  });
});

suite('sub-messages', () => {
  test('end where their length says: what is read in them does not go beyond', () => {
    const from = reader('02080105');
    const outer = from.enter();
    assert.equal(from.tag(), 8);
    assert.equal(from.uint32(), 1);
    assert.ok(!from.hasMore);
    assert.throws(() => from.uint32(), RangeError);
    from.leave(outer);
    assert.equal(from.uint32(), 5);
  });

  test('must not be longer than the message around them', () => {
    const from = reader('02050000');
    from.enter();
    assert.throws(() => from.enter(), RangeError);
  });
});

suite('a writer', () => {
  test('grows as it must, and what was written before stays', () => {
    const writer = new WireWriter();
    const values = Array.from({ length: 2_000 }, (_, i) => Buffer.alloc(i % 300, i));
    for (const value of values) writer.bytes(value);
    const from = new WireReader(writer.take());
    for (const value of values.toReversed()) assert.deepEqual(Buffer.from(from.bytes()), value);
  });

  test('forgets what was taken or cleared', () => {
    const writer = new WireWriter();
    writer.string('first');
    writer.take();
    writer.string('second');
    writer.clear();
    writer.integer(7);
    assert.deepEqual([...writer.take()], [7]);
  });
});
