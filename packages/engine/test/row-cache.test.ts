import assert from 'node:assert/strict';
import test from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import type { Slot } from '../src/row-cache.ts';
import { NO_SLOT, RowCache } from '../src/row-cache.ts';

const BYTES = 256 * 1024;
const bytesOf = (text: string): Buffer => Buffer.from(text);

const pick = <T>(random: Random, from: readonly T[]): T | undefined => from[random.below(from.length || 1)];

/** Rows, and the cache before them, as the overlay uses them. */
class Cached {
  readonly rows = new Map<string, Buffer>();
  readonly cache: RowCache;
  /** Where the rows are whose slots are remembered. */
  readonly slots = new Map<string, Slot>();
  reads = 0;

  constructor(wordsMax?: number) {
    this.cache = new RowCache(BYTES, wordsMax);
  }

  get(key: string): string | undefined {
    const known = this.cache.get(key);
    if (known !== undefined) return known?.toString();
    this.reads++;
    const value = this.rows.get(key);
    this.cache.add(key, value ?? null);
    return value?.toString();
  }

  set(key: string, text: string | null): void {
    if (text === null) this.rows.delete(key);
    else this.rows.set(key, bytesOf(text));
    const value = text === null ? null : bytesOf(text);
    if (!this.cache.write(this.slots.get(key) ?? NO_SLOT, value)) this.cache.update(key, value);
    if (this.slots.has(key)) this.slots.set(key, this.cache.slot);
  }

  /** Reads a row, and remembers where it is. */
  remember(key: string): void {
    this.get(key);
    this.slots.set(key, this.cache.slot);
  }
}

for (const seed of [1, 2, 3, 4]) {
  test(`a cache that is far too small never answers with what is not so (seed ${seed})`, () => {
    const random = new Random(seed);
    const cached = new Cached();
    for (let step = 0; step < 60_000; step++) {
      const key = `${'é'.repeat(random.below(3))}k${random.below(8_000)}`;
      const text = String(step).repeat(random.below(random.below(50) === 0 ? 12_000 : 12));
      const lately = pick(random, [...cached.slots.keys()].slice(-50));
      if (random.below(4) === 0) cached.remember(key);
      const what = random.below(6);
      if (lately !== undefined && what === 0) cached.slots.delete(lately);
      if (lately !== undefined && what === 1) cached.cache.update(lately, cached.rows.get(lately) ?? null);
      if (lately !== undefined && what === 2) cached.set(lately, text);
      if (random.below(3) === 0) cached.set(key, random.below(4) === 0 ? null : text);
      else assert.equal(cached.get(key), cached.rows.get(key)?.toString());
    }
    assert.ok(cached.reads > 20_000);
  });
}

test('a row that is written where it is remembered to be is known as it is by then, without a look at the log', () => {
  const cached = new Cached();
  cached.set('key', 'before');
  cached.remember('key');
  for (const text of ['changed', 'y'.repeat(500), null, 'again', 'y'.repeat(3_000), 'z']) {
    cached.set('key', text);
    assert.equal(cached.get('key'), text ?? undefined);
  }
  assert.equal(cached.reads, 1);
});

test('a row that moved, since another than who remembers it made it larger, is written where it is now', () => {
  const cached = new Cached();
  cached.set('key', 'before');
  cached.remember('key');
  cached.cache.update('key', bytesOf('y'.repeat(500)));
  cached.set('key', 'after');
  assert.equal(cached.get('key'), 'after');
});

test('a row whose place was taken is not written to where it was', () => {
  const cached = new Cached();
  const keys = Array.from({ length: 6_000 }, (_, at) => `k${at}`);
  // Short rows, so that places run out before the ring does.
  for (const key of keys) cached.remember(key);
  for (const key of keys) cached.get(key);
  for (const key of keys) cached.set(key, 'after');
  for (const key of keys) assert.equal(cached.get(key), 'after');
});

test('a row that others made room of is read again', () => {
  for (const wordsMax of [undefined, (2 * BYTES) / 4 + 20_000]) {
    const cached = new Cached(wordsMax);
    cached.set('key', 'before');
    cached.remember('key');
    for (let other = 0; other < 20_000; other++) cached.get(`other ${other}`);
    cached.set('key', 'after');
    cached.reads = 0;
    assert.equal(cached.get('key'), 'after');
    assert.equal(cached.reads, 1);
  }
});

test('what was remembered before the count of words began anew is no place any more', () => {
  const wordsOfRow = 9;
  const cached = new Cached((2 * BYTES) / 4 + 100 * wordsOfRow);
  const others = Array.from({ length: 150 }, (_, at) => `o ${at}`);
  for (const key of ['key', ...others]) cached.set(key, key);
  cached.remember('key');
  for (const key of others) assert.equal(cached.get(key), key);
  cached.set('key', 'after');
  // The last ones first: they are in the cache still.
  for (const key of others.toReversed()) assert.equal(cached.get(key), key);
  assert.equal(cached.get('key'), 'after');
});

