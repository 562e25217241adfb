import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { describe, test } from 'node:test';
import type { ModuleEndpointComponent } from '@statefun-ts/module';
import { createTransport } from '../../src/index.ts';
import { failure, requestTo, textOf } from '../support.ts';

const LONG_MS = 60_000;

/** A module that has functions as an SDK would: `example/<type>` does what its name says. */
const FUNCTIONS = readFileSync(new URL('fixtures/functions.ts', import.meta.url), 'utf8');

/** A transport to a module of that text, which lies here so that it finds the packages. */
function transportTo(t: TestContext, text: string, changes: Partial<ModuleEndpointComponent> = {}) {
  const folder = mkdtempSync(join(import.meta.dirname, 'fixtures/.test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const module = join(folder, 'functions.ts');
  writeFileSync(module, text);
  const log: string[] = [];
  const transport = createTransport(
    {
      kind: 'io.statefun.endpoints.v1/module',
      origin: { file: 'module.yaml', line: 3, column: 1 },
      functions: { namespace: 'example', name: '*' },
      module,
      workers: 1,
      batchMessagesMax: 1000,
      callMs: LONG_MS,
      ...changes,
    },
    { observer: { log: (_level, message) => log.push(message) } },
  );
  t.after(() => transport.close());
  return {
    transport,
    log,
    module,
    call: async (type: string, id: string, budgetMs = LONG_MS) =>
      textOf(await transport.call(requestTo(type, id), budgetMs)),
  };
}

describe('functions of a module', () => {
  test('are called in threads of their own, many at once', async (t) => {
    const { call } = transportTo(t, FUNCTIONS, { workers: 2 });
    const replies = await Promise.all(Array.from({ length: 200 }, (_, i) => call('echo', `${i}`)));
    assert.deepEqual(
      replies,
      Array.from({ length: 200 }, (_, i) => `${i}: hello`),
    );
  });

  test('may be exported by name', async (t) => {
    const named = transportTo(t, FUNCTIONS.replace('export default statefun', 'export { statefun }'));
    assert.equal(await named.call('echo', 'a'), 'a: hello');
  });

  test('that keep a thread busy delay nobody outside of it', async (t) => {
    const { call } = transportTo(t, FUNCTIONS);
    await call('echo', 'warm');
    const busy = call('busy', '300');
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await busy;
    clearInterval(timer);
    assert.ok(turns > 0);
  });

  test('fail with what they threw, and the others go on', async (t) => {
    const { call } = transportTo(t, FUNCTIONS);
    await assert.rejects(call('fail', 'a'), failure('STATEFUN_CALL_STATUS', true, /status 500: "no luck/));
    assert.equal(await call('echo', 'b'), 'b: hello');
  });

  test('that do not return in time fail, and others go on', async (t) => {
    const { call } = transportTo(t, FUNCTIONS);
    await call('echo', 'warm');
    await assert.rejects(call('never', 'a', 30), failure('STATEFUN_CALL_TIMEOUT', false));
    assert.equal(await call('echo', 'b'), 'b: hello');
  });

  test('that end their thread are loaded again', async (t) => {
    const { call, log } = transportTo(t, FUNCTIONS);
    await call('echo', 'warm');
    await assert.rejects(call('exit', 'a'), failure('STATEFUN_CALL_DISCONNECTED', true, /exit code 3/));
    assert.match(log[0] ?? '', /example\/\* of .*functions.ts \(module.yaml:3:1\) do not run: .*exit code 3/);
    await assert.rejects(call('echo', 'b'), failure('STATEFUN_FUNCTIONS_UNLOADED', true));
    for (;;) {
      const reply = await call('echo', 'c').catch(() => undefined);
      if (reply === 'c: hello') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  test('that can’t be loaded are told of, with the reason, and loaded when they can be', async (t) => {
    const { call, log, module } = transportTo(t, 'this is no program');
    await assert.rejects(call('echo', 'a'), failure('STATEFUN_FUNCTIONS_UNLOADED', true, /does not run: /));
    assert.equal(log.length, 1);
    writeFileSync(module, FUNCTIONS);
    for (;;) {
      const reply = await call('echo', 'b').catch(() => undefined);
      if (reply === 'b: hello') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  for (const [what, program, place] of [
    ['is no program', 'const a: number = 1;\nthis is none (', /functions\.ts:2\)/],
    ['throws', '\n\nthrow new Error("no luck");', /no luck \(.*functions\.ts:3:7\)/],
  ] as const) {
    test(`say where a module is wrong that ${what}`, async (t) => {
      const { call } = transportTo(t, program);
      await assert.rejects(call('echo', 'a'), failure('STATEFUN_FUNCTIONS_UNLOADED', true, place));
    });
  }

  test('say which imported program is no JavaScript', async (t) => {
    const { call, module } = transportTo(t, "import './wrong.mjs';");
    writeFileSync(join(module, '../wrong.mjs'), 'const a = = 1;');
    const place = /Unexpected token '=' \(.*wrong\.mjs\)/;
    await assert.rejects(call('echo', 'a'), failure('STATEFUN_FUNCTIONS_UNLOADED', true, place));
  });

  test('are not found in a module that exports none, or is not there', async (t) => {
    const none = transportTo(t, 'export default 7');
    await assert.rejects(
      none.call('echo', 'a'),
      failure('STATEFUN_FUNCTIONS_UNLOADED', true, /exports no StateFun, neither as default nor as statefun/),
    );
    const absent = transportTo(t, '', { module: join(import.meta.dirname, 'fixtures/absent.ts') });
    await assert.rejects(absent.call('echo', 'a'), failure('STATEFUN_FUNCTIONS_UNLOADED', true, /absent.ts/));
  });

  test('are aborted when the transport is closed', async (t) => {
    const { call, transport } = transportTo(t, FUNCTIONS);
    await call('echo', 'warm');
    const never = assert.rejects(call('never', 'a'), failure('STATEFUN_CALL_ABORTED', true));
    await transport.close();
    await never;
    await assert.rejects(call('echo', 'a'), failure('STATEFUN_CALL_ABORTED', true));
  });

  test('are given values of any size', async (t) => {
    const { transport } = transportTo(t, FUNCTIONS);
    const large = 'x'.repeat(10_000_000);
    const reply = await transport.call(requestTo('echo', 'a', large), LONG_MS);
    assert.equal(textOf(reply), `a: ${large}`);
  });
});
