import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { StateFun } from '../src/index.ts';
import { requestOf } from './call.ts';

test('bytes that are not a request are refused', async () => {
  const statefun = new StateFun();
  for (const [hex, message] of [
    ['ff', 'The request is not a ToFunction message.'],
    ['a20605', 'The request is not a ToFunction message.'],
    ['', 'The request holds no invocation.'],
    ['a20600', 'The request names no target.'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    await assert.rejects(statefun.invoke(Buffer.from(hex, 'hex')), {
      code: 'STATEFUN_REQUEST_INVALID',
      message,
    });
  }
});

test('a request goes to the function that is bound under its type', async () => {
  const statefun = new StateFun();
  const called: string[] = [];
  for (const typename of ['example/person', 'example/greeter', 'a/b/c']) {
    statefun.bind({ typename, fn: ({ self }) => void called.push(`${typename} ${self.id}`) });
  }
  await statefun.invoke(requestOf({ target: { namespace: 'example', type: 'greeter', id: '1' } }));
  await statefun.invoke(requestOf({ target: { namespace: 'a/b', type: 'c', id: '2' } }));
  assert.deepEqual(called, ['example/greeter 1', 'a/b/c 2']);
  const unbound = requestOf({ target: { namespace: 'a', type: 'c', id: '2' } });
  await assert.rejects(statefun.invoke(unbound), { code: 'STATEFUN_FUNCTION_UNBOUND' });
});

test('calls of different addresses run at the same time, and do not mix', async () => {
  const statefun = new StateFun();
  const waiting: (() => void)[] = [];
  statefun.bind({
    typename: 'example/person',
    async fn({ self }, message) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      assert.equal(message.targetAddress.id, self.id);
    },
  });
  const ids = ['1', '2', '3'];
  const calls = ids.map((id) =>
    statefun.invoke(requestOf({ target: { namespace: 'example', type: 'person', id } })),
  );
  assert.equal(waiting.length, ids.length);
  for (const go of waiting.toReversed()) go();
  assert.equal((await Promise.all(calls)).length, ids.length);
});

test('the package depends on the protocol alone', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    dependencies: object;
  };
  assert.deepEqual(Object.keys(manifest.dependencies), ['@statefun-ts/protocol']);
});
