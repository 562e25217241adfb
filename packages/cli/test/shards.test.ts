// An application in several threads, as its users have it: started, killed, changed and broken from outside.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { counter } from './counter.ts';
import type { Urls } from './support.ts';
import { application, invoke, launch, moduleYaml, put, serve, start, take } from './support.ts';

const IDS = Array.from({ length: 12 }, (_, i) => `id-${i}`);

/** A message to each id: the counts that come out are all `count`. After kill -9 some of before may come once more. */
async function countAll(urls: Urls, count: number): Promise<void> {
  for (const id of IDS) assert.equal(await put(urls, `example/counter/${id}`), 200);
  const missing = new Set(IDS.map((id) => `${id} ${count}`));
  while (missing.size > 0) {
    const record = await take(urls);
    const isNew = missing.delete(record);
    assert.ok(isNew || Number(record.split(' ')[1]) < count, `${record} comes out once`);
  }
}

test('state outlives kill -9 and another number of threads; without a number it stays what it is', async (t) => {
  const cwd = await application(t, moduleYaml({ url: await serve(t, counter()) }));
  const first = await start(t, { cwd }, '--shards', '3');
  await countAll(first.urls, 1);
  first.kill('SIGKILL');
  await first.ended;

  const second = await start(t, { cwd }, '--shards', '2');
  assert.ok(second.records.some(({ msg }) => msg === 'the store is spread over 2 shards, and was over 3'));
  await countAll(second.urls, 2);
  second.kill('SIGTERM');
  assert.equal(await second.ended, 0);

  const third = await start(t, { cwd });
  await countAll(third.urls, 3);
  third.kill('SIGTERM');
  assert.equal(await third.ended, 0);
  assert.ok(existsSync(join(cwd, '.statefun/shards-2')));
});

test('dead letters are listed from all threads, and from all stores when nothing runs', async (t) => {
  const cwd = await application(t, moduleYaml());
  const running = await start(t, { cwd }, '--shards', '2');
  for (const id of IDS) assert.equal(await put(running.urls, `unknown/type/${id}`), 200);
  running.kill('SIGTERM');
  await running.ended;
  const { code, stdout } = await invoke(['dead-letters', 'list', '--json'], { cwd });
  assert.equal(code, 0);
  const targets = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { target: string }).target);
  assert.deepEqual(targets.toSorted(), IDS.map((id) => `unknown/type/${id}`).toSorted());
});

test('a number that can not be is a wrong setting', async (t) => {
  const cwd = await application(t, moduleYaml());
  const { code, stderr } = await invoke(['run', '--shards', '9'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /--shards.*a whole number from 1 to 8/);
});

const EXTENSION = import.meta.resolve('@statefun-ts/extension');

/** A transport that does something first, and then calls by HTTP. */
const transportThat = (does: string, url: string): string => `
import { byteTransport, defineExtension, defineTransport } from ${JSON.stringify(EXTENSION)};
const send = async (body) => {
  ${does}
  const reply = await fetch(${JSON.stringify(url)}, { method: 'POST', body });
  return new Uint8Array(await reply.arrayBuffer());
};
export default defineExtension({
  apiVersion: 1,
  transports: [
    defineTransport({
      type: 'com.example/own',
      summary: 'A transport.',
      urlSchemes: ['own'],
      fields: {},
      create: () => byteTransport({ send }),
    }),
  ],
});
`;

const OWN_MODULE = moduleYaml({ url: 'own://somewhere\n  transport: {type: com.example/own}' });

test('an extension runs in each thread; what it does not catch there is logged, and ends nothing', async (t) => {
  const cwd = await application(t, OWN_MODULE);
  const url = await serve(t, counter());
  const does = "setTimeout(() => { throw new Error('thrown in a timer'); }, 1);";
  await writeFile(join(cwd, 'own.ts'), transportThat(does, url));
  const running = await start(t, { cwd }, '--shards', '2', '--extension', './own.ts');
  await countAll(running.urls, 1);
  const fault = await running.logged(/extension \.\/own\.ts .*thrown in a timer/);
  assert.deepEqual([fault.level, fault['code']], ['error', 'STATEFUN_EXTENSION_FAILED']);
  await countAll(running.urls, 2);
  running.kill('SIGTERM');
  assert.equal(await running.ended, 0);
});

test('an extension that ends its thread is replaced, and nothing is lost', async (t) => {
  const cwd = await application(t, OWN_MODULE);
  const url = await serve(t, counter());
  const does = `if (!fs.existsSync('ended')) { fs.writeFileSync('ended', ''); process.exit(5); }`;
  await writeFile(join(cwd, 'own.ts'), `import fs from 'node:fs';${transportThat(does, url)}`);
  const running = await start(t, { cwd }, '--shards', '2', '--extension', './own.ts');
  await countAll(running.urls, 1);
  const fault = await running.logged(/extension \.\/own\.ts has no thread any more/);
  assert.deepEqual([fault.level, fault['code']], ['error', 'STATEFUN_EXTENSION_FAILED']);
  running.kill('SIGTERM');
  assert.equal(await running.ended, 0);
});

/** Ends the threads of shards when there is a file `end`. */
const ENDING = `
import { existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
if (workerData?.directory !== undefined) setInterval(() => existsSync('end') && process.exit(), 20);
`;

test('a thread of a shard that ends by itself ends the process, and nothing is lost', async (t) => {
  const cwd = await application(t, moduleYaml({ url: await serve(t, counter()) }));
  await writeFile(join(cwd, 'ending.mjs'), ENDING);
  const options = { cwd, env: { NODE_OPTIONS: '--import ./ending.mjs' } };
  const running = await start(t, options, '--shards', '2');
  assert.equal(await put(running.urls, 'example/counter/a'), 200);
  await writeFile(join(cwd, 'end'), '');
  assert.match((await running.logged(/The thread of shard/)).level, /fatal/);
  assert.equal(await running.ended, 1);
  const again = await start(t, { cwd });
  assert.equal(await take(again.urls), 'a 1');
});

test('what an extension makes of its fields must be plain data for other threads', async (t) => {
  const cwd = await application(t, OWN_MODULE);
  const extension = transportThat('', '').replace(
    'fields: {},',
    'fields: { done: integer(1, 9).prefault(1).transform((value) => () => value) },',
  );
  await writeFile(join(cwd, 'own.ts'), extension.replace('byteTransport,', 'integer, byteTransport,'));
  const running = launch(t, ['run', '--admin-port', '0', '--shards', '2', '--extension', './own.ts'], {
    cwd,
  });
  const told = await running.logged(/can.t go to another thread/);
  assert.equal(told['code'], 'STATEFUN_EXTENSION_INVALID');
  assert.notEqual(await running.ended, 0);
});
