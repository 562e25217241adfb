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

test('a file of one component is said to have one', async (t) => {
  const [endpoint = ''] = moduleYaml().split('---\n');
  const result = await invoke(['check', 'module.yaml'], { cwd: await application(t, endpoint) });
  assert.equal(result.code, 0);
  assert.match(result.stderr, /valid, 1 component\n$/);
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
  assert.match(missing.stderr, /hint: check its name; .* the others as an argument/);
});

test('standard input is a file, too', async (t) => {
  const cwd = await application(t, moduleYaml());
  const result = await invoke(['check', '-'], { cwd, input: 'kind: nonsense\nspec: {}\n' });
  assert.equal(result.code, 3);
  assert.match(result.stderr, /--> <stdin>:1:7/);
});

test('without any file it says what it wants', async (t) => {
  const result = await invoke(['check'], { cwd: await application(t, moduleYaml()) });
  assert.equal(result.code, 2);
  assert.match(result.stderr, /name the module files/);
});
