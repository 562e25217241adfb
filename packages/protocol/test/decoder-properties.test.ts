import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random, randomReply, randomReplyBytes } from '@statefun-ts/testing-support';
import { fromFunctionCodec, toFunctionCodec } from '../src/index.ts';
import { assertMeans, hexOf, plain } from './vectors.ts';

const RUNS = 15_000;

test(`${RUNS} replies come back from their bytes as they were`, () => {
  const random = new Random(1);
  for (let run = 0; run < RUNS; run++) {
    const reply = randomReply(random);
    const decoded = fromFunctionCodec.decode(fromFunctionCodec.encode(reply));
    assertMeans(decoded, reply);
  }
});

test(`${RUNS} broken replies are each refused with an error, or have one meaning that lasts`, () => {
  const random = new Random(2);
  let refused = 0;
  for (let run = 0; run < RUNS; run++) {
    const bytes = randomReplyBytes(fromFunctionCodec, random);
    let decoded;
    try {
      decoded = fromFunctionCodec.decode(bytes);
    } catch (error) {
      assert.ok(error instanceof Error, `run ${run}`);
      assert.ok(error.message.length > 0 && error.message.length < 500, `run ${run}: ${error.message}`);
      refused++;
      continue;
    }
    const again = fromFunctionCodec.encode(decoded);
    assert.deepEqual(plain(fromFunctionCodec.decode(again)), plain(decoded), `run ${run}: ${hexOf(bytes)}`);
  }
  assert.ok(refused > RUNS / 20 && refused < RUNS, `${refused} of ${RUNS} were refused`);
});

test('requests read as replies and replies read as requests do no harm', () => {
  const random = new Random(3);
  for (let run = 0; run < RUNS; run++) {
    const bytes = randomReplyBytes(fromFunctionCodec, random);
    try {
      toFunctionCodec.decode(bytes);
    } catch (error) {
      assert.ok(error instanceof Error, `run ${run}`);
    }
  }
});