test('a slot names no record of a later round, however many there were', () => {
  const cache = new RowCache(BYTES, (2 * BYTES) / 4 + 1_000);
  cache.add('first', bytesOf('1'));
  const { slot } = cache;
  const perRound = 130;
  for (let other = 0; other < perRound; other++) cache.add(`o ${other}`, bytesOf('1'));
  for (let other = 0; other < 9 * perRound; other++) {
    cache.add(`p ${other}`, bytesOf('1'));
    assert.equal(cache.write(slot, bytesOf('2')), false);
  }
});

test('of a million keys some share a hash, and each has what is its own', () => {
  const cache = new RowCache(128 * 1024 * 1024);
  const value = Buffer.alloc(4);
  for (let key = 0; key < 1_000_000; key++) {
    value.writeInt32LE(key);
    cache.add(`key ${key}`, value);
  }
  let known = 0;
  for (let key = 0; key < 1_000_000; key++) {
    const found = cache.get(`key ${key}`);
    if (found) known++;
    if (found && found.readInt32LE(0) !== key) assert.fail(`key ${key} has ${found.readInt32LE(0)}`);
  }
  assert.ok(known > 999_000, `${known} are known`);
});

test('a cache that has counted all its words forgets what it had, and goes on', () => {
  const wordsOfRow = 9;
  const cached = new Cached((2 * BYTES) / 4 + 100 * wordsOfRow);
  const keys = Array.from({ length: 101 }, (_, at) => `key ${at}`);
  for (const key of keys) {
    cached.set(key, 'small');
    assert.equal(cached.get(key), 'small');
  }
  assert.equal(cached.get('key 100'), 'small');
  assert.equal(cached.reads, 101);
  for (const key of keys.slice(0, 50)) assert.equal(cached.get(key), 'small');
  assert.equal(cached.reads, 151);
});

test('what was read is not read again, whatever is written to it', () => {
  const cached = new Cached();
  for (const key of ['a', 'b', 'naïve ☃']) {
    cached.set(key, '1');
    assert.equal(cached.get(key), '1');
    for (const text of ['22', '', '3'.repeat(15), '4'.repeat(16), '5'.repeat(17), '6'.repeat(3_000), '7']) {
      cached.set(key, text);
      assert.equal(cached.get(key), text);
    }
  }
  assert.equal(cached.reads, 3);
});

test('that there is nothing under a key is known, too, and ends when there is', () => {
  const cached = new Cached();
  for (let time = 0; time < 3; time++) assert.equal(cached.get('none'), undefined);
  cached.set('none', 'one');
  assert.equal(cached.get('none'), 'one');
  cached.set('none', null);
  assert.equal(cached.get('none'), undefined);
  assert.equal(cached.reads, 1);
});

test('what is only written takes no room', () => {
  const cached = new Cached();
  cached.get('read before');
  for (let key = 0; key < 100_000; key++) cached.set(`written ${key}`, 'x'.repeat(100));
  cached.get('read before');
  assert.equal(cached.reads, 1);
});

test('a few thousand small rows fit into 256 KiB; of more than fit, the last ones that were read are known', () => {
  const cached = new Cached();
  for (let key = 0; key < 10_000; key++) cached.set(`key ${key}`, 'small');
  for (let key = 0; key < 10_000; key++) cached.get(`key ${key}`);
  cached.reads = 0;
  for (let key = 9_999; key > 7_000; key--) cached.get(`key ${key}`);
  assert.ok(cached.reads < 150, `${cached.reads} of 3,000 were read again`);
});

test('of half as many rows as fit none is read again, in whatever order they come', () => {
  const cached = new Cached();
  const keys = Array.from({ length: 1_900 }, (_, at) => `s0042:example/greeter5:seen_count user-${at}`);
  for (const key of keys) cached.get(key);
  for (const key of keys) cached.set(key, 'small');
  cached.reads = 0;
  // In turn: a bucket with a key too many would lose the one that comes next, each time.
  for (let round = 0; round < 10; round++) for (const key of keys) cached.get(key);
  assert.equal(cached.reads, 0);
});

test('a row of more than 64 KiB is not kept, and takes the place of no other', () => {
  const cached = new Cached();
  cached.set('small', '1');
  cached.set('grows', '1');
  cached.set('large', 'x'.repeat(70_000));
  for (const key of ['small', 'grows', 'large', 'large', 'k'.repeat(30_000), 'k'.repeat(30_000)])
    cached.get(key);
  assert.equal(cached.reads, 6);
  cached.set('grows', 'x'.repeat(70_000));
  assert.equal(cached.get('grows'), 'x'.repeat(70_000));
  assert.equal(cached.get('small'), '1');
  assert.equal(cached.reads, 7);
});

test('a value that was given out stays what it was', () => {
  const cached = new Cached();
  cached.set('key', 'before');
  cached.get('key');
  const value = cached.cache.get('key');
  cached.set('key', 'after!');
  assert.equal(value?.toString(), 'before');
});
