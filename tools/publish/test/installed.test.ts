// What a user gets from the registry: the tarballs, installed into an empty project without a network, with what they depend
// on packed from this workspace.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../..');
const modules = join(root, 'node_modules');

const ours = ['protocol', 'module', 'engine', 'connector', 'extension', 'sdk', 'testing'];
let project = '';

async function run(command: string, args: readonly string[], cwd = project): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** What the packages depend on, from other people, and what that depends on. */
async function thirdParties(): Promise<string[]> {
  const found = new Set<string>();
  const add = async (manifest: string): Promise<void> => {
    const text = await readFile(manifest, 'utf8');
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    const names = Object.keys(dependencies).filter(
      (name) => !name.startsWith('@statefun-ts/') && !found.has(name),
    );
    for (const name of names) found.add(name);
    await Promise.all(names.map((name) => add(join(modules, name, 'package.json'))));
  };
  for (const name of ours) await add(join(root, 'packages', name, 'package.json'));
  return [...found].map((name) => join(modules, name));
}

suite('the packed packages in an empty project', () => {
  before(async () => {
    project = await mkdtemp(join(tmpdir(), 'statefun-installed-'));
    const tarballs = join(project, 'tarballs');
    await mkdir(tarballs);
    const packages = ours.map((name) => `packages/${name}`);
    await run(process.execPath, [join(root, 'tools/publish/pack.ts'), '--out', tarballs, ...packages], root);
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', tarballs, ...(await thirdParties())]);
    await writeFile(join(project, 'package.json'), '{ "name": "empty", "private": true }');
    const files = await readdir(tarballs);
    const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    await run('npm', [...install, ...files.map((file) => `./tarballs/${file}`)]);
  });
  after(() => rm(project, { recursive: true, force: true }));

  const service = `
    const statefun = new StateFun();
    statefun.bind({
      typename: 'example/person',
      specs: [{ name: 'visits', type: StateFun.intType() }],
      fn(context, message) {
        context.storage.visits = (context.storage.visits ?? 0) + 1;
        context.send(messageBuilder({ typename: 'example/out', id: message.asString() ?? '', value: context.storage.visits }));
      },
    });
  `;

  test('are JavaScript with declarations, and nothing of the workspace', async () => {
    for (const name of ours) {
      const folder = join(project, 'node_modules/@statefun-ts', name);
      for (const file of ['dist/index.js', 'dist/index.d.ts', 'LICENSE', 'README.md']) {
        assert.ok(existsSync(join(folder, file)), `${name}/${file}`);
      }
      assert.ok(!existsSync(join(folder, 'src')), name);
      assert.doesNotMatch(await readFile(join(folder, 'dist/index.d.ts'), 'utf8'), /\.ts'/);
    }
  });

  test('serve and test a function by import', async () => {
    await writeFile(
      join(project, 'native.mjs'),
      `import { StateFun, messageBuilder } from '@statefun-ts/sdk';
       import { FunctionInstance, TestRuntime } from '@statefun-ts/testing';
       ${service}
       const bob = new FunctionInstance(statefun, 'example/person', 'Bob');
       const { messages } = await bob.call({ value: 'x' });
       const runtime = await TestRuntime.start({ functions: statefun });
       await runtime.settle();
       console.log(messages[0].asInt(), bob.state.visits);`,
    );
    assert.equal(await run(process.execPath, ['native.mjs']), '1 1\n');
  });

  test('give the API of the official SDK by import and by require', async () => {
    const use = `${service} console.log(typeof statefun.handler(), statefun.functionSpecs().size);`;
    await writeFile(
      join(project, 'compat.mjs'),
      `import { StateFun, messageBuilder } from '@statefun-ts/sdk/compat'; ${use}`,
    );
    await writeFile(
      join(project, 'compat.cjs'),
      `const { StateFun, messageBuilder } = require('@statefun-ts/sdk/compat'); ${use}`,
    );
    assert.equal(await run(process.execPath, ['compat.mjs']), 'function 1\n');
    assert.equal(await run(process.execPath, ['compat.cjs']), 'function 1\n');
  });

  test('make an extension that the command loads, which has a copy of its own of all that it is made of', async () => {
    await writeFile(
      join(project, 'own.mts'),
      `import { byteTransport, CallFailure, choice, defineExtension, defineTransport } from '@statefun-ts/extension';
       const lost = () => Promise.reject(new CallFailure('STATEFUN_CALL_CONNECT', 'lost', { transient: true }));
       export default defineExtension({
         apiVersion: 1,
         transports: [
           defineTransport({
             type: 'com.foo.bar/pubsub',
             summary: 'A transport.',
             urlSchemes: ['bus'],
             fields: { mode: choice('fast', 'safe') },
             create: ({ mode }: { mode: 'fast' | 'safe' }) => byteTransport({ send: lost }),
           }),
         ],
       });`,
    );
    const moduleOf = (mode: string) => `kind: io.statefun.extensions.v1/extension
spec: {module: ./own.mts}
---
kind: io.statefun.endpoints.v2/http
spec:
  functions: example/*
  urlPathTemplate: bus://calls/{function.name}
  transport: {type: com.foo.bar/pubsub, mode: ${mode}}
`;
    const statefun = join(root, 'packages/cli/bin/statefun.js');
    await writeFile(join(project, 'module.yaml'), moduleOf('fast'));
    await run(process.execPath, [statefun, 'check', 'module.yaml']);
    await writeFile(join(project, 'module.yaml'), moduleOf('fest'));
    await assert.rejects(
      run(process.execPath, [statefun, 'check', 'module.yaml']),
      /expected one of fast, safe, found "fest"[\s\S]*module\.yaml:8:47[\s\S]*did you mean fast/,
    );
  });

  test('have types that a strict project compiles against', async () => {
    await writeFile(
      join(project, 'typed.mts'),
      `import { createServer } from 'node:http';
       import { StateFun, messageBuilder } from '@statefun-ts/sdk';
       import { FunctionInstance, TestRuntime } from '@statefun-ts/testing';
       ${service}
       const person = statefun.bind({ typename: 'a/b', specs: [{ name: 'n', type: StateFun.longType() }], fn() {} });
       const n: bigint | null = new FunctionInstance(statefun, person, 'x').state.n;
       // @ts-expect-error it is a bigint
       const wrong: string = new FunctionInstance(statefun, person, 'x').state.n;
       export const all = [n, wrong, createServer(statefun.handler()), TestRuntime.start({ functions: statefun })];`,
    );
    await writeFile(
      join(project, 'typed.cts'),
      `import { StateFun, messageBuilder } from '@statefun-ts/sdk/compat';
       ${service}
       export const handler = statefun.handler();`,
    );
    const config = {
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2024',
        module: 'nodenext',
        // The declarations themselves are checked, too.
        skipLibCheck: false,
        types: ['node'],
        typeRoots: [join(modules, '@types')],
      },
      files: ['typed.mts', 'typed.cts', 'own.mts'],
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config));
    await run(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', project]);
  });
});
