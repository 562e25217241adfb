// A function that fails, and is called again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallFailure } from '@statefun-ts/engine';
import { result, World } from '../support/world.ts';

const down = (): never => {
  throw new CallFailure('STATEFUN_CALL_CONNECT', 'nobody is there', { transient: true });
};

test('a service that stays down is told of long before its series of attempts is over, and once', async () => {
  const world = await World.start({ functions: { gone: down } });
  void world.ingress.send('gone', 'a', 'hello');
  await world.pass(500);
  assert.deepEqual(world.logged, ['Calling test/gone/a failed: nobody is there']);
});

test('what already says whom it called is not introduced again', async () => {
  const message = 'Calling test/gone "a" at http://there/ failed: nobody is there.';
  const gone = (): never => {
    throw new CallFailure('STATEFUN_CALL_CONNECT', message, { transient: true });
  };
  const world = await World.start({ functions: { gone } });
  void world.ingress.send('gone', 'a', 'hello');
  await world.pass(500);
  assert.deepEqual(world.logged, [message]);
});

test('one that fails for a moment is not worth a word', async () => {
  let attempts = 0;
  const moody = () => (++attempts < 4 ? down() : result());
  const world = await World.start({ functions: { moody } });
  void world.ingress.send('moody', 'a', 'hello');
  await world.pass(2_000);
  assert.equal(attempts, 4);
  assert.deepEqual(world.logged, []);
});
