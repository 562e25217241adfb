import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyExample, startExample } from '@statefun-ts/example-support/testing';

const greeter = join(import.meta.dirname, '..');

test('the printed lines greet, the count goes up, and it is kept through a stop and a kill', async (t) => {
  const directory = await copyExample(t, greeter);
  const first = await startExample(t, directory);
  await first.send();
  assert.equal(await first.take(), 'Welcome, Bob! This is your first visit.');
  await first.send();
  assert.equal(await first.take(), 'Welcome back, Bob! This is visit number 2.');
  assert.equal(await first.stop('SIGINT'), 0);

  const second = await startExample(t, directory);
  await second.send();
  assert.equal(await second.take(), 'Welcome back, Bob! This is visit number 3.');
  await second.send();
  assert.equal(await second.stop('SIGKILL'), 'SIGKILL');

  const third = await startExample(t, directory);
  assert.equal(await third.take(), 'Welcome back, Bob! This is visit number 4.');
  assert.equal(await third.stop('SIGTERM'), 0);
});
