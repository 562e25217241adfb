import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { asyncSpec, echo, failure, httpServer, okHttpSpec, requestTo } from './support.ts';
import { temporaryDirectory, textOf, transportTo } from './support.ts';

const BUDGET_MS = 20_000;

for (const [name, spec] of [
  ['async', asyncSpec()],
  ['okhttp', okHttpSpec()],
] as const) {
  test(`${name}: calls go over a Unix domain socket, to the path that follows it`, async (t) => {
    const path = join(temporaryDirectory(t), 'functions.sock');
    const seen: IncomingMessage[] = [];
    const listener = (...[request, response]: Parameters<typeof echo>) => {
      seen.push(request);
      echo(request, response);
    };
    const server = await httpServer(t, listener, path);
    for (const scheme of ['http', 'https']) {
      const url = `${scheme}+unix://${path}/statefun/{function.name}?key=a`;
      const transport = transportTo(t, url, spec);
      for (let call = 0; call < 3; call++)
        assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
    }
    await transportTo(t, server.url, spec).call(requestTo('greeter', 'bob'), BUDGET_MS);
    assert.deepEqual([seen[0]?.url, seen[0]?.headers.host], ['/statefun/greeter?key=a', 'unused']);
    assert.equal(seen.at(-1)?.url, '/');
    assert.equal(server.connections(), 3, 'they are kept alive');
  });

  test(`${name}: a Unix domain socket that nobody listens at is transient, and named`, async (t) => {
    const path = join(temporaryDirectory(t), 'functions.sock');
    const transport = transportTo(t, `http+unix://${path}/fn?token=secret`, spec);
    const call = () => transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS);
    const missing = new RegExp(`at http\\+unix://${path}/fn\\?token=… failed: .*ENOENT`);
    await assert.rejects(call(), failure('STATEFUN_CALL_CONNECT', true, missing));
    const server = await httpServer(t, echo, path);
    assert.equal(textOf(await call()), 'bob: x');
    await server.close();
    await assert.rejects(call(), { transient: true, code: /^STATEFUN_CALL_(?:CONNECT|DISCONNECTED)$/ });
    await httpServer(t, echo, path);
    assert.equal(textOf(await call()), 'bob: x');
  });
}

test('each function type can have a Unix domain socket of its own', async (t) => {
  const directory = temporaryDirectory(t);
  const transport = transportTo(t, `http+unix://${directory}/{function.name}.sock/fn`);
  for (const type of ['greeter', 'counter']) await httpServer(t, echo, join(directory, `${type}.sock`));
  for (const type of ['greeter', 'counter']) {
    assert.equal(textOf(await transport.call(requestTo(type, 'bob', type), BUDGET_MS)), `bob: ${type}`);
  }
  await assert.rejects(
    transport.call(requestTo('../greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_URL_INVALID', false, /can't stand in the path of a socket/),
  );
});
