import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmulator, TestClient } from '../src/index.ts';

const index = new URL('../src/index.ts', import.meta.url).href;

test('a stream gives what was put, from all shards, over a split and a merge', async (t) => {
  const emulator = await startEmulator();
  const client = new TestClient(emulator.endpoint);
  t.after(async () => {
    client.close();
    await emulator.stop();
  });
  const stream = await client.createStream();
  const values = async (): Promise<string[]> => (await client.readOn(stream)).map(({ value }) => value);
  await client.put(stream, [{ key: 'a', value: '1' }]);
  await client.split(stream, 'shardId-000000000000');
  await client.put(stream, [{ key: 'a', value: '2' }]);
  assert.deepEqual(await values(), ['1', '2']);
  await client.merge(stream, 'shardId-000000000001', 'shardId-000000000002');
  await client.put(stream, [{ key: 'a', value: '3' }]);
  assert.deepEqual(await values(), ['3']);
  await client.deleteStream(stream);
});

test('an emulator ends when its parent is killed with SIGKILL', async () => {
  const code = `const { startEmulator } = await import(process.argv[1]); const { endpoint } = await startEmulator();
    console.log(endpoint); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code, index], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const url = `${output.toString().trim()}/healthcheck`;
  assert.equal((await fetch(url)).status, 200);
  parent.kill('SIGKILL');
  const isUp = (): Promise<boolean> =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (await isUp()) await delay(50);
});

test('a command gets an emulator by STATEFUN_TEST_KINESIS, and its exit code is passed on', async () => {
  const code = `const { TestClient, sharedEmulator } = await import(process.argv[1]);
    const endpoint = await sharedEmulator();
    const client = new TestClient(endpoint);
    await client.createStream();
    client.close();
    process.exitCode = process.env.STATEFUN_TEST_KINESIS === endpoint ? 7 : 1;`;
  const main = new URL('../main.ts', import.meta.url).pathname;
  const command = [process.execPath, '--input-type=module', '-e', code, index];
  const { STATEFUN_TEST_KINESIS: _, ...env } = process.env;
  const run = spawn(process.execPath, [main, 'run', '--', ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  assert.deepEqual(await once(run, 'exit'), [7, null]);
});
