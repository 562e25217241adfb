import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { EventLoopLoad } from '../src/event-loop-load.ts';

const block = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('a thread that does not come to rest is busy, one that waits is not', async () => {
  const load = new EventLoopLoad();
  await setTimeout(200);
  assert.equal(load.isBusy(0), false);
  for (let turn = 0; turn < 5; turn++) {
    block(40);
    await setImmediate();
  }
  assert.equal(load.isBusy(50), false, 'a sample covers 100 ms at least');
  assert.equal(load.isBusy(100), true);
  await setTimeout(200);
  assert.equal(load.isBusy(200), false);
});
