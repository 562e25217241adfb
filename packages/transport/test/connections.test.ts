import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallFailure } from '@statefun-ts/engine';
import { OCTETS, asyncSpec, echo, failure, httpServer, replyWith, requestTo, tcpServer } from './support.ts';
import { textOf, transportTo, until } from './support.ts';

const BUDGET_MS = 20_000;
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n';

test('a connection is kept alive and used again', async (t) => {
  const server = await httpServer(t, echo);
  const transport = transportTo(t, server.url);
  for (let call = 0; call < 50; call++) await transport.call(requestTo('greeter', 'bob'), BUDGET_MS);
  assert.equal(server.connections(), 1);
});

test('function types at one origin share its connections', async (t) => {
  const server = await httpServer(t, echo);
  const transport = transportTo(t, `${server.url}/{function.name}`);
  for (let call = 0; call < 20; call++) await transport.call(requestTo(`type-${call}`, 'bob'), BUDGET_MS);
  assert.equal(server.connections(), 1);
});

test('connections that live too long are replaced, and no call fails for it', async (t) => {
  const server = await httpServer(t, echo);
  const transport = transportTo(t, server.url, asyncSpec({ poolTtlMs: 30 }));
  let calls = 0;
  await until(() => {
    void transport.call(requestTo('greeter', `${calls++}`, 'x'), BUDGET_MS);
    return server.connections() > 20;
  });
  assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
});

test('idle connections end by themselves', async (t) => {
  const server = await httpServer(t, echo);
  const transport = transportTo(t, server.url, asyncSpec({ poolTtlMs: 50 }));
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => transport.call(requestTo('greeter', `${index}`), BUDGET_MS)),
  );
  await until(() => server.open() === 0);
});

test('a connection that the service closed in between does not fail the next call', async (t) => {
  let calls = 0;
  const server = await tcpServer(t, (socket) => {
    const body = replyWith('bob', 'ok');
    socket.once('data', () => {
      calls++;
      socket.write(`${HEAD}content-length: ${body.length}\r\n\r\n`);
      socket.end(body);
    });
  });
  const transport = transportTo(t, server.url);
  for (let call = 1; call <= 5; call++) {
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob'), BUDGET_MS)), 'bob: ok');
    assert.equal(calls, call);
    await until(() => server.open() === 0);
  }
});

test('bytes after a reply are not taken for the next reply', async (t) => {
  const server = await tcpServer(t, (socket) => {
    const good = replyWith('bob', 'good');
    const bad = replyWith('bob', 'evil');
    socket.once('data', () => {
      socket.write(`${HEAD}content-length: ${good.length}\r\n\r\n`);
      socket.write(good);
      socket.write(`${HEAD}content-length: ${bad.length}\r\n\r\n`);
      socket.write(bad);
    });
  });
  const transport = transportTo(t, server.url);
  for (let call = 0; call < 3; call++) {
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob'), BUDGET_MS)), 'bob: good');
  }
});

test('a service that restarts on its port is called again: what fails meanwhile is transient', async (t) => {
  const first = await httpServer(t, echo);
  const transport = transportTo(t, first.url);
  const call = (index: number) => transport.call(requestTo('greeter', `${index}`), BUDGET_MS);
  const calls = () => Array.from({ length: 30 }, (_, index) => call(index));
  await Promise.all(calls());
  await first.close();
  for (const result of await Promise.allSettled(calls())) {
    assert.ok(
      result.status === 'rejected' && result.reason instanceof CallFailure && result.reason.transient,
    );
  }
  const second = await httpServer(t, echo, first.port);
  await Promise.all(calls());
  assert.ok(second.connections() > 0);
});

test('a hung connection holds up no other call', async (t) => {
  let hung = 0;
  const server = await httpServer(t, (request, response) => {
    if (request.url === '/fn' && hung === 0) hung++;
    else echo(request, response);
  });
  const transport = transportTo(t, `${server.url}/fn`);
  const first = transport.call(requestTo('greeter', 'hung'), 500);
  const failed = assert.rejects(first, failure('STATEFUN_CALL_TIMEOUT', false));
  await until(() => hung === 1);
  for (let call = 0; call < 100; call++) await transport.call(requestTo('greeter', `${call}`), BUDGET_MS);
  await failed;
  await transport.call(requestTo('greeter', 'bob'), BUDGET_MS);
  assert.equal(server.connections(), 2);
});

test('a connection whose reply was late is not used again', async (t) => {
  let calls = 0;
  const server = await httpServer(t, (request, response) => {
    if (++calls === 1) setTimeout(() => response.writeHead(200, OCTETS).end(replyWith('bob', 'late')), 100);
    else echo(request, response);
  });
  const transport = transportTo(t, server.url);
  await assert.rejects(
    transport.call(requestTo('greeter', 'bob'), 20),
    failure('STATEFUN_CALL_TIMEOUT', false),
  );
  for (let call = 0; call < 20; call++) {
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
  }
  assert.equal(server.connections(), 2);
});
