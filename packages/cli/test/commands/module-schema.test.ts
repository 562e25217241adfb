import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moduleJsonSchema } from '@statefun-ts/module';
import { invoke, temporaryDirectory } from '../support.ts';

test('the JSON Schema is printed on standard output', async (t) => {
  const { code, stdout, stderr } = await invoke(['module', 'schema'], { cwd: await temporaryDirectory(t) });
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(JSON.parse(stdout), moduleJsonSchema());
});

test('module alone says what it can', async (t) => {
  const { code, stderr } = await invoke(['module'], { cwd: await temporaryDirectory(t) });
  assert.equal(code, 2);
  assert.match(stderr, /upgrade.*\n(?:.*\n)*.*schema/);
});
