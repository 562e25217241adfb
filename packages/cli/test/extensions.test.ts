// Extensions as users have them: a file beside the module, whose mistakes never end the process.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LogRecord } from './support.ts';
import { application, invoke, launch, moduleYaml, start } from './support.ts';

const HEAD = `import { defineExtension, defineIngress, text } from ${JSON.stringify(import.meta.resolve('@statefun-ts/extension'))};`;

/** An extension with an ingress whose `start` does something. */
const extensionThat = (does: string): string => `${HEAD}
export default defineExtension({
  apiVersion: 1,
  components: [
    defineIngress({
      kind: 'com.example.v1/ingress',
      summary: 'An ingress.',
      fields: { greeting: text('a greeting').optional() },
      create: ({ id }) => ({
        id,
        async start(sink) { ${does} },
        pause() {},
        resume() {},
        async stop() {},
      }),
    }),
  ],
});
`;

const OWN = `
---
kind: com.example.v1/ingress
spec: {id: example/in}
`;
const ASKED_FOR = `
---
kind: io.statefun.extensions.v1/extension
spec: {module: ./own.ts}
`;

const RECKLESS = `
  setInterval(() => { throw new Error('thrown again and again'); }, 20);
  setTimeout(() => { throw new Error('thrown in a timer'); }, 1);
  setTimeout(() => { void Promise.reject(new Error('rejected in a timer')); }, 1);
  void (async () => { throw new Error('rejected later'); })();
  queueMicrotask(() => { throw new Error('thrown in a microtask'); });
  process.nextTick(() => { throw 'no error at all'; });
  await sink.accept(
    { namespace: 'example', type: 'counter', id: 'a' },
    { typename: 'a/b', hasValue: true, value: Buffer.of() },
  );
  throw new Error('thrown at last');
`;

const FAULTS = [
  'thrown again and again',
  'thrown in a timer',
  'rejected in a timer',
  'rejected later',
  'thrown in a microtask',
  'no error at all',
  'thrown at last',
];

test('what an extension does not catch is logged with its name, and ends nothing', async (t) => {
  const cwd = await application(t, moduleYaml() + OWN);
  await writeFile(join(cwd, 'own.ts'), extensionThat(RECKLESS));
  const running = launch(t, ['run', '--admin-port', '0', '--extension', './own.ts'], { cwd });
  const faults: LogRecord[] = [];
  while (!FAULTS.every((fault) => faults.some(({ msg }) => msg.includes(fault))))
    faults.push(await running.logged(/extension \.\/own\.ts/));
  for (const fault of FAULTS) {
    const record = faults.find(({ msg }) => msg.includes(fault));
    assert.ok(record, fault);
    assert.deepEqual([record.level, record['code']], ['error', 'STATEFUN_EXTENSION_FAILED']);
  }
  running.kill('SIGTERM');
  assert.equal(await running.ended, 0);
});

test('a module asks for its extension itself; check, run and the schema know it', async (t) => {
  const cwd = await application(t, moduleYaml() + OWN + ASKED_FOR);
  await writeFile(join(cwd, 'own.ts'), extensionThat(''));
  assert.equal((await invoke(['check', 'module.yaml'], { cwd })).code, 0);
  const running = await start(t, { cwd });
  running.kill('SIGTERM');
  assert.equal(await running.ended, 0);
  const schema = await invoke(['module', 'schema', '--extension', 'own.ts'], { cwd });
  assert.match(schema.stdout, /com\.example\.v1\/ingress/);
});

test('a wrong field of its component is told with its place', async (t) => {
  const yaml = OWN.replace('{id: example/in}', '{id: example/in, greetin: hello}');
  const cwd = await application(t, moduleYaml() + yaml);
  await writeFile(join(cwd, 'own.ts'), extensionThat(''));
  const { code, stderr } = await invoke(['check', '--extension', './own.ts', 'module.yaml'], { cwd });
  assert.equal(code, 0);
  assert.match(stderr, /spec\.greetin is not a field[\s\S]*module\.yaml:18:24[\s\S]*did you mean greeting\?/);
});

test('an extension that is not there is a problem of the module, or of the command line', async (t) => {
  const cwd = await application(t, moduleYaml() + ASKED_FOR);
  const asked = await invoke(['check', '--json', 'module.yaml'], { cwd });
  assert.equal(asked.code, 3);
  const { problems } = JSON.parse(asked.stdout) as { problems: { code: string; origin: { line: number } }[] };
  assert.deepEqual(
    problems.map(({ code, origin }) => [code, origin.line]),
    [['STATEFUN_EXTENSION_UNREADABLE', 17]],
  );
  const given = await invoke(['run', '--extension', 'no-such-package'], { cwd });
  assert.equal(given.code, 4);
  assert.match(given.stderr, /no-such-package can't be found\. There is no package of that name/);
});
