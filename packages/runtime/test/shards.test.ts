import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import type { Runtime } from '../src/index.ts';
import {
  countingFunction,
  deadLetters,
  endpoint,
  moduleOf,
  put,
  serveFunction,
  start,
  take,
  temporaryDirectory,
} from './support.ts';

const IDS = Array.from({ length: 40 }, (_, i) => `id-${i}`);

/** Sends a message to each id; resolves to the counts that come out, by id. */
async function countAll(runtime: Runtime): Promise<Map<string, number>> {
  const statuses = await Promise.all(IDS.map((id) => put(runtime, id)));
  assert.deepEqual(new Set(statuses), new Set([200]));
  const counts = new Map<string, number>();
  for (let i = 0; i < IDS.length; i++) {
    const [id = '', count] = (await take(runtime)).split(' ');
    assert.equal(counts.has(id), false, `${id} comes out once`);
    counts.set(id, Number(count));
  }
  return counts;
}

/** Sends `count` messages to another address, which is in another shard mostly and counts them. */
const sendToAnother =
  (count: number) =>
  (request: InvocationBatchRequest): FromFunction => {
    const { target } = request;
    if (target?.type !== 'first') return countingFunction(request);
    const to = { namespace: 'example', type: 'counter', id: `to-${target.id}` };
    const argument = { typename: 'io.statefun.types/string', hasValue: true, value: Buffer.from('x') };
    return {
      incompleteInvocationContext: null,
      invocationResult: {
        stateMutations: [],
        outgoingMessages: Array.from({ length: count }, () => ({ target: to, argument })),
        delayedInvocations: [],
        outgoingEgresses: [],
      },
    };
  };

const all = (count: number): Map<string, number> => new Map(IDS.map((id) => [id, count]));

suite('an application in several threads', () => {
  test('addresses keep their state, whatever the number of shards is from start to start', async (t) => {
    const url = await serveFunction(t, countingFunction);
    const module = moduleOf(endpoint('example/*', url));
    const dataDir = await temporaryDirectory(t);
    for (const [round, shards] of [1, 3, 2, 8, undefined, 1].entries()) {
      const runtime = await start(t, { module, dataDir, shards });
      assert.deepEqual(await countAll(runtime), all(round + 1), `with ${shards} shards`);
      await runtime.stop();
      const stores =
        shards === undefined || shards === 8 ? 'shards-8' : shards === 1 ? 'rows' : `shards-${shards}`;
      assert.ok((await readdir(dataDir)).includes(stores), `${stores} is there`);
    }
  });

  test('functions of different threads send to each other, and in order', async (t) => {
    const url = await serveFunction(t, sendToAnother(20));
    const dataDir = await temporaryDirectory(t);
    const runtime = await start(t, { module: moduleOf(endpoint('example/*', url)), dataDir, shards: 4 });
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      assert.equal(await put(runtime, id, 'example/first'), 200);
      for (let number = 1; number <= 20; number++) assert.equal(await take(runtime), `to-${id} ${number}`);
    }
  });

  test('metrics and dead letters are of all threads together', async (t) => {
    const url = await serveFunction(t, countingFunction);
    const dataDir = await temporaryDirectory(t);
    const runtime = await start(t, { module: moduleOf(endpoint('example/*', url)), dataDir, shards: 3 });
    await countAll(runtime);
    for (const id of IDS) assert.equal(await put(runtime, id, 'unknown/type'), 200);
    const metrics = await (await fetch(`${runtime.urls['admin']}/metrics`)).text();
    for (const line of [
      'statefun_function_messages_handled_total{function="example/counter"} 40',
      'statefun_messages_handled_total 40',
      'statefun_dead_letters_total 40',
      'statefun_ready 1',
    ])
      assert.ok(metrics.includes(`${line}\n`), `${line} in\n${metrics.slice(0, 2_000)}`);
    const letters = await deadLetters(runtime.urls['admin'], 40);
    assert.deepEqual(
      new Set(letters.map(({ target }) => target)),
      new Set(IDS.map((id) => `unknown/type/${id}`)),
    );
    const pages = await paged(runtime, 7);
    assert.deepEqual(
      pages,
      letters.map(({ target }) => target),
    );
  });

  test('a store that can not be opened is told, and the process goes on', async (t) => {
    const url = await serveFunction(t, countingFunction);
    const module = moduleOf(endpoint('example/*', url));
    const dataDir = await temporaryDirectory(t);
    await (await start(t, { module, dataDir, shards: 2 })).stop();
    const first = await start(t, { module, dataDir, shards: undefined });
    await assert.rejects(start(t, { module, dataDir, shards: undefined }), { code: 'STATEFUN_STORE_LOCKED' });
    await assert.rejects(start(t, { module, dataDir, shards: 3 }), { code: 'STATEFUN_STORE_LOCKED' });
    assert.equal(await put(first, 'a'), 200);
    assert.deepEqual((await readdir(join(dataDir, 'shards-2'))).toSorted(), ['0', '1']);
  });
});

/** The targets of all dead letters, read page by page. */
async function paged(runtime: Runtime, limit: number): Promise<(string | undefined)[]> {
  const targets: (string | undefined)[] = [];
  for (let after = ''; ;) {
    const query = new URLSearchParams({ limit: String(limit), ...(after && { after }) });
    const reply = await fetch(`${runtime.urls['admin']}/dead-letters?${query.toString()}`);
    const { deadLetters: page } = (await reply.json()) as {
      deadLetters: { id: string; target?: string }[];
    };
    targets.push(...page.map(({ target }) => target));
    const last = page.at(-1);
    if (last === undefined) return targets;
    after = last.id;
  }
}
