import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VolatileOutbox } from '../../src/egress/volatile-outbox.ts';

test('records come out in order, and make room when they are done', () => {
  const drops: unknown[] = [];
  const outbox = new VolatileOutbox(10, (reason) => drops.push(reason));
  for (let i = 0; i < 5; i++) outbox.add(Uint8Array.of(i, i));
  outbox.add(Uint8Array.of(9));
  assert.deepEqual(drops, ['buffer full']);
  assert.deepEqual(
    outbox.read(1, 4).map(([first]) => first),
    [1, 2],
  );
  outbox.done(3);
  outbox.add(Uint8Array.of(5, 5));
  assert.equal(drops.length, 1);
  assert.equal(outbox.tail, 6);
  assert.deepEqual(
    outbox.read(3, 100).map(([first]) => first),
    [3, 4, 5],
  );
});

test('a record larger than asked for still comes, alone', () => {
  const outbox = new VolatileOutbox(100, () => {});
  outbox.add(new Uint8Array(50));
  outbox.add(new Uint8Array(1));
  assert.equal(outbox.read(0, 10).length, 1);
});

test('what was given out stays as it was when the sender reuses its buffer', () => {
  const outbox = new VolatileOutbox(100, () => {});
  const buffer = Uint8Array.of(1);
  outbox.add(buffer);
  buffer[0] = 2;
  assert.deepEqual([...(outbox.read(0, 10)[0] ?? [])], [1]);
});
