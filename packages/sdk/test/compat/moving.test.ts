// A service moves over by changing what it imports or requires, and nothing else.
import { fromFunctionCodec } from '@statefun-ts/protocol';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { suite, test } from 'node:test';
import { promisify } from 'node:util';
import official from 'apache-flink-statefun';
import ours from '@statefun-ts/sdk/compat';
import { StateFun } from '../../src/index.ts';
import { requestOf, state, text, typed } from '../call.ts';
import { moved } from './moved.ts';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '../../../..');

interface CommonJsService {
  readonly server: Server;
  readonly names: readonly string[];
}

/** What a CommonJS service answers over HTTP to a message for Bob, who was seen 41 times. */
async function greetBob({ server }: CommonJsService): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/statefun`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: requestOf({
        target: { namespace: 'example', type: 'greeter', id: 'Bob' },
        state: [state('seen', typed(41, StateFun.intType()))],
        arguments: [text('Bob')],
      }) as Uint8Array<ArrayBuffer>,
    });
    assert.equal(reply.status, 200);
    const { invocationResult } = fromFunctionCodec.decode(new Uint8Array(await reply.arrayBuffer()));
    const value = invocationResult?.outgoingMessages[0]?.argument?.value ?? new Uint8Array(0);
    return StateFun.stringType().decode(value);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

suite('a CommonJS service in sloppy mode', () => {
  test('answers as with the official package', async (t) => {
    const theirs = require('./fixtures/service.cjs') as CommonJsService;
    const copy = require(
      await moved({ after: (cleanup) => t.after(cleanup) }, 'service.cjs'),
    ) as CommonJsService;
    assert.equal(await greetBob(theirs), 'Bob 42 undefined false');
    assert.equal(await greetBob(copy), 'Bob 42 undefined false');
    assert.deepEqual(
      theirs.names.filter((name) => !copy.names.includes(name)),
      [],
    );
  });
});

suite('the API', () => {
  test('has every export, static and member of the official one, by default and by name', async () => {
    const named = (await import('@statefun-ts/sdk/compat')) as Record<string, unknown>;
    for (const [name, theirs] of Object.entries(official)) {
      const mine = (ours as Record<string, unknown>)[name];
      assert.equal(typeof mine, 'function', name);
      assert.equal(named[name], mine);
      assert.deepEqual(
        membersOf(theirs).filter((member) => !membersOf(mine).includes(member)),
        [],
        name,
      );
    }
  });

  test('has the types that a strict TypeScript service of the official one needs', async (t) => {
    const copy = await moved({ after: (cleanup) => t.after(cleanup) }, 'service.ts');
    const directory = dirname(copy);
    const config = {
      extends: relative(directory, join(root, 'tsconfig.base.json')),
      compilerOptions: {
        composite: false,
        noEmit: true,
        emitDeclarationOnly: false,
        allowImportingTsExtensions: true,
      },
      files: ['service.ts'],
    };
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
    const run = promisify(execFile)(process.execPath, [tsc, '-p', directory]);
    await assert.doesNotReject(
      run.catch((error: { stdout: string }) => Promise.reject(new Error(error.stdout))),
    );
  });
});

/** The names on a function, and on the prototype of a class and those that it extends. */
function membersOf(value: unknown): string[] {
  const names: string[] = [];
  for (
    let at = value;
    typeof at === 'function' && at !== Function.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    names.push(...Object.getOwnPropertyNames(at));
    names.push(...Object.getOwnPropertyNames((at as { prototype?: object }).prototype ?? {}));
  }
  return names;
}
