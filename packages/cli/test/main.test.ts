import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SETTINGS } from '../src/settings/table.ts';
import packageJson from '../package.json' with { type: 'json' };
import { invoke, temporaryDirectory } from './support.ts';

test('--help teaches the commands with examples, on standard output', async (t) => {
  const cwd = await temporaryDirectory(t);
  const all = await invoke(['--help'], { cwd });
  assert.equal(all.code, 0);
  for (const word of [
    'run',
    'dev',
    'check',
    'module',
    'dead-letters',
    'version',
    'Examples:',
    'Exit codes:',
  ]) {
    assert.ok(all.stdout.includes(word), word);
  }
  const run = await invoke(['run', '--help'], { cwd });
  for (const { name, env } of SETTINGS) {
    assert.ok(run.stdout.includes(`--${name} `), name);
    assert.ok(run.stdout.replaceAll(/\s+/g, ' ').includes(env), env);
  }
  assert.match(run.stdout, /Examples:/);
});

test('version prints one line for people and programs', async (t) => {
  const { code, stdout } = await invoke(['version'], { cwd: await temporaryDirectory(t) });
  assert.equal(code, 0);
  assert.ok(stdout.startsWith(`statefun ${packageJson.version} (Node `));
});
