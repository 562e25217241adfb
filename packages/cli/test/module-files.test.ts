import assert from 'node:assert/strict';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { findModuleFiles } from '../src/module-files.ts';
import { application, invoke, launch, moduleYaml, start, temporaryDirectory } from './support.ts';

const endpoint = (functions: string): string =>
  `kind: io.statefun.endpoints.v2/http\nspec:\n  functions: ${functions}\n  urlPathTemplate: http://127.0.0.1:9/\n`;

/** A modules directory `modules` with a `module.yaml` in each of some directories. */
async function modules(t: TestContext, texts: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await temporaryDirectory(t);
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(join(cwd, 'modules', name), { recursive: true });
    await writeFile(join(cwd, 'modules', name, 'module.yaml'), text);
  }
  return cwd;
}

test('each module.yaml one directory below is found, in the order of the names', async (t) => {
  const cwd = await modules(t, { b: '', a: '', 'c/deeper': '', '.hidden': '', '..data': '' });
  await mkdir(join(cwd, 'modules/d/module.yaml'), { recursive: true });
  await mkdir(join(cwd, 'modules/empty'));
  await writeFile(join(cwd, 'modules/file'), '');
  await symlink('a', join(cwd, 'modules/link'));
  const modulesDir = join(cwd, 'modules');
  const { files, problems } = await findModuleFiles({ module: [], modulesDir });
  assert.deepEqual(
    files,
    ['a', 'b', 'link'].map((name) => join(modulesDir, name, 'module.yaml')),
  );
  assert.deepEqual(problems, []);
});

test('files that are named go before, and each file counts once', async (t) => {
  const cwd = await modules(t, { a: '', b: '' });
  const modulesDir = join(cwd, 'modules');
  const named = [join(cwd, 'own.yaml'), join(modulesDir, '../modules/b/module.yaml'), join(cwd, 'own.yaml')];
  const { files } = await findModuleFiles({ module: named, modulesDir });
  assert.deepEqual(files, [named[0], named[1], join(modulesDir, 'a/module.yaml')]);
});

test('a root that is missing, a file, or has no modules is explained, and the application does not start', async (t) => {
  const cwd = await modules(t, { 'empty/deeper': '' });
  await writeFile(join(cwd, 'module.yaml'), endpoint('a/*'));
  const wrong: [string, RegExp][] = [
    ['missing', /There is no directory missing\..*make it, or name another/s],
    ['module.yaml', /module\.yaml is no directory\..*name a module file with --module module\.yaml/s],
    ['modules', /No directory in modules has a module\.yaml\..*expected modules\/<name>\/module\.yaml/s],
    ['.', /No directory in \. has a module\.yaml\..*name it with --module module\.yaml/s],
  ];
  for (const [root, expected] of wrong) {
    const result = await invoke(['run', '--log-format', 'pretty', '--modules-dir', root], { cwd });
    assert.equal(result.code, 3);
    assert.match(result.stderr, expected);
    assert.equal((await invoke(['check', '--modules-dir', root], { cwd })).code, 3);
  }
});

test('the modules of a directory and files that are named are one application, which runs', async (t) => {
  const [own = '', ...others] = moduleYaml().split('---\n');
  const cwd = await modules(t, { greeter: own, playground: others.join('---\n') });
  const running = await start(t, { cwd, env: { STATEFUN_MODULES_DIR: 'modules' } });
  const settings = running.records.find(({ msg }) => msg === 'settings')?.['settings'] as Record<
    string,
    string
  >;
  assert.equal(settings['module'], 'those of modules-dir');
  assert.match(settings['modules-dir'] ?? '', /^modules /);
  assert.equal((await fetch(`${running.urls.egress}/counts`)).status, 404);
});

test('conflicts between the modules of a directory name both places', async (t) => {
  const cwd = await modules(t, { a: endpoint('x/*'), b: endpoint('x/*') });
  const { code, stderr } = await invoke(['check', '--modules-dir', 'modules'], { cwd });
  assert.equal(code, 3);
  assert.match(stderr, /x\/\* is there already, at modules\/a\/module\.yaml:3:14/);
  assert.match(stderr, /--> modules\/b\/module\.yaml:3:14/);
});

test('dev starts anew when a module of the directory changes', async (t) => {
  const cwd = await application(t, moduleYaml({ topics: ['one'] }));
  await mkdir(join(cwd, 'modules/a'), { recursive: true });
  await rename(join(cwd, 'module.yaml'), join(cwd, 'modules/a/module.yaml'));
  const running = launch(t, ['dev', '--admin-port', '0', '--modules-dir', 'modules'], { cwd });
  await running.logged(/^ready in/);
  await writeFile(join(cwd, 'modules/a/module.yaml'), moduleYaml({ topics: ['two'] }));
  const ready = await running.logged(/^ready in/);
  assert.equal((await fetch(`${String(ready['egress'])}/two`)).status, 404);
});

test('a module of the format 3.0 runs as it is, and the log names the upgrade', async (t) => {
  const playground = moduleYaml().split('---\n').slice(1).join('---\n');
  const legacy = `version: "3.0"
module:
  meta: {type: remote}
  spec:
    endpoints:
      - endpoint:
          meta: {kind: http}
          spec: {functions: example/*, urlPathTemplate: http://127.0.0.1:9/}
`;
  const cwd = await application(t, legacy);
  await writeFile(join(cwd, 'playground.yaml'), playground);
  const running = await start(t, { cwd }, '--module', 'module.yaml', '--module', 'playground.yaml');
  const notice = running.records.find(({ code }) => code === 'STATEFUN_MODULE_DEPRECATED');
  assert.equal(notice?.level, 'warn');
  assert.equal(notice?.['place'], 'module.yaml:1:10');
  assert.match(String(notice?.['hint']), /statefun module upgrade module\.yaml/);
});
