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
  assert.deepEqual(world.logged, ['nobody is there']);
  const { code, target, messages } = world.loggedFields[0] ?? {};
  assert.deepEqual([code, target, messages], ['STATEFUN_CALL_CONNECT', 'test/gone/a', 1]);
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
