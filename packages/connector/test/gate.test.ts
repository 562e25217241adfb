import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gate } from '../src/index.ts';

const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('who waits at a gate passes when it opens, and not when it is closed again at once', async () => {
  const gate = new Gate();
  await gate.passable();
  gate.close();
  gate.close();
  let passed = false;
  const passing = gate.passable().then(() => (passed = true));
  gate.open();
  gate.close();
  await settle();
  assert.deepEqual([passed, gate.isClosed], [false, true]);
  gate.open();
  await passing;
  assert.equal(gate.isClosed, false);
});
