import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dated } from '../src/deadlines.ts';
import { Deadlines } from '../src/deadlines.ts';

/** Something that is told of its deadline, and then takes itself out. */
class Call implements Dated {
  place = 0;
  deadlineMs = Infinity;
  readonly #deadlines: Deadlines<Call>;
  readonly #onTold: () => void;
  told = 0;

  constructor(deadlines: Deadlines<Call>, onTold: () => void = () => {}) {
    this.#deadlines = deadlines;
    this.#onTold = onTold;
  }

  onDeadline(): void {
    this.told++;
    this.#deadlines.remove(this);
    this.#onTold();
  }
}

const inMs = (ms: number): number => performance.now() + ms;

test('each is told once when its deadline has passed, in whatever order they were dated', async () => {
  const deadlines = new Deadlines<Call>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const late = new Call(deadlines, resolve);
  const [soon, never, gone] = [new Call(deadlines), new Call(deadlines), new Call(deadlines)];
  for (const call of [late, soon, never, gone]) deadlines.add(call);
  late.deadlineMs = inMs(60);
  deadlines.dated(late);
  soon.deadlineMs = gone.deadlineMs = inMs(20);
  for (const call of [soon, gone]) deadlines.dated(call);
  deadlines.remove(gone);
  await promise;
  assert.deepEqual(
    [late, soon, never, gone].map(({ told }) => told),
    [1, 1, 0, 0],
  );
  assert.deepEqual(deadlines.all(), [never]);
});

test('one that lost its deadline again is not told, and those behind it are', async () => {
  const deadlines = new Deadlines<Call>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const [first, second] = [new Call(deadlines), new Call(deadlines, resolve)];
  for (const [call, ms] of [
    [first, 10],
    [second, 40],
  ] as const) {
    call.deadlineMs = inMs(ms);
    deadlines.add(call);
  }
  first.deadlineMs = Infinity;
  await promise;
  assert.equal(first.told, 0);
});

test('when it is closed, nobody is told any more', async () => {
  const deadlines = new Deadlines<Call>();
  const call = new Call(deadlines);
  call.deadlineMs = inMs(10);
  deadlines.add(call);
  deadlines.close();
  await delay(100);
  assert.equal(call.told, 0);
});
