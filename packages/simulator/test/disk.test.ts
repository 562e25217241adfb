import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compareKeys, Disk } from '../src/disk.ts';
import { History } from '../src/history.ts';
import { encodeMark } from '../src/marks.ts';
import { Prng } from '../src/random.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const write = (disk: Disk, rows: Readonly<Record<string, string | null>>): void => {
  const writes = new Map(
    Object.entries(rows).map(([key, value]) => [key, value === null ? null : bytes(value)]),
  );
  disk.pending = { epoch: disk.epoch + 1, writes };
  disk.applyPending();
};

const keys = (disk: Disk): string[] => disk.scan('', '\u{10ffff}', 100).map(({ key }) => key);

test('keys are in the order of their UTF-8 bytes', () => {
  const samples = ['a', 'a\u0000', 'ab', 'ключ', '\ud7ff', '\ue000', '\uffee', '😀', '😀a', '\u{10ffff}'];
  const byBytes = samples.toSorted((a, b) => Buffer.compare(bytes(a), bytes(b)));
  assert.deepEqual(samples.toReversed().toSorted(compareKeys), byBytes);
});

test('rows are found by key and by range, as of the last epoch', () => {
  const disk = new Disk(new History());
  write(disk, { b: '2', a: '1', c: '3' });
  write(disk, { b: null, d: '4' });
  assert.deepEqual(keys(disk), ['a', 'c', 'd']);
  assert.deepEqual(
    disk.scan('a', 'd', 1).map(({ key }) => key),
    ['a'],
  );
  assert.deepEqual(disk.get('d'), bytes('4'));
  assert.equal(disk.get('b'), undefined);
  assert.equal(disk.epoch, 2);
});

test('a disk that lies about its sync loses the last epoch', () => {
  const disk = new Disk(new History());
  write(disk, { a: '1', b: '1' });
  write(disk, { a: null, b: '2', c: '2' });
  disk.loseLast(new Prng('loss'), 'left-out');
  assert.deepEqual(keys(disk), ['a', 'b']);
  assert.deepEqual(disk.get('b'), bytes('1'));
  assert.equal(disk.epoch, 1);
});

test('the history knows what is durable by the marks in the rows', () => {
  const history = new History();
  const disk = new Disk(history);
  const marked = encodeMark('MSG', 's0@1');
  disk.pending = { epoch: 1, writes: new Map([['q', marked]]) };
  assert.equal(history.isHeld('s0@1'), false);
  disk.applyPending();
  assert.equal(history.isHeld('s0@1'), true);
  write(disk, { q: null });
  assert.equal(history.isHeld('s0@1'), false);
});
