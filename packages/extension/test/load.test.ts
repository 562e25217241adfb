import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { loadExtensions } from '../src/host.ts';
import { API_VERSION } from '../src/index.ts';

async function directoryWith(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'statefun-extension-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(directory, name, '..'), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  return directory;
}

/** Why what a module file says is no extension. */
async function refusal(t: TestContext, text: string): Promise<string> {
  const directory = await directoryWith(t, { 'own.ts': text });
  const { extensions, failures } = await loadExtensions([{ name: './own.ts', directory }]);
  assert.deepEqual(extensions, []);
  const [failure] = failures;
  return `${failure?.error.code} ${failure?.error.message}`;
}

const EMPTY = `export default { apiVersion: ${API_VERSION} };`;

test('a file of TypeScript, a package and a package in a scope are extensions; each is loaded once', async (t) => {
  const packageJson = (name: string) => JSON.stringify({ name, type: 'module', exports: './index.js' });
  const directory = await directoryWith(t, {
    'own.ts': `type Nothing = undefined;\n${EMPTY}`,
    'node_modules/kinds/package.json': packageJson('kinds'),
    'node_modules/kinds/index.js': EMPTY,
    'node_modules/@shop/kinds/package.json': packageJson('@shop/kinds'),
    'node_modules/@shop/kinds/index.js': EMPTY,
  });
  const names = ['./own.ts', 'own.ts', join(directory, 'own.ts'), 'kinds', '@shop/kinds', 'kinds'];
  const { extensions, failures } = await loadExtensions(names.map((name) => ({ name, directory })));
  assert.deepEqual(failures, []);
  assert.deepEqual(
    extensions.map(({ name }) => name),
    ['./own.ts', 'kinds', '@shop/kinds'],
  );
});

test('what is not there is named, with what to do', async (t) => {
  const directory = await directoryWith(t, {});
  const { failures } = await loadExtensions(
    ['no-such-kinds', './none.ts'].map((name) => ({ name, directory })),
  );
  const messages = failures.map(({ error }) => `${error.code} ${error.message}`);
  assert.match(
    messages[0] ?? '',
    /^STATEFUN_EXTENSION_UNREADABLE The extension no-such-kinds can't be found\..*npm install/,
  );
  assert.match(
    messages[1] ?? '',
    /^STATEFUN_EXTENSION_UNREADABLE The extension \.\/none\.ts can't be loaded\..*none\.ts/,
  );
});

test('a module that throws, or is no program, is named', async (t) => {
  assert.match(
    await refusal(t, 'throw new Error("no licence");'),
    /^STATEFUN_EXTENSION_UNREADABLE The extension \.\/own\.ts can't be loaded\. .*no licence/,
  );
  assert.match(await refusal(t, 'export default {'), /^STATEFUN_EXTENSION_UNREADABLE .*own\.ts/);
});

test('a module that never ends to load is given up', async (t) => {
  const directory = await directoryWith(t, { 'own.ts': 'await new Promise(() => {}); export default 1;' });
  const { failures } = await loadExtensions([{ name: './own.ts', directory }], { loadMs: 20 });
  assert.match(failures[0]?.error.message ?? '', /own\.ts can't be loaded\..*has not ended after 20 ms/);
});

test('what is no extension says what is missing', async (t) => {
  assert.match(await refusal(t, 'export const a = 1;'), /^STATEFUN_EXTENSION_INVALID .*no default export/);
  assert.match(
    await refusal(t, 'export default { apiVersion: 1, get components() { throw new Error("oops"); } };'),
    /Looking at it failed: Error: oops/,
  );
  assert.match(
    await refusal(t, 'export default {};'),
    /no version of the interface.*this runtime has version 1/,
  );
  assert.match(await refusal(t, 'export default { apiVersion: 7 };'), /made for version 7 of the interface/);
  const kind = (fields: string) => `export default { apiVersion: 1, components: [{ ${fields} }] };`;
  assert.match(
    await refusal(t, kind('kind: "ingress"')),
    /components\.0\.kind: must be of the form <namespace>\/<name>/,
  );
  assert.match(
    await refusal(t, kind('kind: "io.statefun.kafka.v1/own"')),
    /must be in a namespace of its own/,
  );
  const transport =
    'export default { apiVersion: 1, transports: [{ type: "a/b", schema: {}, toSpec() {}, create() {} }] };';
  assert.match(
    await refusal(t, transport),
    /transports\.0\.schema: must be a mapping\(\) with the field type/,
  );
  const all = await refusal(
    t,
    kind('kind: "a/b", role: "source", summary: "s", schema: {}, identify: 1, create: 2'),
  );
  for (const wrong of [
    'role: must be',
    'schema: must be',
    'identify: must be',
    'toComponent: must be',
    'create: must be',
  ])
    assert.ok(all.includes(`components.0.${wrong}`), `${wrong} in ${all}`);
});
