import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TIMER_DELAY_MS_MAX } from '@statefun-ts/connector';
import { systemClock } from '../src/clock.ts';

test('what is scheduled runs, later and once', async () => {
  let runs = 0;
  await new Promise<void>((resolve) => {
    systemClock.schedule(0, () => {
      runs += 1;
      resolve();
    });
    assert.equal(runs, 0);
  });
  await new Promise(setImmediate);
  assert.equal(runs, 1);
});

test('what is cancelled does not run', async () => {
  const cancel = systemClock.schedule(0, () => assert.fail('it was cancelled'));
  cancel();
  await new Promise<void>((resolve) => {
    systemClock.schedule(1, resolve);
  });
});

test('delays beyond what setTimeout takes are waited for', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let ran = false;
  systemClock.schedule(2 * TIMER_DELAY_MS_MAX + 5, () => {
    ran = true;
  });
  t.mock.timers.tick(TIMER_DELAY_MS_MAX);
  t.mock.timers.tick(TIMER_DELAY_MS_MAX);
  t.mock.timers.tick(4);
  assert.equal(ran, false);
  t.mock.timers.tick(1);
  assert.equal(ran, true);
});
