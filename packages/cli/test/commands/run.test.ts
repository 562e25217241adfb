import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { counter } from '../counter.ts';
import {
  application,
  invoke,
  launch,
  moduleYaml,
  put,
  serve,
  start,
  take,
  temporaryDirectory,
} from '../support.ts';

test('it says when it is ready, logs to standard error only, and SIGTERM stops it with exit code 0', async (t) => {
  const cwd = await application(t, moduleYaml());
  const running = await start(t, { cwd });
  const ready = running.records.find(({ msg }) => msg.startsWith('ready'));
  assert.equal(typeof ready?.['startupMs'], 'number');
  assert.equal((await fetch(`${running.urls.admin}/readyz`)).status, 200);
  running.kill('SIGTERM');
  assert.equal(await running.ended, 0);
  assert.equal(running.stdout(), '');
  assert.equal(running.records.at(-1)?.msg, 'stopped');
});

test('SIGINT stops it with exit code 0, too', async (t) => {
  const running = await start(t, { cwd: await application(t, moduleYaml()) });
  running.kill('SIGINT');
  assert.equal(await running.ended, 0);
});

test('a signal to npm stops it, too, though the shell in between does not pass it on', async (t) => {
  const cwd = await application(t, moduleYaml());
  const running = await start(t, { cwd, env: { npm_lifecycle_event: 'start' }, shell: true });
  running.kill('SIGTERM');
  await running.logged(/^stopped$/);
  await running.ended;
  await assert.rejects(fetch(running.urls.admin), 'its ports are free');
});

test('all settings are logged at start, and where they come from', async (t) => {
  const cwd = await application(t, moduleYaml());
  await writeFile(join(cwd, 'statefun.config.yaml'), 'name: from-file\ndrain-timeout: 2s\n');
  const running = await start(
    t,
    { cwd, env: { STATEFUN_NAME: 'from-env' } },
    '--set',
    'statefun.embedded=true',
  );
  const settings = running.records.find(({ msg }) => msg === 'settings')?.['settings'];
  assert.deepEqual(settings, {
    module: './module.yaml',
    'modules-dir': 'off',
    extension: 'off',
    data: './.statefun',
    name: 'from-env (STATEFUN_NAME)',
    host: '127.0.0.1',
    'admin-port': '0 (--admin-port)',
    'admin-host': '127.0.0.1',
    shards: 'auto',
    'calls-in-flight': '1024',
    'drain-timeout': '2s (statefun.config.yaml:2)',
    'kafka-mark-ahead': 'refuse',
    'dead-letter-egress': 'off',
    'log-level': 'info',
    'log-format': 'auto',
  });
  assert.ok(
    running.records.some(
      ({ level, msg }) => level === 'warn' && /'statefun\.embedded' has no meaning/.test(msg),
    ),
  );
});

test('kill -9 and a start lose nothing and repeat nothing, over and over', async (t) => {
  const url = await serve(t, counter());
  const cwd = await application(t, moduleYaml({ url }));
  const ids = ['a', 'b', 'c'];
  const rounds = 4;
  for (let round = 0; round < rounds; round++) {
    const running = await start(t, { cwd });
    const statuses = await Promise.all(ids.map((id) => put(running.urls, `example/counter/${id}`)));
    assert.deepEqual(statuses, [200, 200, 200]);
    running.kill('SIGKILL');
    assert.equal(await running.ended, 'SIGKILL');
  }
  const last = await start(t, { cwd });
  const got: string[] = [];
  for (let i = 0; i < rounds * ids.length; i++) got.push(await take(last.urls));
  const expected = ids.flatMap((id) => Array.from({ length: rounds }, (_, i) => `${id} ${i + 1}`));
  assert.deepEqual(got.toSorted(), expected);
  assert.equal((await fetch(`${last.urls.egress}/counts`)).status, 404);
});

