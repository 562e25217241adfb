import assert from 'node:assert/strict';
import { test } from 'node:test';
import { application, invoke, moduleYaml, put, start, temporaryDirectory } from '../support.ts';

test('dead letters are listed from the running process, and from the store when none runs', async (t) => {
  const cwd = await application(t, moduleYaml());
  const running = await start(t, { cwd });
  assert.equal(await put(running.urls, 'nobody/home/Bob'), 200);
  const port = new URL(running.urls.admin).port;
  const live = await invoke(['dead-letters', 'list', '--admin-port', port], { cwd });
  assert.equal(live.code, 0, live.stderr);
  assert.match(
    live.stdout,
    /STATEFUN_FUNCTION_UNKNOWN {2}io\.statefun\.playground\/ingress → nobody\/home\/Bob\n/,
  );

  running.kill('SIGTERM');
  await running.ended;
  const stored = await invoke(['dead-letters', 'list', '--json', '--admin-port', port], { cwd });
  assert.equal(stored.code, 0, stored.stderr);
  const letter = JSON.parse(stored.stdout) as Record<string, string>;
  assert.equal(letter['code'], 'STATEFUN_FUNCTION_UNKNOWN');
  assert.equal(letter['target'], 'nobody/home/Bob');
  assert.equal(letter['typename'], 'example/Ping');
});

test('the admin API of another application is not mistaken for the one with this store', async (t) => {
  const other = await start(t, { cwd: await application(t, moduleYaml()) });
  const cwd = await temporaryDirectory(t);
  const result = await invoke(['dead-letters', 'list', '--admin-port', new URL(other.urls.admin).port], {
    cwd,
  });
  assert.equal(result.code, 4);
  assert.match(result.stderr, /STATEFUN_STORE_ABSENT/);
});
