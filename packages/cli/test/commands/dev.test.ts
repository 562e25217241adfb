import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { application, launch, moduleYaml } from '../support.ts';

test('a changed module starts anew, a wrong one is shown and what ran before goes on', async (t) => {
  const cwd = await application(t, moduleYaml({ topics: ['one'] }));
  const file = join(cwd, 'module.yaml');
  const running = launch(t, ['dev', '--admin-port', '0'], { cwd });
  const first = await running.logged(/^ready in/);
  assert.equal((await fetch(`${String(first['egress'])}/one`)).status, 404);

  await writeFile(file, moduleYaml({ topics: ['one', 'two'] }));
  const second = await running.logged(/^ready in/);
  assert.equal((await fetch(`${String(second['egress'])}/two`)).status, 404);

  await writeFile(file, 'kind: nonsense\nspec: {}\n');
  await running.logged(/what ran before goes on/);
  assert.equal((await fetch(`${String(second['egress'])}/two`)).status, 404);

  // As editors do.
  await writeFile(`${file}~`, moduleYaml({ topics: ['three'] }));
  await rename(`${file}~`, file);
  const third = await running.logged(/^ready in/);
  assert.equal((await fetch(`${String(third['egress'])}/three`)).status, 404);

  running.kill('SIGINT');
  assert.equal(await running.ended, 0);
});

test('a changed module that can not start is told, and what ran before goes on', async (t) => {
  const cwd = await application(t, moduleYaml({ topics: ['one'] }));
  const running = launch(t, ['dev', '--admin-port', '0'], { cwd });
  await running.logged(/^ready in/);
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await writeFile(join(cwd, 'module.yaml'), moduleYaml({ port }));
  await running.logged(/can't start.*the port is in use/);
  const again = await running.logged(/^ready in/);
  assert.equal((await fetch(`${String(again['egress'])}/one`)).status, 404);
});

const EXTENSION = `
import { defineEgress, defineExtension, deliveringEgress } from ${JSON.stringify(import.meta.resolve('@statefun-ts/extension'))};
import { version } from './version.ts';
export default defineExtension({
  apiVersion: 1,
  components: [
    defineEgress({
      kind: 'com.example.v1/egress',
      summary: 'An egress.',
      fields: {},
      create: ({ id }, { observer }) => {
        observer.log('info', 'version ' + version);
        return deliveringEgress({ id, admit: () => ({ channel: '', record: new Uint8Array() }), send: async () => undefined });
      },
    }),
  ],
});
`;

test('an extension that is not there is told', async (t) => {
  const cwd = await application(t, moduleYaml());
  const running = launch(t, ['dev', '--extension', './nowhere/own.ts'], { cwd });
  const { code } = await running.logged(/^The extension \.\/nowhere\/own\.ts can't be loaded/);
  assert.equal(code, 'STATEFUN_EXTENSION_UNREADABLE');
  assert.equal(await running.ended, 4);
});

test('a changed extension is loaded anew in all threads, with what it imports; of a wrong one, what ran before goes on', async (t) => {
  const own = '---\nkind: com.example.v1/egress\nspec: {id: example/out}\n';
  const cwd = await application(t, moduleYaml() + own);
  await writeFile(join(cwd, 'own.ts'), EXTENSION);
  await writeFile(join(cwd, 'version.ts'), 'export const version: number = 1;\n');
  const args = ['dev', '--admin-port', '0', '--shards', '2', '--extension', './own.ts'];
  const running = launch(t, args, { cwd });
  const inAllThreads = async (version: number): Promise<void> => {
    for (let threads = 0; threads < 3; threads++) await running.logged(new RegExp(`^version ${version}$`));
    await running.logged(/^ready in/);
  };
  await inAllThreads(1);
  await writeFile(join(cwd, 'version.ts'), 'export const version: number = 2;\n');
  await inAllThreads(2);
  await writeFile(join(cwd, 'own.ts'), `${EXTENSION} const;`);
  await running.logged(/The extension \.\/own\.ts can't be loaded/);
  await running.logged(/what ran before goes on/);
  await writeFile(join(cwd, 'own.ts'), EXTENSION);
  await writeFile(join(cwd, 'version.ts'), 'export const version: number = 3;\n');
  await inAllThreads(3);
  await writeFile(
    join(cwd, 'own.ts'),
    EXTENSION.replace('observer.log(', "throw new Error('kaputt'); observer.log("),
  );
  await running.logged(/the changed module can't start: .*kaputt/);
  await running.logged(/that can't start either: .*kaputt/);
  await writeFile(join(cwd, 'own.ts'), EXTENSION);
  await inAllThreads(3);
  running.kill('SIGTERM');
  assert.equal(await running.ended, 0);
});
