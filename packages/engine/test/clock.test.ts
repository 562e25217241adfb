import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EngineClock } from '../src/clock.ts';
import type { Clock } from '../src/index.ts';

const HOUR_MS = 3_600_000;

class Times implements Clock {
  wall = 1_700_000_000_000;
  monotonic = 5;
  wallMs = (): number => this.wall;
  monotonicMs = (): number => this.monotonic;
  schedule = () => () => {};

  pass(ms: number, wallMs = ms): void {
    this.monotonic += ms;
    this.wall += wallMs;
  }
}

const make = (times: Times, storedMs = 0) => {
  const logged: string[] = [];
  const clock = new EngineClock(times, storedMs, { log: (level) => logged.push(level) });
  return { clock, logged };
};

test('engine time follows the wall clock and never goes back', () => {
  const times = new Times();
  const { clock } = make(times);
  const startMs = clock.nowMs();
  times.pass(1_000);
  assert.equal(clock.nowMs() - startMs, 1_000);
  times.pass(1_000, -5_000);
  const slowed = clock.nowMs() - startMs;
  assert.ok(slowed >= 1_000 && slowed < 2_000);
});

test('it goes on from the time that the store has seen', () => {
  const times = new Times();
  const { clock, logged } = make(times, times.wall + HOUR_MS);
  assert.equal(clock.nowMs(), times.wall + HOUR_MS);
  assert.deepEqual(logged, ['warn']);
});

test('a machine that slept for hours is followed, a jump of years is not: it raises an alarm once', () => {
  const times = new Times();
  const { clock, logged } = make(times);
  times.pass(10, 8 * HOUR_MS);
  assert.equal(clock.nowMs(), times.wall);
  times.pass(10, 3 * 365 * 24 * HOUR_MS);
  const beforeMs = clock.nowMs();
  times.pass(10);
  assert.equal(clock.nowMs() - beforeMs, 10);
  assert.deepEqual(logged, ['error']);
});
