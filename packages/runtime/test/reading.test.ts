// A module is read in the kinds of extensions, whose code can't hold up or end the one who reads.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { StatefunError } from '@statefun-ts/protocol';
import { readModuleFiles, readSchema } from '../src/reading.ts';
import { temporaryDirectory } from './support.ts';

const HEAD = `import { defineExtension, defineIngress, text } from ${JSON.stringify(import.meta.resolve('@statefun-ts/extension'))};`;

/** An extension with a kind of ingress, whose field does something with what it is given. */
const extension = (field: string, first = '') => `${HEAD}
function loop() { for (;;); }
${first}
export default defineExtension({
  apiVersion: 1,
  components: [
    defineIngress({
      kind: 'com.example.v1/ingress',
      summary: 'An ingress.',
      fields: { greeting: text('a greeting')${field} },
      create: () => { throw new Error('nothing is made'); },
    }),
  ],
});
`;

const SOURCES = [
  { file: 'module.yaml', text: 'kind: com.example.v1/ingress\nspec: {id: a/b, greeting: hello}\n' },
];
const OPTIONS = { loopMs: 1_500 };

/** The extensions, by their names, as wanted on the command line. */
async function wanted(t: TestContext, files: Readonly<Record<string, string>>) {
  const directory = await temporaryDirectory(t);
  for (const [name, program] of Object.entries(files)) await writeFile(join(directory, name), program);
  return Object.keys(files).map((name) => ({ name: `./${name}`, directory }));
}

test('a module is read in the kinds of an extension, which are told', async (t) => {
  const { module, problems, extensions } = await readModuleFiles(
    SOURCES,
    await wanted(t, { 'own.ts': extension('') }),
  );
  assert.deepEqual(
    problems.map(({ severity, message }) => `${severity} ${message}`),
    ['warning There is no endpoint, so no function can be called.'],
  );
  assert.equal(module?.components[0]?.kind, 'com.example.v1/ingress');
  const [own] = extensions;
  assert.equal(own?.name, './own.ts');
  assert.deepEqual(own.components, [{ kind: 'com.example.v1/ingress', role: 'ingress' }]);
});

for (const [where, program] of [
  ['in a schema', extension('.transform(loop)')],
  ['while it is loaded', extension('', 'loop();')],
] as const) {
  test(`an extension that loops ${where} is named, with the place of the loop`, async (t) => {
    const other = `${HEAD}\nexport default defineExtension({ apiVersion: 1 });`;
    const locations = await wanted(t, { 'other.ts': other, 'own.ts': program });
    await assert.rejects(readModuleFiles(SOURCES, locations, OPTIONS), (error: StatefunError) => {
      const name = where === 'in a schema' ? './other.ts or ./own.ts' : './own.ts';
      assert.equal(error.code, 'STATEFUN_EXTENSION_LOOPS');
      assert.ok(
        error.message.startsWith(`The extension ${name} has not let go of its thread for 1.5 s, at loop (`),
      );
      assert.match(error.message, /own\.ts:\d+:\d+\)\. Let it await/);
      return true;
    });
  });
}

test('an extension that ends its thread while it is loaded is named', async (t) => {
  const locations = await wanted(t, { 'own.ts': extension('', 'process.exit(3);') });
  await assert.rejects(readModuleFiles(SOURCES, locations), (error: StatefunError) => {
    assert.equal(error.code, 'STATEFUN_EXTENSION_FAILED');
    assert.match(error.message, /^The extension \.\/own\.ts has no thread any more: .*exit code 3/);
    return true;
  });
});

test('what an extension does not catch while it is loaded ends nothing', async (t) => {
  const careless = `void Promise.reject(new Error('kaputt')); process.nextTick(() => { throw new Error('kaputt'); });`;
  const locations = await wanted(t, { 'own.ts': extension('', careless) });
  const { module } = await readModuleFiles(SOURCES, locations);
  assert.ok(module);
});

test('a field that is no plain data is a problem of its component', async (t) => {
  const locations = await wanted(t, { 'own.ts': extension('.transform((value) => () => value)') });
  const { module, problems } = await readModuleFiles(SOURCES, locations);
  assert.equal(module, undefined);
  const problem = problems.find(({ severity }) => severity === 'error');
  assert.equal(problem?.code, 'STATEFUN_EXTENSION_INVALID');
  assert.match(
    problem.message,
    /^This component can't go to another thread: .*Let the kind com\.example\.v1\/ingress make plain data/,
  );
  assert.equal(problem.origin.line, 1);
});

test('the schema for editors has the kinds of an extension', async (t) => {
  const schema = await readSchema(await wanted(t, { 'own.ts': extension('') }));
  assert.ok(JSON.stringify(schema).includes('com.example.v1/ingress'));
});

test('a program that changed is another one the next time, with what it imports', async (t) => {
  const [location] = await wanted(t, {
    'own.ts': extension('', "import { hint } from './hint.ts';").replace("'a greeting'", 'hint'),
  });
  assert.ok(location);
  for (const hint of ['a first greeting', 'a second greeting']) {
    await writeFile(join(location.directory, 'hint.ts'), `export const hint = ${JSON.stringify(hint)};`);
    const sources = [
      { file: 'module.yaml', text: 'kind: com.example.v1/ingress\nspec: {id: a/b, greeting: [x]}\n' },
    ];
    const { problems } = await readModuleFiles(sources, [location]);
    assert.match(problems[0]?.message ?? '', new RegExp(`expected ${hint}`));
  }
});

test('two extensions that are called the same in their folders are two', async (t) => {
  const other = extension('').replace('com.example.v1/ingress', 'com.other.v1/ingress');
  const [one] = await wanted(t, { 'own.ts': extension('') });
  const [two] = await wanted(t, { 'own.ts': other });
  assert.ok(one && two);
  const { extensions } = await readModuleFiles(SOURCES, [one, two]);
  assert.deepEqual(
    extensions.map(({ components }) => components.map(({ kind }) => kind)),
    [['com.example.v1/ingress'], ['com.other.v1/ingress']],
  );
});

test('what an extension says to the thread that started its own is not taken for an answer', async (t) => {
  const talking = `import { parentPort } from 'node:worker_threads'; parentPort?.postMessage({ schema: {} });`;
  const { module } = await readModuleFiles(SOURCES, await wanted(t, { 'own.ts': extension('', talking) }));
  assert.ok(module);
});
