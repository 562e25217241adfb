import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConcurrencyLimit, PLAIN_BOUNDS, STREAM_BOUNDS } from '../src/concurrency-limit.ts';

/** What one call costs: it waits for something (any number at once), then needs a processor. */
interface Service {
  readonly waitMs: (call: number) => number;
  readonly workMs: number;
  readonly processors: number;
}

const asleep = (ms: number): Service => ({ waitMs: () => ms, workMs: 0.001, processors: 1 });
const busy = (workMs: number, processors = 1): Service => ({ waitMs: () => 0.05, workMs, processors });

/** A function service and a caller that always has more to call, in virtual time. */
class World {
  readonly limit: ConcurrencyLimit;
  service: Service;
  nowMs = 0;
  highest = 0;
  answered = 0;
  /** Is the caller's own thread what limits the rate? */
  busy = false;
  #calls = 0;
  readonly #freeAtMs: number[];
  readonly #ends: { startedMs: number; endMs: number }[] = [];

  constructor(service: Service, max = 1024, bounds = PLAIN_BOUNDS) {
    this.service = service;
    this.limit = new ConcurrencyLimit(max, bounds);
    this.#freeAtMs = Array.from({ length: service.processors }, () => 0);
  }

  /** `waiting`: are there always more calls than the limit lets through? */
  run(untilMs: number, waiting = true): void {
    for (;;) {
      while (this.#ends.length < this.limit.current) this.#start();
      const next = this.#ends[0];
      if (next === undefined || next.endMs > untilMs) break;
      this.#ends.shift();
      this.nowMs = next.endMs;
      this.answered++;
      this.limit.answered(next.startedMs, next.endMs, waiting, this.busy);
      this.highest = Math.max(this.highest, this.limit.current);
    }
    this.nowMs = untilMs;
  }

  #start(): void {
    const readyMs = this.nowMs + this.service.waitMs(this.#calls++);
    const free = Math.min(...this.#freeAtMs);
    const endMs = Math.max(readyMs, free) + this.service.workMs;
    this.#freeAtMs[this.#freeAtMs.indexOf(free)] = endMs;
    let at = this.#ends.length;
    while (at > 0 && (this.#ends[at - 1]?.endMs ?? 0) > endMs) at--;
    this.#ends.splice(at, 0, { startedMs: this.nowMs, endMs });
  }
}

test('a function that sleeps 100 ms gets all connections within three seconds', () => {
  const world = new World(asleep(100));
  world.run(3_000);
  assert.equal(world.limit.current, 1024);
});

test('a function that sleeps keeps nearly the rate of all connections while less is tried', () => {
  const world = new World(asleep(100));
  world.run(5_000);
  const before = world.answered;
  world.run(65_000);
  assert.ok(world.answered - before > 0.97 * 60 * 10_240, `${world.answered - before} answers`);
});

test('a quick function whose processor is busy gets 64 connections, and keeps them', () => {
  const world = new World(busy(0.05));
  world.run(30_000);
  assert.ok(world.highest <= 128, `went up to ${world.highest}`);
  assert.equal(world.limit.current, 64);
});

test('a function that needs a processor for longer stays at a few dozen connections', () => {
  const world = new World(busy(0.5));
  world.run(30_000);
  assert.ok(world.highest <= 64, `went up to ${world.highest}`);
  assert.ok(world.limit.current >= 16 && world.limit.current <= 32, `ended at ${world.limit.current}`);
});

test('a heavy function on four processors is not flooded', () => {
  const world = new World(busy(20, 4));
  world.run(120_000);
  assert.ok(world.highest <= 64, `went up to ${world.highest}`);
});

test('a function that is fast for most calls and slow for some gets what the slow ones need', () => {
  const world = new World({ waitMs: (call) => (call % 10 === 0 ? 200 : 1), workMs: 0.02, processors: 1 });
  world.run(10_000);
  assert.ok(world.limit.current >= 256, `ended at ${world.limit.current}`);
});

test('a fast function that becomes slow gets more at the next measurement, not the next try', () => {
  const world = new World(busy(0.05));
  world.run(20_000);
  world.service = asleep(100);
  world.run(24_000);
  assert.equal(world.limit.current, 1024);
});

test('a slow function that becomes fast comes down to a few dozen connections', () => {
  const world = new World(asleep(100));
  world.run(5_000);
  world.service = busy(0.05);
  world.run(40_000);
  assert.ok(world.limit.current <= 64, `ended at ${world.limit.current}`);
});

test('the limit never goes above its maximum, also when that is one', () => {
  for (const max of [1, 2, 20, 100]) {
    const world = new World(asleep(50), max);
    world.run(10_000);
    assert.equal(world.highest, max);
  }
});

test('the limit stays while nobody waits, whatever the answers take', () => {
  const world = new World(asleep(100));
  world.run(10_000, false);
  assert.equal(world.highest, 32);
});

test('a caller whose own thread is busy is given no more, and more again when it has time', () => {
  const world = new World(asleep(100));
  world.busy = true;
  world.run(20_000);
  assert.equal(world.highest, 32);
  world.busy = false;
  world.run(40_000);
  assert.equal(world.limit.current, 1024);
  world.busy = true;
  world.run(60_000);
  assert.equal(world.limit.current, 1024, 'what pays is kept');
});

test('time-outs halve the limit, once for all calls that were in flight together, down to one', () => {
  const limit = new ConcurrencyLimit(1024, PLAIN_BOUNDS);
  for (let call = 0; call < 32; call++) limit.timedOut(0, 1_000);
  assert.equal(limit.current, 16);
  for (let round = 2; round < 10; round++) limit.timedOut(round * 1_000, round * 1_000 + 500);
  assert.equal(limit.current, 1);
});

test('it grows again after time-outs when the service has healed', () => {
  const world = new World(asleep(100));
  for (let round = 0; round < 5; round++) world.limit.timedOut(round, round);
  assert.equal(world.limit.current, 1);
  world.run(8_000);
  assert.equal(world.limit.current, 1024);
});

test('it comes back step by step to what a quick function has, when calls timed out', () => {
  const world = new World(busy(0.05));
  world.run(10_000);
  for (let round = 0; round < 6; round++) world.limit.timedOut(20_000 + round, 20_000 + round);
  assert.equal(world.limit.current, 1);
  world.run(20_150);
  assert.ok(world.limit.current <= 4, `${world.limit.current} after a moment`);
  world.run(40_000);
  assert.equal(world.limit.current, 64);
});

test('while no call ever ended it grows step by step, and after the first answer it measures', () => {
  const limit = new ConcurrencyLimit(1024, PLAIN_BOUNDS);
  limit.stalled(250);
  limit.stalled(500);
  assert.equal(limit.current, 128);
  limit.answered(0, 600, true);
  limit.stalled(750);
  assert.equal(limit.current, 128);
});

test('over streams it begins with many: a quick function keeps 256 of them, also when the caller is busy', () => {
  for (const isBusy of [false, true]) {
    const world = new World(busy(0.01), 1024, STREAM_BOUNDS);
    world.busy = isBusy;
    world.run(3_000);
    assert.equal(world.limit.current, 256);
  }
});

test('over streams a function that sleeps for half a minute has nearly all calls at once, from the first on', () => {
  const world = new World(asleep(30_000), 1024, STREAM_BOUNDS);
  world.run(1_800_000);
  // 1,024 in each of 60 half minutes, but for those in which fewer were tried.
  assert.ok(world.answered > 0.85 * 60 * 1024, `${world.answered} calls`);
});
