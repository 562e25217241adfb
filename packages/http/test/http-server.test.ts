import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { HttpServer } from '../src/index.ts';
import { send } from './requests.ts';

test('a port in use is named together with the place in the module and its owner', async () => {
  const first = new HttpServer({ what: 'The first', host: '127.0.0.1', port: 0 }, () => {});
  await first.listen();
  const port = Number(new URL(first.url).port);
  const second = new HttpServer(
    { what: 'The playground ingress (module.yaml:12:1)', host: '127.0.0.1', port },
    () => {},
  );
  try {
    await assert.rejects(second.listen(), (error: Error & { code: string }) => {
      assert.equal(error.code, 'STATEFUN_PORT_IN_USE');
      assert.match(
        error.message,
        /^The playground ingress \(module\.yaml:12:1\) can't listen on 127\.0\.0\.1:\d+/,
      );
      if (process.platform === 'linux')
        assert.match(error.message, new RegExp(`process ${process.pid} \\(.*node`));
      return true;
    });
  } finally {
    await first.close(0);
  }
  await second.listen();
  assert.equal(second.url, `http://127.0.0.1:${port}`);
  await second.close(0);
});

test('a host that is not on this machine is explained', async () => {
  const server = new HttpServer({ what: 'The admin API', host: '192.0.2.1', port: 0 }, () => {});
  await assert.rejects(server.listen(), {
    code: 'STATEFUN_LISTEN_FAILED',
    message: "The admin API can't listen on 192.0.2.1:0: this machine has no such address; check the host.",
  });
});

test('closing waits for an answer under way, and no longer than told', async () => {
  const asked = Promise.withResolvers<void>();
  const server = new HttpServer({ what: 'A server', host: '127.0.0.1', port: 0 }, () => {
    asked.resolve();
  });
  await server.listen();
  const reply = fetch(server.url);
  await asked.promise;
  await Promise.all([assert.rejects(reply), server.close(1)]);
  assert.equal(server.listening, false);
});

for (const [what, sent] of [
  ['never ends its headers', 'PUT / HTTP/1.1\r\nHost: x\r\n'],
  ['never ends its body', 'PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf'],
  ['says nothing at all', ''],
] as const) {
  test(`a client that ${what} is let go, and others are served meanwhile`, async (t) => {
    const options = { what: 'a test', host: '127.0.0.1', port: 0, requestTimeoutMs: 200 };
    const server = new HttpServer(options, (request, response) => {
      request.resume();
      request.once('end', () => response.end('done'));
    });
    await server.listen();
    t.after(() => server.close(0));
    const slow = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
    slow.resume();
    slow.write(sent);
    assert.equal((await send(server.url)).text, 'done');
    await once(slow, 'close');
  });
}
