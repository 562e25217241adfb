// Functions that answer anything: the shard goes on, nothing of a refused reply counts, and others are served.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { fromFunctionCodec } from '@statefun-ts/protocol';
import { Random, randomReplyBytes } from '@statefun-ts/testing-support';
import { CallFailure } from '../../src/index.ts';
import { emit, result, World } from '../support/world.ts';

const REPLIES = 10_000;
const ROUND = 500;

test(`${REPLIES} random replies stop neither the shard nor anybody else`, async () => {
  const random = new Random(5);
  let replies = 0;
  const nonsense = (): FromFunction => {
    replies++;
    try {
      return fromFunctionCodec.decode(randomReplyBytes(fromFunctionCodec, random));
    } catch (cause) {
      throw new CallFailure('STATEFUN_CALL_REPLY_INVALID', 'not a reply', { transient: true, cause });
    }
  };
  const fine = ({ target }: InvocationBatchRequest): FromFunction =>
    result({ outgoingEgresses: [emit(target?.id ?? '')] });
  const world = await World.start({ functions: { one: nonsense, two: nonsense, fine } });
  const expected: string[] = [];
  for (let round = 0; replies < REPLIES; round++) {
    for (let i = 0; i < ROUND; i++) {
      void world.ingress.send(i % 2 === 0 ? 'one' : 'two', `${round}-${i}`, 'x');
    }
    void world.ingress.send('fine', `fine ${round}`, 'x');
    expected.push(`fine ${round}`);
    await world.pass(20);
    assert.equal(world.shard.status().ready, true);
  }
  await world.pass(1_000);
  const served = world.egress.out.filter((line) => line.startsWith('fine'));
  assert.deepEqual(served.toSorted(), expected.toSorted());
  assert.ok((await world.shard.deadLetters(undefined, 1)).length > 0, 'some replies were applied');
  assert.equal(world.logged.filter((line) => line.includes('last durable epoch')).length, 0);
  // What it left in the store can be read by the next one.
  const again = await World.start({ functions: { fine }, disk: world.disk, clock: world.clock });
  void again.ingress.send('fine', 'again', 'x');
  await again.pass(1_000);
  assert.ok(again.egress.out.includes('again'));
});
