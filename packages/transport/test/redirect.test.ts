import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { OCTETS, asyncSpec, echo, failure, httpServer, okHttpSpec, replyWith, requestTo } from './support.ts';
import { temporaryDirectory, textOf, transportTo } from './support.ts';

const BUDGET_MS = 20_000;
const STATUSES = [300, 301, 302, 303, 307, 308];

/** A service that redirects `/fn` as told, and answers elsewhere; and who came. */
async function redirecting(t: TestContext, at?: string) {
  const seen: string[] = [];
  const told = { status: 307, location: '/other' as string | undefined };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === 'POST') echo(request, response);
    else response.writeHead(200, OCTETS).end(replyWith('bob', 'what it led to'));
  };
  const server = await httpServer(
    t,
    (request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['content-type'] ?? '-'}`);
      if (request.url !== '/fn') answer(request, response);
      else
        request
          .resume()
          .on('end', () =>
            response
              .writeHead(told.status, told.location === undefined ? {} : { location: told.location })
              .end('moved'),
          );
    },
    at,
  );
  return { server, seen, told };
}

test('okhttp follows redirects within the origin: 307 and 308 repeat the request', async (t) => {
  const { server, seen, told } = await redirecting(t);
  const transport = transportTo(t, `${server.url}/fn`, okHttpSpec());
  for (const status of [307, 308]) {
    for (const location of ['/other', 'other', `${server.url}/other`, '//127.0.0.1:PORT/other', '?again=1']) {
      Object.assign(told, { status, location: location.replace('PORT', `${server.port}`) });
      assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
      const path = location === '?again=1' ? '/fn?again=1' : '/other';
      assert.deepEqual(seen.splice(0), [
        'POST /fn application/octet-stream',
        `POST ${path} application/octet-stream`,
      ]);
    }
  }
  assert.equal(server.connections(), 1);
});

test('okhttp follows the other redirects with a GET that has no body', async (t) => {
  const { server, seen, told } = await redirecting(t);
  const transport = transportTo(t, `${server.url}/fn`, okHttpSpec());
  for (const status of [300, 301, 302, 303]) {
    told.status = status;
    const reply = await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS);
    assert.equal(textOf(reply), 'bob: what it led to');
    assert.deepEqual(seen.splice(0), ['POST /fn application/octet-stream', 'GET /other -']);
  }
});

test('okhttp: once a redirect made a GET of it, it stays one', async (t) => {
  const seen: string[] = [];
  const server = await httpServer(t, (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (request.url === '/') response.writeHead(303, { location: '/a' }).end();
    else if (request.url === '/a') response.writeHead(307, { location: '/b' }).end();
    else response.writeHead(200, OCTETS).end(replyWith('bob', 'ok'));
  });
  await transportTo(t, server.url, okHttpSpec()).call(requestTo('greeter', 'bob'), BUDGET_MS);
  assert.deepEqual(seen, ['POST /', 'GET /a', 'GET /b']);
});

test('okhttp: an empty reply to such a GET does not count as "no effects": the messages would be lost', async (t) => {
  const server = await httpServer(t, (request, response) => {
    if (request.method === 'POST') response.writeHead(302, { location: '/' }).end();
    else response.writeHead(200, OCTETS).end();
  });
  await assert.rejects(
    transportTo(t, server.url, okHttpSpec()).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_REPLY_INVALID', false, /empty reply to the GET/),
  );
});

test('okhttp follows a redirect whose connection ends', async (t) => {
  const server = await httpServer(t, (request, response) => {
    if (request.url === '/other') echo(request, response);
    else response.writeHead(307, { location: '/other', connection: 'close' }).end('moved');
  });
  const transport = transportTo(t, server.url, okHttpSpec());
  for (let call = 0; call < 3; call++)
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
});

test('okhttp follows redirects over a Unix domain socket', async (t) => {
  const { server, seen } = await redirecting(t, join(temporaryDirectory(t), 'fn.sock'));
  const transport = transportTo(t, `${server.url}/fn`, okHttpSpec());
  assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
  assert.equal(seen.length, 2);
});

test('okhttp follows no redirect to another origin, and says where to', async (t) => {
  const { server, seen, told } = await redirecting(t);
  const other = await httpServer(t, echo);
  const transport = transportTo(t, `${server.url}/fn`, okHttpSpec());
  for (const location of [
    `http://user:secret@127.0.0.1:${other.port}/other?token=secret`,
    `//127.0.0.1:${other.port}/other`,
    `https://127.0.0.1:${server.port}/other`,
    `http://localhost:${server.port}/other`,
    'file:///etc/passwd',
    'http://[',
  ]) {
    for (const status of STATUSES) {
      Object.assign(told, { status, location });
      await assert.rejects(
        transport.call(requestTo('greeter', 'bob'), BUDGET_MS),
        failure('STATEFUN_CALL_STATUS', false, /\(to ".*"; only redirects within the origin are followed/),
      );
    }
  }
  assert.deepEqual(new Set(seen), new Set(['POST /fn application/octet-stream']));
  assert.equal(other.connections(), 0);
});

test('okhttp: a redirect that says nowhere is a status like others', async (t) => {
  const { server, told } = await redirecting(t);
  told.location = undefined;
  await assert.rejects(
    transportTo(t, `${server.url}/fn`, okHttpSpec()).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_STATUS', false, /status 307: "moved"/),
  );
});

test('okhttp follows 20 redirects, and not one more', async (t) => {
  let calls = 0;
  const server = await httpServer(t, (request, response) => {
    calls++;
    const left = Number(request.url?.slice(1));
    if (left === 0) echo(request, response);
    else response.writeHead(307, { location: `/${left - 1}` }).end();
  });
  const call = (url: string) =>
    transportTo(t, `${server.url}/${url}`, okHttpSpec()).call(requestTo('greeter', 'bob', 'x'), BUDGET_MS);
  assert.equal(textOf(await call('20')), 'bob: x');
  calls = 0;
  await assert.rejects(
    call('100'),
    failure('STATEFUN_CALL_STATUS', false, /status 307 \(to "\/79"; .* 20 at most\)/),
  );
  assert.equal(calls, 21);
});

test('okhttp: redirects share the budget of the call', async (t) => {
  const server = await httpServer(t, (request, response) => {
    if (request.url === '/fn') response.writeHead(307, { location: '/hangs' }).end();
  });
  await assert.rejects(
    transportTo(t, `${server.url}/fn`, okHttpSpec()).call(requestTo('greeter', 'bob'), 100),
    failure('STATEFUN_CALL_TIMEOUT', false, /ran out with no reply/),
  );
});

test('async follows no redirects, and says where to', async (t) => {
  const { server, seen, told } = await redirecting(t);
  const transport = transportTo(t, `${server.url}/fn`, asyncSpec());
  for (const location of ['/other', 'http://user:secret@127.0.0.1:1/other?token=secret']) {
    for (const status of STATUSES) {
      Object.assign(told, { status, location });
      await assert.rejects(
        transport.call(requestTo('greeter', 'bob'), BUDGET_MS),
        failure(
          'STATEFUN_CALL_STATUS',
          true,
          /\(to "[^?]*other(?:\?token=…)?"; redirects are not followed\)/,
        ),
      );
    }
  }
  assert.deepEqual(new Set(seen), new Set(['POST /fn application/octet-stream']));
});
