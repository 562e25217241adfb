// The files of the tutorial in docs/sdk.md compile in a strict project, and their tests pass.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../..');

test('the files of the tutorial compile, and their tests pass', async (t) => {
  const page = await readFile(join(root, 'docs/sdk.md'), 'utf8');
  const files = [...page.matchAll(/^```\w+\n(?:\/\/|#) (\S+\.(?:ts|yaml))\n([^]*?)^```$/gm)];
  const names = files.map(([, name]) => name);
  assert.deepEqual(names, ['greeter.ts', 'main.ts', 'greeter.test.ts', 'module.yaml', 'module.test.ts']);

  // Below the package, so that its imports are found.
  const cache = join(import.meta.dirname, '../.cache');
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(cache, 'tutorial-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await Promise.all(files.map(([, name = '', text = '']) => writeFile(join(directory, name), text)));
  const config = {
    extends: relative(directory, join(root, 'tsconfig.base.json')),
    compilerOptions: {
      composite: false,
      noEmit: true,
      emitDeclarationOnly: false,
      allowImportingTsExtensions: true,
    },
    include: ['*.ts'],
  };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const tests = ['--test', '--test-reporter=tap', 'greeter.test.ts', 'module.test.ts'];
  // Else the tests would report to the one that runs this file.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = (args: readonly string[]) =>
    promisify(execFile)(process.execPath, args, { cwd: directory, env }).catch((error: { stdout: string }) =>
      assert.fail(error.stdout),
    );
  await run([tsc, '-p', directory]);
  const { stdout } = await run(tests);
  assert.match(stdout, /^# pass 2$/m);
});
