import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { readConfigFile } from '../../src/settings/config-file.ts';
import { temporaryDirectory } from '../support.ts';

async function read(t: TestContext, text: string) {
  const path = join(await temporaryDirectory(t), 'statefun.config.yaml');
  await writeFile(path, text);
  return readConfigFile(path);
}

test('settings are read with their lines; lists are joined', async (t) => {
  const file = await read(
    t,
    '# ours\nadmin-port: 8093\nmodule:\n  - a.yaml\n  - b.yaml\nstatefun.flink-job-name: x\n',
  );
  assert.deepEqual(file?.entries, [
    { key: 'admin-port', value: '8093', line: 2 },
    { key: 'module', value: 'a.yaml,b.yaml', line: 3 },
    { key: 'statefun.flink-job-name', value: 'x', line: 6 },
  ]);
});

test('an empty file gives nothing', async (t) => {
  assert.deepEqual((await read(t, '# nothing\n'))?.entries, []);
});

test('what is no mapping of settings is an error with its line', async (t) => {
  for (const [text, message] of [
    ['- name', /must be a mapping/],
    ['name: {a: 1}', /statefun\.config\.yaml:1: 'name' must have a text or number/],
    ['data: x\nname:', /statefun\.config\.yaml:2: 'name'/],
    ['name: "x', /statefun\.config\.yaml:1: /],
  ] as const) {
    await assert.rejects(read(t, text), { code: 'STATEFUN_CONFIG_INVALID', message });
  }
});

test('a file that is named must be there', async (t) => {
  const path = join(await temporaryDirectory(t), 'missing.yaml');
  await assert.rejects(readConfigFile(path), {
    code: 'STATEFUN_CONFIG_INVALID',
    message: /There is no file .*missing\.yaml in .*; check --config and STATEFUN_CONFIG/,
  });
});
