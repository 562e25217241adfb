import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { invoke, temporaryDirectory } from '../support.ts';

const LEGACY = `# the shop
version: "3.0"
module:
  meta:
    type: remote
  spec:
    endpoints:
      # orders and carts
      - endpoint:
          meta:
            kind: http
          spec:
            functions: shop/* # all of them
            urlPathTemplate: http://functions:8000/{function.name}
            maxNumBatchRequests: 100
    egresses:
      - egress:
          meta:
            type: io.statefun.kafka/egress
            id: shop/receipts
          spec:
            address: kafka:9092
`;

const UPGRADED = `# the shop
# orders and carts
kind: io.statefun.endpoints.v1/http
spec:
  functions: shop/* # all of them
  urlPathTemplate: http://functions:8000/{function.name}
  maxNumBatchRequests: 100
---
kind: io.statefun.kafka.v1/egress
spec:
  id: shop/receipts
  address: kafka:9092
`;

const BEFORE_3 = `version: "2.0"
module:
  spec:
    functions:
      - function:
          meta: {kind: http, type: shop/cart}
          spec:
            endpoint: http://functions:8000/statefun
            states: [items]
`;

async function directoryWith(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await temporaryDirectory(t);
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  return cwd;
}

test('a file is replaced, keeps its rights, and nothing else is left; a second time changes nothing', async (t) => {
  const cwd = await directoryWith(t, { 'module.yaml': LEGACY });
  const file = join(cwd, 'module.yaml');
  await chmod(file, 0o640);
  const first = await invoke(['module', 'upgrade', 'module.yaml'], { cwd });
  assert.deepEqual(first, { code: 0, stdout: '', stderr: 'module.yaml: upgraded\n' });
  assert.equal(await readFile(file, 'utf8'), UPGRADED);
  assert.equal((await stat(file)).mode & 0o777, 0o640);
  assert.deepEqual(await readdir(cwd), ['module.yaml']);
  const { ino } = await stat(file);
  const second = await invoke(['module', 'upgrade', 'module.yaml'], { cwd });
  assert.deepEqual(second, { code: 0, stdout: '', stderr: 'module.yaml: nothing to upgrade\n' });
  assert.equal((await stat(file)).ino, ino);
  const checked = await invoke(['check', 'module.yaml'], { cwd });
  assert.equal(checked.code, 0);
});

test('a link stays a link, and what it names is replaced', async (t) => {
  const cwd = await directoryWith(t, { 'real.yaml': LEGACY });
  await symlink('real.yaml', join(cwd, 'module.yaml'));
  assert.equal((await invoke(['module', 'upgrade', 'module.yaml'], { cwd })).code, 0);
  assert.ok((await lstat(join(cwd, 'module.yaml'))).isSymbolicLink());
  assert.equal(await readFile(join(cwd, 'real.yaml'), 'utf8'), UPGRADED);
});

test('standard input goes to standard output', async (t) => {
  const cwd = await temporaryDirectory(t);
  for (const args of [[], ['-']]) {
    const result = await invoke(['module', 'upgrade', ...args], { cwd, input: LEGACY });
    assert.deepEqual(result, { code: 0, stdout: UPGRADED, stderr: '' });
  }
  const current = await invoke(['module', 'upgrade'], { cwd, input: UPGRADED });
  assert.equal(current.stdout, UPGRADED);
});

test('--output writes elsewhere', async (t) => {
  const cwd = await directoryWith(t, { 'module.yaml': LEGACY });
  const written = await invoke(['module', 'upgrade', 'module.yaml', '--output', 'new.yaml'], { cwd });
  assert.equal(written.code, 0);
  assert.equal(await readFile(join(cwd, 'new.yaml'), 'utf8'), UPGRADED);
  assert.equal(await readFile(join(cwd, 'module.yaml'), 'utf8'), LEGACY);
  const printed = await invoke(['module', 'upgrade', 'module.yaml', '-o', '-'], { cwd });
  assert.equal(printed.stdout, UPGRADED);
  for (const args of [
    ['a.yaml', 'b.yaml'],
    ['a.yaml', '--check'],
    ['a.yaml', '--diff'],
  ]) {
    const refused = await invoke(['module', 'upgrade', ...args, '--output', 'new.yaml'], { cwd });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--output is for one file/);
  }
});

test('--check writes nothing, and its exit code says whether a file is to be upgraded', async (t) => {
  const cwd = await directoryWith(t, { 'old.yaml': LEGACY, 'older.yaml': BEFORE_3, 'new.yaml': UPGRADED });
  const fresh = await invoke(['module', 'upgrade', '--check', 'new.yaml'], { cwd });
  assert.deepEqual(fresh, { code: 0, stdout: '', stderr: 'new.yaml: nothing to upgrade\n' });
  const result = await invoke(['module', 'upgrade', '--check', 'new.yaml', 'old.yaml', 'older.yaml'], {
    cwd,
  });
  assert.equal(result.code, 5);
  assert.match(result.stderr, /^old\.yaml: not of the current format$/m);
  assert.match(result.stderr, /^older\.yaml: not of the current format$/m);
  assert.equal(await readFile(join(cwd, 'old.yaml'), 'utf8'), LEGACY);
  assert.equal(await readFile(join(cwd, 'older.yaml'), 'utf8'), BEFORE_3);
});