test('a stop waits for the call under way; a second signal stops at once, and nothing is lost', async (t) => {
  const called = Promise.withResolvers<void>();
  const gate = { hold: Promise.withResolvers<void>().promise };
  const url = await serve(
    t,
    counter(() => {
      called.resolve();
      return gate.hold;
    }),
  );
  const cwd = await application(t, moduleYaml({ url }));
  const running = await start(t, { cwd }, '--drain-timeout', '10min');
  assert.equal(await put(running.urls, 'example/counter/a'), 200);
  await called.promise;
  running.kill('SIGTERM');
  await running.logged(/^SIGTERM: stopping in order/);
  const again = setInterval(() => {
    running.kill('SIGTERM');
  }, 50);
  assert.equal(await running.ended, 143);
  clearInterval(again);
  gate.hold = Promise.resolve();
  const next = await start(t, { cwd });
  assert.equal(await take(next.urls), 'a 1');
});

test('a wrong module is shown with line and column, and ends with exit code 3', async (t) => {
  const cwd = await application(t, moduleYaml().replace('urlPathTemplate', 'urlPathTemplat'));
  const running = launch(t, ['run', '--admin-port', '0'], { cwd });
  const problem = await running.logged(/urlPathTemplat/);
  assert.match(String(problem['place']), /^\.\/module\.yaml:\d+:\d+$/);
  assert.equal(await running.ended, 3);
});

test('without a module file it says so, and how to name one', async (t) => {
  const result = await invoke(['run', '--log-format', 'pretty'], { cwd: await temporaryDirectory(t) });
  assert.equal(result.code, 3);
  assert.match(result.stderr, /no file \.\/module\.yaml/);
  assert.match(result.stderr, /--module FILE/);
});

test('a port in use is named with its place in the module and its owner, and ends with exit code 4', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const cwd = await application(t, moduleYaml({ port }));
  const result = await invoke(['run', '--admin-port', '0'], { cwd });
  assert.equal(result.code, 4);
  assert.match(
    result.stderr,
    new RegExp(`ingress \\(\\./module\\.yaml:\\d+:\\d+\\) can't listen on 127\\.0\\.0\\.1:${port}`),
  );
  if (process.platform === 'linux') assert.match(result.stderr, new RegExp(`process ${process.pid} `));
  assert.match(result.stderr, /STATEFUN_PORT_IN_USE/);
});

test('a store that another process has open ends with exit code 4 and names that process', async (t) => {
  const cwd = await application(t, moduleYaml());
  const first = await start(t, { cwd });
  const second = await invoke(['run', '--admin-port', '0'], { cwd });
  assert.equal(second.code, 4);
  assert.match(second.stderr, new RegExp(`STATEFUN_STORE_LOCKED.*process ${first.pid} `));
});

test('a rejection that nobody handles is logged and ends it with exit code 1', async (t) => {
  const cwd = await application(t, moduleYaml());
  const fault = join(cwd, 'fault.mjs');
  await writeFile(fault, `process.on('SIGUSR2', () => void Promise.reject(new Error('the unexpected')));`);
  const running = await start(t, { cwd, env: { NODE_OPTIONS: `--import=${fault}` } });
  running.kill('SIGUSR2');
  const record = await running.logged(/unexpected: Error: the unexpected/);
  assert.equal(record.level, 'fatal');
  assert.equal(await running.ended, 1);
});

test('a wrong setting, an unknown flag and an unknown command end with exit code 2', async (t) => {
  const cwd = await temporaryDirectory(t);
  for (const args of [
    ['run', '--admin-port', '65536'],
    ['run', '--adminport', '1'],
    ['walk'],
    ['run', '--set', 'nonsense=1'],
  ]) {
    const result = await invoke(args, { cwd });
    assert.equal(result.code, 2, args.join(' '));
    assert.match(result.stderr, /STATEFUN_SETTING|statefun --help, and statefun COMMAND --help, say/);
    assert.equal(result.stdout, '');
  }
});
