import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startBroker, TestClient } from '../src/index.ts';

test('a broker keeps its records over kill -9 and restart, and leaves nothing when it stops', async () => {
  const broker = await startBroker();
  const client = new TestClient(broker.bootstrap);
  try {
    const topic = await client.createTopic();
    await client.produce(topic, [
      { key: 'a', value: '1' },
      { key: null, value: null },
    ]);
    await broker.kill();
    await broker.restart();
    const records = await client.consumeAll(topic);
    assert.deepEqual(
      records.map(({ offset, key, value }) => [offset, key?.toString(), value?.toString()]),
      [
        [0, 'a', '1'],
        [1, undefined, undefined],
      ],
    );
  } finally {
    await client.close();
    await broker.stop();
  }
  assert.equal(existsSync(broker.logDirectory), false);
});

test('a broker ends when its parent is killed with SIGKILL', async () => {
  const index = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const code = `const { startBroker } = await import(${index}); const broker = await startBroker();
    console.log(broker.logDirectory); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const logDirectory = output.toString().trim();
  assert.equal(existsSync(logDirectory), true);
  parent.kill('SIGKILL');
  // The supervisor removes the folder after the broker's process has ended.
  while (existsSync(logDirectory)) await delay(50);
});

test('a command gets a broker by STATEFUN_TEST_KAFKA, and its exit code is passed on', async () => {
  const code = `const { TestClient, sharedBroker } = await import(process.argv[1]);
    const client = new TestClient(await sharedBroker());
    await client.createTopic('made-by-command');
    await client.close();
    process.exitCode = process.env.STATEFUN_TEST_KAFKA === client.bootstrap ? 7 : 1;`;
  const main = new URL('../main.ts', import.meta.url).pathname;
  const index = new URL('../src/index.ts', import.meta.url).href;
  const command = [process.execPath, '--input-type=module', '-e', code, index];
  const { STATEFUN_TEST_KAFKA: _, ...env } = process.env;
  const run = spawn(process.execPath, [main, 'run', '--', ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  assert.deepEqual(await once(run, 'exit'), [7, null]);
});

test('a missing Java is explained in one sentence', async () => {
  const index = new URL('../src/index.ts', import.meta.url).href;
  const code = `const { startBroker } = await import(process.argv[1]);
    await startBroker().catch((error) => console.log(error.message));`;
  const args = ['--input-type=module', '-e', code, index];
  const run = spawn(process.execPath, args, {
    env: { PATH: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(run.stdout, 'data')) as [Buffer];
  assert.match(output.toString(), /need a Java runtime.*'java' does not run here\. Install it/);
});
