// Extensions in threads of their own: what would end or hold up the runtime takes the extension alone, which begins anew.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { StatefunError } from '@statefun-ts/protocol';
import { countingFunction, deadLetters, put, serveFunction, take } from '../support.ts';
import { linesOf } from './guest.ts';
import type { Application } from './support.ts';
import { problemsOf, run, until } from './support.ts';

const PLAYGROUND = `
---
kind: io.statefun.playground.v1/ingress
spec: {port: 0}
`;
const TOPICS = `
---
kind: io.statefun.playground.v1/egress
spec: {port: 0, topics: [counts]}
`;

/** Functions by the transport of the extension, and others by its endpoint. */
const functions = (trap = '') => `
kind: io.statefun.endpoints.v2/http
spec:
  functions: example/*
  urlPathTemplate: own://somewhere/{function.name}
  transport: {type: com.example/own, call: 20s, ${trap}}
${PLAYGROUND}`;

const component = (kind: string, id: string, fields: string) => `
---
kind: com.example.v1/${kind}
spec: {id: ${id}, ${fields}}
`;

const trap = (directory: string, where: string, how = 'loop') =>
  `where: ${where}, how: ${how}, done: ${join(directory, 'done')}`;

/** The records of the playground's egress, as the extension's egress writes them to a file. */
const FILE_EGRESS = 'io.statefun.playground/egress';
const fileIn = (directory: string) => join(directory, 'out');
const writtenIn = ({ directory }: Application): string[] =>
  linesOf(fileIn(directory)).map((line) => /payload":"([^"]*)"/.exec(line)?.[1] ?? line);

const named = ({ log }: Application): string | undefined =>
  log.find((line) => line.startsWith('error The extension ./guest.ts '));

const SILENT = /The extension \.\/guest\.ts has not let go of its thread for 1\.5 s, at /;
const LOOPS = new RegExp(String.raw`${SILENT.source}loop \(file:.*/guest\.ts:\d+:\d+\)\. `);

/** What the counting function sends. */
const record = (payload: string) => JSON.stringify({ topic: 'counts', payload });
const sending = (payload: string) => JSON.stringify(`send ${record(payload)}`);

for (const shards of [1, 2]) {
  test(`transport, ingress and egress work from threads of their own, with ${shards} shards`, async (t) => {
    const application = await run(
      t,
      (directory) =>
        functions() +
        component('source', 'example/in', 'count: 30') +
        component('file', FILE_EGRESS, `file: ${fileIn(directory)}`),
      { shards },
    );
    await application.runtime.whenReady();
    await until(() => writtenIn(application).length === 30);
    const expected = Array.from({ length: 30 }, (_, i) => `s${i % 10} ${Math.floor(i / 10) + 1}`);
    assert.deepEqual(writtenIn(application).toSorted(), expected.toSorted());
    assert.equal(await put(application.runtime, 'Ada'), 200);
    await until(() => writtenIn(application).includes('Ada 1'));
    assert.deepEqual(linesOf(`${fileIn(application.directory)}.starts`), ['1 1']);
    await application.runtime.stop();

    const again = await run(
      t,
      (directory) =>
        functions() +
        component('source', 'example/in', 'count: 40') +
        component('file', FILE_EGRESS, `file: ${fileIn(directory)}`),
      { directory: application.directory, shards },
    );
    await until(() => writtenIn(again).length === 41);
    assert.deepEqual(linesOf(`${fileIn(again.directory)}.starts`), ['1 1', '2 2']);
  });

  for (const how of ['loop', 'exit', 'wait', 'starve']) {
    test(`a transport that comes to ${how} in a call: what was under way is called again, with ${shards} shards`, async (t) => {
      const yaml = (directory: string) => functions(trap(directory, 'call Bad', how)) + TOPICS;
      const application = await run(t, yaml, { shards });
      await application.runtime.whenReady();
      assert.equal(await put(application.runtime, 'Bad'), 200);
      assert.equal(await put(application.runtime, 'Ada'), 200);
      const taken = [await take(application.runtime), await take(application.runtime)];
      assert.deepEqual(taken.toSorted(), ['Ada 1', 'Bad 1']);
      const said =
        how === 'exit'
          ? /has no thread any more: it ended itself with exit code 7/
          : how === 'loop'
            ? LOOPS
            : SILENT;
      assert.match(named(application) ?? '', said);
      assert.equal(await put(application.runtime, 'Bad'), 200);
      assert.equal(await take(application.runtime), 'Bad 2');
    });
  }

  test(`an ingress that loops while it reads: each record takes effect once, with ${shards} shards`, async (t) => {
    const application = await run(
      t,
      (directory) =>
        functions() +
        component('source', 'example/in', `count: 60, ${trap(directory, 'push 30')}`) +
        component('file', FILE_EGRESS, `file: ${fileIn(directory)}`),
      { shards },
    );
    await until(() => problemsOf(application) !== '');
    assert.match(
      problemsOf(application),
      new RegExp(`^example/in STATEFUN_EXTENSION_LOOPS ${LOOPS.source}`, 'm'),
    );
    await until(() => new Set(linesOf(fileIn(application.directory))).size === 60);
    const counts = Array.from({ length: 60 }, (_, i) => `s${i % 10} ${Math.floor(i / 10) + 1}`);
    // What was out and not yet known to be goes out once more, and is the same.
    assert.deepEqual([...new Set(writtenIn(application))].toSorted(), counts.toSorted());
    await application.runtime.whenReady();
  });

  test(`an egress that loops while it sends: each record is out, in order, with ${shards} shards`, async (t) => {
    const application = await run(
      t,
      (directory) =>
        functions() +
        component('source', 'example/in', 'count: 60') +
        component('file', FILE_EGRESS, `file: ${fileIn(directory)}, ${trap(directory, sending('s3 4'))}`),
      { shards },
    );
    await until(() => new Set(linesOf(fileIn(application.directory))).size === 60);
    for (let id = 0; id < 10; id++) {
      const counts = [...new Set(writtenIn(application).filter((record) => record.startsWith(`s${id} `)))];
      assert.deepEqual(
        counts,
        Array.from({ length: 6 }, (_, i) => `s${id} ${i + 1}`),
      );
    }
    assert.match(named(application) ?? '', LOOPS);
    await application.runtime.whenReady();
  });

  test(`an egress that ends its thread at a record that it is to admit: that one is set aside, with ${shards} shards`, async (t) => {
    const application = await run(
      t,
      (directory) =>
        functions() +
        component(
          'file',
          FILE_EGRESS,
          `file: ${fileIn(directory)}, where: ${JSON.stringify(`admit ${record('Bad 1')}`)}`,
        ),
      { shards },
    );
    await application.runtime.whenReady();
    for (const id of ['Bad', 'odd', 'Ada', 'Bad', 'Bob'])
      assert.equal(await put(application.runtime, id), 200);
    await until(() => writtenIn(application).length === 3);
    assert.deepEqual(writtenIn(application).toSorted(), ['Ada 1', 'Bad 2', 'Bob 1']);
    const letters = await deadLetters(application.runtime.urls['admin'], 2);
    const reasons = letters.map(({ code, message }) => `${code} ${message}`).toSorted();
    assert.match(
      reasons[0] ?? '',
      /^STATEFUN_EXTENSION_FAILED The egress .* of the extension \.\/guest\.ts failed: it is odd; the record is set aside/,
    );
    assert.match(
      reasons[1] ?? '',
      new RegExp(`^STATEFUN_EXTENSION_LOOPS ${LOOPS.source}.*it was admitting this record`),
    );
  });
}

/** Functions that no extension has to do with. */
const near = async (t: TestContext): Promise<string> => `
---
kind: io.statefun.endpoints.v2/http
spec: {functions: near/*, urlPathTemplate: "${await serveFunction(t, countingFunction)}"}
`;

test('while an extension loops, nothing else waits for it', async (t) => {
  const others = await near(t);
  const yaml = (directory: string) => functions(trap(directory, 'call Bad')) + others + TOPICS;
  const application = await run(t, yaml, { extensionLoopMs: 10_000 });
  assert.equal(await put(application.runtime, 'Bad'), 200);
  for (let count = 1; count <= 50; count++) {
    assert.equal(await put(application.runtime, 'Ada', 'near/counter'), 200);
    assert.equal(await take(application.runtime), `Ada ${count}`);
  }
  assert.equal(await take(application.runtime), 'Bad 1');
  assert.match(named(application) ?? '', /has not let go of its thread for 10 s/);
});

const BROKER = 'example/own STATEFUN_EXTENSION_FAILED the broker is away';

test('an ingress with a port that loops has its port again, and says again what troubles it', async (t) => {
  const application = await run(
    t,
    (directory) =>
      functions() + TOPICS + component('listener', 'example/own', trap(directory, 'request Bad')),
  );
  await until(() => problemsOf(application) === BROKER);
  const url = (): string => application.runtime.urls['example/own'] ?? '';
  assert.equal((await fetch(`${url()}/Ada`)).status, 200);
  await assert.rejects(fetch(`${url()}/Bad`));
  await until(() => problemsOf(application) !== BROKER);
  await until(() => problemsOf(application) === BROKER);
  assert.match(named(application) ?? '', LOOPS);
  assert.equal((await fetch(`${url()}/Bad`)).status, 200);
  assert.deepEqual([await take(application.runtime), await take(application.runtime)].toSorted(), [
    'Ada 1',
    'Bad 1',
  ]);
});

for (const where of ['create', 'listen']) {
  test(`an extension that loops in ${where} keeps the application from starting, and is named`, async (t) => {
    const looping = `where: ${where}`;
    const yaml = () =>
      where === 'create'
        ? functions(looping) + TOPICS
        : functions() + TOPICS + component('listener', 'example/own', looping);
    await assert.rejects(run(t, yaml), (error: StatefunError) => {
      assert.match(error.message, LOOPS);
      return error.code === 'STATEFUN_EXTENSION_LOOPS';
    });
  });
}

test('an ingress that loops in start shows in the status until it does not', async (t) => {
  const application = await run(
    t,
    (directory) => functions() + TOPICS + component('listener', 'example/own', trap(directory, 'start')),
  );
  await until(() => problemsOf(application).includes('STATEFUN_EXTENSION_LOOPS'));
  await application.runtime.whenReady();
  assert.equal((await fetch(`${application.runtime.urls['example/own']}/Ada`)).status, 200);
});

for (const where of ['stop', 'close']) {
  test(`an extension that loops in ${where} does not keep the application from its end`, async (t) => {
    const looping = `where: ${where}`;
    const yaml = () =>
      where === 'close'
        ? functions(looping) + TOPICS
        : functions() + TOPICS + component('listener', 'example/own', looping);
    const application = await run(t, yaml);
    await application.runtime.whenReady();
    assert.equal(await put(application.runtime, 'Ada'), 200);
    assert.equal(await take(application.runtime), 'Ada 1');
    await application.runtime.stop();
    assert.match(named(application) ?? '', LOOPS);
  });
}

test('a call may have more time than a timer takes', async (t) => {
  const application = await run(t, () => functions().replace('call: 20s', 'call: 60d') + TOPICS);
  assert.equal(await put(application.runtime, 'Ada'), 200);
  assert.equal(await take(application.runtime), 'Ada 1');
  assert.deepEqual(
    application.log.filter((line) => line.includes('has not ended')),
    [],
  );
});

test('an extension that loops whenever it runs is tried again and again, and all else goes on', async (t) => {
  const others = await near(t);
  const yaml = () => functions() + others + TOPICS + component('source', 'example/in', 'where: read');
  const application = await run(t, yaml, { extensionLoopMs: 1_000 });
  await until(() => application.log.filter((line) => line.startsWith('error The extension')).length >= 3);
  assert.match(problemsOf(application), /^example\/in STATEFUN_EXTENSION_LOOPS/m);
  assert.equal(await put(application.runtime, 'Ada', 'near/counter'), 200);
  assert.equal(await take(application.runtime), 'Ada 1');
});

test('an endpoint of an extension calls by the transport of another one', async (t) => {
  const relayed = '\n---\nkind: com.example.v1/relay\nspec: {functions: relayed/*, call: 20s}\n';
  const application = await run(t, () => relayed + PLAYGROUND + TOPICS);
  for (const count of [1, 2, 3, 4]) {
    assert.equal(await put(application.runtime, 'Ada', 'relayed/counter'), 200);
    assert.equal(await take(application.runtime), `Ada ${count}`);
  }
});

test('what an extension logs need not be what a log takes: it is told, and no record is lost', async (t) => {
  const application = await run(
    t,
    () => functions() + TOPICS + component('source', 'example/in', 'count: 6, where: log'),
  );
  const taken = new Set<string>();
  while (taken.size < 6) taken.add(await take(application.runtime));
  assert.deepEqual([...taken].toSorted(), ['s0 1', 's1 1', 's2 1', 's3 1', 's4 1', 's5 1']);
  assert.deepEqual(
    application.log.filter((line) => line.includes('loud')),
    ['info it is loud', 'info it is loud'],
  );
});

test('an ingress that does not hold back when it is to is named, and its thread replaced', async (t) => {
  const yaml = () => functions() + TOPICS + component('source', 'example/in', 'where: flood');
  const application = await run(t, yaml, { extensionLoopMs: 30_000 });
  await until(() => named(application) !== undefined);
  assert.match(named(application) ?? '', /its ingress example\/in does not hold back when it is to pause/);
});
