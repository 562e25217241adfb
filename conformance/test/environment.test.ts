import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

/** What preparing an SDK's environment says on a machine without tools, and what is left of it in the cache. */
const withoutTools = (module: string, prepare: string): { output: string; left: string[] } => {
  const cache = mkdtempSync(join(tmpdir(), 'statefun-cache-'));
  const url = JSON.stringify(new URL(`../src/${module}`, import.meta.url).href);
  const code = `const { ${prepare} } = await import(${url}); ${prepare}();`;
  const env = { PATH: '/nonexistent', STATEFUN_TEST_CACHE: cache };
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env,
    encoding: 'utf8',
  });
  assert.notEqual(status, 0);
  const left = readdirSync(cache);
  rmSync(cache, { recursive: true });
  return { output: stderr, left };
};

test('a missing Java is explained in a sentence', () => {
  const { output, left } = withoutTools('java.ts', 'officialJava');
  assert.match(
    output,
    /need a JDK, version 17 or later: the command 'java' does not run here\. Install it\./,
  );
  assert.deepEqual(left, []);
});

test('a missing Python is explained in a sentence', () => {
  const { output, left } = withoutTools('python.ts', 'officialPython');
  assert.match(
    output,
    /need Python 3\.8 or later, with its venv module: the command 'python3' does not run here/,
  );
  assert.deepEqual(left, []);
});
