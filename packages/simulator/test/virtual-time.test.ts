import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Life, VirtualTime } from '../src/virtual-time.ts';

test('events run in the order of their time, those of one time as they were planned', async () => {
  const time = new VirtualTime();
  const seen: string[] = [];
  for (const [delayMs, name] of [
    [5, 'c'],
    [1, 'a'],
    [9, 'e'],
    [1, 'b'],
    [5, 'd'],
  ] as const) {
    time.schedule(delayMs, () => seen.push(`${name}@${time.nowMs}`));
  }
  await time.run(() => false);
  assert.deepEqual(seen, ['a@1', 'b@1', 'c@5', 'd@5', 'e@9']);
});

test('all promises that an event settles are followed before the next event', async () => {
  const time = new VirtualTime();
  const seen: string[] = [];
  const chain = async (): Promise<void> => {
    for (let i = 0; i < 50; i++) await Promise.resolve();
    await new Promise((resolve) => queueMicrotask(() => resolve(null)));
    seen.push('promises');
  };
  time.schedule(1, () => void chain());
  time.schedule(1, () => seen.push('next event'));
  await time.run(() => false);
  assert.deepEqual(seen, ['promises', 'next event']);
});

test('what a life planned does not happen after its end, and cancelled events do not happen', async () => {
  const time = new VirtualTime();
  const life = new Life();
  const seen: string[] = [];
  time.schedule(2, () => seen.push('of the dead'), life);
  void time.sleep(3, life).then(() => seen.push('slept'));
  const cancel = time.schedule(4, () => seen.push('cancelled'));
  time.schedule(1, () => {
    life.end();
    cancel();
  });
  time.schedule(5, () => seen.push('of the living'));
  await time.run(() => false);
  assert.deepEqual(seen, ['of the living']);
});

test('a run ends when it is told to, and with the error of an event', async () => {
  const time = new VirtualTime();
  time.schedule(1, () => {});
  time.schedule(2, () => {
    throw new RangeError('broken');
  });
  await time.run(() => time.nowMs === 1);
  assert.equal(time.nowMs, 1);
  await assert.rejects(
    time.run(() => false),
    RangeError,
  );
});
