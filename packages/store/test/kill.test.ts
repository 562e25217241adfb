import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import { openStore } from '../src/index.ts';
import { openForTest, temporaryDirectory } from './support.ts';

const ROWS = 50;
const KILLS = 25;

function startCommitter(directory: string) {
  const script = join(import.meta.dirname, 'children/committer.ts');
  const child = spawn(process.execPath, [script, directory, `${ROWS}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface({ input: child.stdout }) };
}

test(`${KILLS} times kill -9 while epochs are committed: every epoch that was told is there, and whole`, async (t) => {
  const directory = temporaryDirectory(t);
  const random = new Random(77);
  let last = 0;
  for (let round = 0; round < KILLS; round++) {
    const { child, lines } = startCommitter(directory);
    const killAfter = 1 + random.below(round % 5 === 0 ? 400 : 40);
    let told = last;
    let count = 0;
    for await (const line of lines) {
      if (line === `open ${last}`) continue;
      told = Number(line);
      if (++count === killAfter) setTimeout(() => child.kill('SIGKILL'), random.below(4));
    }
    assert.ok(count >= killAfter, 'it was killed, and did not end by itself');

    const store = await openStore({ directory, reserveBytes: 0 });
    const epoch = store.epoch;
    assert.ok(epoch === told || epoch === told + 1, `epoch ${epoch} is there, ${told} was told`);
    const number = (key: string): number => Number(store.get(key)?.toString().trim());
    assert.equal(number('counter'), epoch);
    for (let row = 0; row < ROWS; row++) assert.equal(number(`row/${row}`), epoch, `row ${row}`);
    const queue = await store.scan('queue/', 'queue0', 10);
    assert.deepEqual(
      queue.map(({ key }) => key),
      [`queue/${epoch}`],
    );
    await store.close();
    last = epoch;
  }
});

test('a second process is told which one has the store, and gets it when that one is killed', async (t) => {
  const directory = temporaryDirectory(t);
  const { child, lines } = startCommitter(directory);
  t.after(() => child.kill('SIGKILL'));
  await once(lines, 'line');
  await assert.rejects(openStore({ directory }), {
    name: 'StoreError',
    code: 'STATEFUN_STORE_LOCKED',
    message: new RegExp(`The store in ${directory} is open in process ${child.pid} on host`),
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await openForTest(t, directory);
  await assert.rejects(openStore({ directory }), {
    code: 'STATEFUN_STORE_LOCKED',
    message: /is open in this process itself/,
  });
  await store.close();
  await (await openForTest(t, directory)).close();
});
