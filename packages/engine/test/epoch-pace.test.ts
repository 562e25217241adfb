import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EpochPace } from '../src/epoch-pace.ts';

const LIMITS = { epochDelayMinMs: 1, epochDelayMaxMs: 40 };

/** The delay after a while at so many messages a second, with so many waiting at each epoch. */
function delayAt(perSecond: number, waiting = 0): number {
  const pace = new EpochPace(LIMITS);
  let delayMs = 0;
  for (let atMs = 0; atMs < 1_000; atMs += 10)
    delayMs = pace.delayMs(atMs, (atMs * perSecond) / 1_000, waiting);
  return delayMs;
}

test('with little to do an epoch takes a millisecond, since somebody waits for it', () => {
  assert.equal(delayAt(0), 1);
  assert.equal(delayAt(500, 5), 1);
});

test('under load an epoch is as long as it may be, since fewer commits are the largest saving', () => {
  assert.equal(delayAt(10_000), 40);
  assert.ok(delayAt(3_000) > 5 && delayAt(3_000) < 15);
});

test('where much waits an epoch is long, too, however slow the machine is', () => {
  assert.equal(delayAt(200, 20_000), 40);
  assert.equal(delayAt(200, 1_000), 11);
});

test('when the load ends, epochs are short again', () => {
  const pace = new EpochPace(LIMITS);
  for (let atMs = 0; atMs < 1_000; atMs += 40) pace.delayMs(atMs, atMs * 20, 20_000);
  let delayMs = 40;
  for (let atMs = 1_000; atMs < 2_000; atMs += 40) delayMs = pace.delayMs(atMs, 20_000, 0);
  assert.equal(delayMs, 1);
});
