import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { application, invoke, moduleYaml } from '../support.ts';

test('a valid module ends with exit code 0', async (t) => {
  const cwd = await application(t, moduleYaml());
  const result = await invoke(['check', 'module.yaml'], { cwd });
  assert.deepEqual(result, { code: 0, stdout: '', stderr: 'module.yaml: valid, 3 components\n' });
});

test('a wrong one ends with exit code 3 and shows where and what would be right', async (t) => {
  const cwd = await application(t, moduleYaml().replace('functions: example/*', 'functions: example/*/x'));
  const result = await invoke(['check', 'module.yaml'], { cwd });
  assert.equal(result.code, 3);
  assert.match(result.stderr, /module\.yaml:4:14/);
  assert.match(result.stderr, /STATEFUN_MODULE_VALUE_INVALID/);
});

test('--json prints the problems on standard output for programs', async (t) => {
  const cwd = await application(t, moduleYaml().replace('functions: example/*', 'functions: example/*/x'));
  const result = await invoke(['check', '--json', 'module.yaml'], { cwd });
  assert.equal(result.code, 3);
  const { valid, problems } = JSON.parse(result.stdout) as {
    valid: boolean;
    problems: { severity: string; origin: object }[];
  };
  assert.equal(valid, false);
  assert.deepEqual(problems[0]?.origin, { file: 'module.yaml', line: 4, column: 14 });
  assert.equal(result.stderr, '');
});

test('several files are one application, and a missing one is an error', async (t) => {
  const cwd = await application(t, moduleYaml());
  await writeFile(join(cwd, 'again.yaml'), moduleYaml());
  const duplicates = await invoke(['check', 'module.yaml', 'again.yaml'], { cwd });
  assert.equal(duplicates.code, 3);
  assert.match(duplicates.stderr, /STATEFUN_MODULE_DUPLICATE/);
  const missing = await invoke(['check', 'module.yaml', 'missing.yaml'], { cwd });
  assert.equal(missing.code, 3);
  assert.match(missing.stderr, /no file missing\.yaml/);
});
