import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countingFunction,
  deadLetters,
  endpoint,
  moduleOf,
  put,
  serveFunction,
  start,
  startUnready,
  take,
  temporaryDirectory,
} from './support.ts';

const EGRESS = 'io.statefun.playground/egress';

test('records of an egress that left the module wait for it, or become dead letters when the operator says so', async (t) => {
  const url = await serveFunction(t, countingFunction);
  const module = moduleOf(endpoint('example/*', url));
  const without = {
    components: module.components.filter((each) => !each.kind.endsWith('playground.v1/egress')),
  };
  const dataDir = await temporaryDirectory(t);

  const first = await start(t, { module, dataDir });
  for (const id of ['a', 'b', 'c']) assert.equal(await put(first, id), 200);
  assert.match(await take(first), /^[abc] 1$/);
  await first.stop();

  const second = await startUnready(t, { module: without, dataDir });
  const waiting = second.status().problems.map(({ code, message }) => {
    assert.equal(code, 'STATEFUN_EGRESS_ORPHANED');
    assert.match(message, /^\d records wait .* --dead-letter-egress=io\.statefun\.playground\/egress/);
    return Number(message[0]);
  });
  assert.equal(
    waiting.reduce((sum, records) => sum + records, 0),
    2,
  );
  await second.stop();

  const third = await start(t, { module: without, dataDir, deadLetterEgresses: [EGRESS] });
  const letters = await deadLetters(third.urls['admin'], 2);
  assert.deepEqual(new Set(letters.map(({ code }) => code)), new Set(['STATEFUN_EGRESS_ORPHANED']));
  await third.stop();

  const fourth = await start(t, { module, dataDir });
  assert.deepEqual(fourth.status().problems, []);
  assert.equal(await put(fourth, 'd'), 200);
  assert.equal(await take(fourth), 'd 1', 'what was set aside does not go out as well');
});

test('an egress that the module has is not taken for one that left', async (t) => {
  const module = moduleOf(endpoint('example/*', 'http://127.0.0.1:1/'));
  const dataDir = await temporaryDirectory(t);
  await assert.rejects(startUnready(t, { module, dataDir, deadLetterEgresses: [EGRESS] }), {
    code: 'STATEFUN_SETTING_INVALID',
  });
});
