import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff, pause } from '../src/index.ts';

const hourMs = 3_600_000;

test('a pause and a back-off end at once when the signal comes', async () => {
  const ending = new AbortController();
  const waits = [pause(hourMs, ending.signal), new Backoff(hourMs, hourMs).wait(ending.signal)];
  ending.abort();
  await Promise.all(waits);
});

test('a back-off ends by itself, each time', async () => {
  const { signal } = new AbortController();
  const backoff = new Backoff(1, 2);
  for (let attempt = 0; attempt < 3; attempt++) await backoff.wait(signal);
  backoff.reset();
  await backoff.wait(signal);
  assert.equal(signal.aborted, false);
});