test('--diff writes nothing, and prints a patch that makes the upgrade', async (t) => {
  const cwd = await directoryWith(t, { 'module.yaml': LEGACY });
  const { code, stdout } = await invoke(['module', 'upgrade', '--diff', 'module.yaml'], { cwd });
  assert.equal(code, 0);
  assert.equal(await readFile(join(cwd, 'module.yaml'), 'utf8'), LEGACY);
  const { applyPatch } = await import('diff');
  assert.equal(applyPatch(LEGACY, stdout), UPGRADED);
  const both = await invoke(['module', 'upgrade', '--diff', '--check', 'module.yaml'], { cwd });
  assert.deepEqual([both.code, both.stdout], [5, stdout]);
});

test('what a person must finish is listed, stands in the file, and has an exit code of its own', async (t) => {
  const cwd = await directoryWith(t, { 'module.yaml': BEFORE_3 });
  const { code, stderr } = await invoke(['module', 'upgrade', 'module.yaml'], { cwd });
  assert.equal(code, 6);
  assert.match(stderr, /STATEFUN_MODULE_UNFINISHED\]\n +--> module\.yaml:5:9/);
  const text = await readFile(join(cwd, 'module.yaml'), 'utf8');
  assert.match(text, /^# To finish: Declare the states of shop\/cart/m);
  assert.match(text, /^# states: \[items\]$/m);
  assert.equal((await invoke(['check', 'module.yaml'], { cwd })).code, 0);
});

test('what can not be upgraded is left as it is, with the reason, and the others are upgraded', async (t) => {
  const broken = 'version: "3.0"\nmodule: {spec: {endpoints: 5}}\n';
  const cwd = await directoryWith(t, { 'broken.yaml': broken, 'module.yaml': LEGACY });
  await writeFile(join(cwd, 'bytes.yaml'), Buffer.from([0xff, 0xfe, 0x31]));
  const files = ['broken.yaml', 'missing.yaml', 'bytes.yaml', 'module.yaml'];
  const { code, stderr } = await invoke(['module', 'upgrade', ...files], { cwd });
  assert.equal(code, 3);
  assert.match(stderr, /broken\.yaml:2:28/);
  assert.match(stderr, /no file missing\.yaml/);
  assert.match(stderr, /not a text in UTF-8/);
  assert.equal(await readFile(join(cwd, 'broken.yaml'), 'utf8'), broken);
  assert.equal(await readFile(join(cwd, 'module.yaml'), 'utf8'), UPGRADED);
});

test('a mistake that the file had before is told, and does not keep it from being upgraded', async (t) => {
  const cwd = await directoryWith(t, { 'module.yaml': LEGACY.replace('kafka:9092', 'kafka') });
  const { code, stderr } = await invoke(['module', 'upgrade', 'module.yaml'], { cwd });
  assert.equal(code, 3);
  assert.match(stderr, /module\.yaml:12:12/);
  assert.equal(await readFile(join(cwd, 'module.yaml'), 'utf8'), UPGRADED.replace('kafka:9092', 'kafka'));
});

test('a variable that is not set here, and a file that is not here, are no mistake', async (t) => {
  const text = LEGACY.replace('kafka:9092', '${env:NOT_SET_HERE}');
  const cwd = await directoryWith(t, { 'module.yaml': text });
  const { code, stderr } = await invoke(['module', 'upgrade', 'module.yaml'], { cwd });
  assert.deepEqual([code, stderr], [0, 'module.yaml: upgraded\n']);
  assert.match(await readFile(join(cwd, 'module.yaml'), 'utf8'), /address: \$\{env:NOT_SET_HERE\}/);
});

test(
  'a file without an end is refused, and not read to its end',
  { skip: process.platform === 'win32' },
  async (t) => {
    const cwd = await temporaryDirectory(t);
    const { code, stderr } = await invoke(['module', 'upgrade', '/dev/zero'], { cwd });
    assert.equal(code, 3);
    assert.match(stderr, /STATEFUN_MODULE_TOO_LARGE/);
  },
);

test('a file that can not be replaced is named, and is as it was', async (t) => {
  // No room beside it for the new file's name; rights would not stop root.
  const name = `${'m'.repeat(240)}.yaml`;
  const cwd = await directoryWith(t, { [name]: LEGACY });
  const { code, stderr } = await invoke(['module', 'upgrade', name], { cwd });
  assert.equal(code, 4);
  assert.match(stderr, /STATEFUN_MODULE_UNWRITABLE/);
  assert.equal(await readFile(join(cwd, name), 'utf8'), LEGACY);
  assert.deepEqual(await readdir(cwd), [name]);
});

test('a reader that has seen enough is no failure', { skip: process.platform === 'win32' }, async (t) => {
  const cwd = await temporaryDirectory(t);
  const statefun = join(import.meta.dirname, '../../bin/statefun.js');
  const script = '"$0" "$1" module schema | head -n 1; echo "code ${PIPESTATUS[0]}"';
  const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, statefun], {
    cwd,
    encoding: 'utf8',
  });
  assert.equal(stdout, '{\ncode 0\n');
  assert.equal(stderr, '');
});
