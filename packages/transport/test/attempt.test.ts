import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { IncomingHttpHeaders } from 'node:http';
import { CallFailure } from '@statefun-ts/engine';
import { OCTETS, asyncSpec, drip, echo, failure, httpServer, okHttpSpec } from './support.ts';
import { replyWith, requestTo, tcpServer, textOf, transportTo } from './support.ts';

const BUDGET_MS = 20_000;
const CHUNKED =
  'HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const READ_ALL = 'HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n';

test('a call is a POST of the spec with its headers, and resolves to the reply', async (t) => {
  let seen:
    { method?: string | undefined; url?: string | undefined; headers: IncomingHttpHeaders } | undefined;
  const server = await httpServer(t, (request, response) => {
    seen = { method: request.method, url: request.url, headers: request.headers };
    echo(request, response);
  });
  const transport = transportTo(t, `${server.url}/{function.name}/v1?key=a#part`);
  const reply = await transport.call(requestTo('greeter', 'bob', 'hi'), BUDGET_MS);
  assert.equal(textOf(reply), 'bob: hi');
  assert.equal(seen?.method, 'POST');
  assert.equal(seen?.url, '/greeter/v1?key=a');
  const { 'content-length': length, ...headers } = seen?.headers ?? {};
  assert.ok(Number(length) > 0);
  assert.deepEqual(headers, {
    accept: 'application/octet-stream',
    'accept-encoding': 'gzip,deflate',
    connection: 'keep-alive',
    'content-type': 'application/octet-stream',
    host: `127.0.0.1:${server.port}`,
    'user-agent': 'statefun',
  });
});

test('an empty path becomes /, and an empty reply means no effects', async (t) => {
  let url: string | undefined;
  const server = await httpServer(t, (request, response) => {
    url = request.url;
    response.writeHead(200, OCTETS).end();
  });
  const reply = await transportTo(t, server.url).call(requestTo('greeter', 'bob'), BUDGET_MS);
  assert.deepEqual([reply.invocationResult, reply.incompleteInvocationContext], [null, null]);
  assert.equal(url, '/');
});

test('a reply in many chunks is put together', async (t) => {
  const text = 'x'.repeat(300_000);
  const server = await httpServer(t, (_request, response) => {
    response.writeHead(200, OCTETS);
    const body = replyWith('bob', text);
    const pieces = [0, 1, 2, 3, 4, 5, 6].map((at) => body.subarray(at * 50_000, (at + 1) * 50_000));
    drip(response, pieces, () => response.end());
  });
  const reply = await transportTo(t, server.url).call(requestTo('greeter', 'bob'), BUDGET_MS);
  assert.equal(textOf(reply), `bob: ${text}`);
});

test('large requests and replies go through up to the limit', async (t) => {
  const server = await httpServer(t, echo);
  const text = 'y'.repeat(20 * 1024 * 1024);
  const reply = await transportTo(t, server.url).call(requestTo('greeter', 'bob', text), BUDGET_MS);
  assert.equal(textOf(reply)?.length, text.length + 5);
});

for (const [name, spec, lasting] of [
  ['async', asyncSpec(), []],
  ['okhttp', okHttpSpec(), [300, 301, 400, 401, 404, 418]],
] as const) {
  test(`${name}: statuses other than 2xx fail with what the service said`, async (t) => {
    let status = 0;
    const server = await httpServer(t, (_request, response) => {
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`no\tway \u0007${'z'.repeat(500)}`);
    });
    const transport = transportTo(t, `${server.url}/fn`, spec);
    const transients: number[] = [408, 409, 420, 429, 499, 500, 502, 503, 504];
    for (status of [300, 301, 400, 401, 404, 418, ...transients]) {
      const text = new RegExp(
        `^Calling example/greeter "bob" at ${server.url}/fn failed: .* status ${status}: "no way z{193}…".$`,
      );
      const transient = !(lasting as readonly number[]).includes(status);
      await assert.rejects(
        transport.call(requestTo('greeter', 'bob'), BUDGET_MS),
        failure('STATEFUN_CALL_STATUS', transient, text),
      );
    }
    assert.equal(server.connections(), 1, 'a refusal keeps the connection');
  });

  test(`${name}: another content type is refused, and the message shows what came`, async (t) => {
    let type: string | undefined;
    const server = await httpServer(t, (_request, response) => {
      response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end('<html>Welcome</html>');
    });
    const transport = transportTo(t, server.url, spec);
    for (type of ['text/html', 'application/octet-stream-2', undefined]) {
      await assert.rejects(
        transport.call(requestTo('greeter', 'bob'), BUDGET_MS),
        failure(
          'STATEFUN_CALL_CONTENT_TYPE',
          name === 'async',
          /instead of .*: "<html>Welcome<\/html>"; is this/,
        ),
      );
    }
  });

  test(`${name}: the content type counts in any case and with parameters`, async (t) => {
    let type = '';
    const server = await httpServer(t, (_request, response) => {
      response.writeHead(200, { 'content-type': type }).end(replyWith('bob', 'ok'));
    });
    const transport = transportTo(t, server.url, spec);
    for (type of ['Application/OCTET-Stream', 'application/octet-stream; charset=utf-8']) {
      assert.equal(textOf(await transport.call(requestTo('greeter', 'bob'), BUDGET_MS)), 'bob: ok');
    }
  });

  test(`${name}: a reply that is no FromFunction is refused`, async (t) => {
    const server = await httpServer(t, (_request, response) => {
      response.writeHead(200, OCTETS).end(Buffer.from('a206ff', 'hex'));
    });
    await assert.rejects(
      transportTo(t, server.url, spec).call(requestTo('greeter', 'bob'), BUDGET_MS),
      failure('STATEFUN_CALL_REPLY_INVALID', name === 'async', /3 bytes are not a FromFunction/),
    );
  });

  test(`${name}: a refused connection is transient`, async (t) => {
    const server = await httpServer(t, echo);
    await server.close();
    await assert.rejects(
      transportTo(t, server.url, spec).call(requestTo('greeter', 'bob'), BUDGET_MS),
      failure('STATEFUN_CALL_CONNECT', true, /ECONNREFUSED/),
    );
  });

  test(`${name}: an unknown host is transient`, async (t) => {
    await assert.rejects(
      transportTo(t, 'http://no-such-host.invalid/', spec).call(requestTo('greeter', 'bob'), BUDGET_MS),
      failure('STATEFUN_CALL_CONNECT', true, /no-such-host\.invalid/),
    );
  });

  const broken: [string, string, (socket: Socket) => void][] = [
    ['closed before a reply', 'STATEFUN_CALL_DISCONNECTED', (socket) => socket.end()],
    ['reset before a reply', 'STATEFUN_CALL_DISCONNECTED', (socket) => socket.resetAndDestroy()],
    [
      'reset within the body',
      'STATEFUN_CALL_DISCONNECTED',
      (socket) => socket.write(`${READ_ALL}content-length: 100\r\n\r\nabc`, () => socket.resetAndDestroy()),
    ],
    [
      'closed within the body',
      'STATEFUN_CALL_DISCONNECTED',
      (socket) => socket.end(`${READ_ALL}content-length: 100\r\n\r\nabc`),
    ],
    [
      'closed within a chunked body',
      'STATEFUN_CALL_DISCONNECTED',
      (socket) => socket.end(`${READ_ALL}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`),
    ],
    ['closed within the head', 'STATEFUN_CALL_DISCONNECTED', (socket) => socket.end(READ_ALL)],
    [
      'garbage',
      'STATEFUN_CALL_REPLY_INVALID',
      (socket) => socket.write('\u0000\u0001 what is this?\r\n\r\n'),
    ],
    [
      'a head without end',
      'STATEFUN_CALL_REPLY_INVALID',
      (socket) => socket.write(`${READ_ALL}x: ${'y'.repeat(99_999)}`),
    ],
    [
      'a switch of protocols',
      'STATEFUN_CALL_REPLY_INVALID',
      (socket) => socket.write('HTTP/1.1 101 Go\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ],
  ];
  for (const [what, code, answer] of broken) {
    test(`${name}: ${what} is transient`, async (t) => {
      const server = await tcpServer(t, (socket) => socket.once('data', () => answer(socket)));
      await assert.rejects(
        transportTo(t, server.url, spec).call(requestTo('greeter', 'bob'), BUDGET_MS),
        failure(code as 'STATEFUN_CALL_STATUS', true),
      );
    });
  }

  test(`${name}: a budget that runs out ends the series, with or without a beginning of a reply`, async (t) => {
    const silent = await tcpServer(t, (socket) => socket.resume());
    await assert.rejects(
      transportTo(t, silent.url, spec).call(requestTo('greeter', 'bob'), 50),
      failure('STATEFUN_CALL_TIMEOUT', false, /50 ms ran out with no reply/),
    );
    const endless = await tcpServer(t, (socket) => {
      socket.once('data', () => socket.write(`${READ_ALL}content-length: 100\r\n\r\nabc`));
    });
    await assert.rejects(
      transportTo(t, endless.url, spec).call(requestTo('greeter', 'bob'), 200),
      failure('STATEFUN_CALL_TIMEOUT', false, /ran out/),
    );
  });
}

test('a head that arrives byte by byte is read', async (t) => {
  const body = replyWith('bob', 'slowly');
  const server = await tcpServer(t, (socket) => {
    socket.once('data', () => {
      socket.setNoDelay(true);
      const head = `${READ_ALL}content-length: ${body.length}\r\n\r\n`;
      drip(socket, head.split(''), () => socket.write(body));
    });
  });
  assert.equal(
    textOf(await transportTo(t, server.url).call(requestTo('greeter', 'bob'), BUDGET_MS)),
    'bob: slowly',
  );
});

test('a reply that ends with its connection is read', async (t) => {
  const server = await tcpServer(t, (socket) => {
    socket.once('data', () => {
      socket.write(`${READ_ALL}connection: close\r\n\r\n`);
      socket.end(replyWith('bob', 'bye'));
    });
  });
  const transport = transportTo(t, server.url);
  for (let call = 0; call < 3; call++) {
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob'), BUDGET_MS)), 'bob: bye');
  }
});

test('an interim response (103) before the reply does not matter', async (t) => {
  const server = await httpServer(t, (request, response) => {
    response.writeEarlyHints({ link: '</a>; rel=preload' }, () => echo(request, response));
  });
  assert.equal(
    textOf(await transportTo(t, server.url).call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)),
    'bob: x',
  );
});

test('a request beyond payload_max_bytes is not sent, and ends the series', async (t) => {
  const server = await httpServer(t, echo);
  await assert.rejects(
    transportTo(t, server.url, asyncSpec({ payloadBytesMax: 1000 })).call(
      requestTo('greeter', 'bob', 'x'.repeat(1000)),
      BUDGET_MS,
    ),
    failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', false, /the request has 10\d\d bytes, more than the 1000/),
  );
  assert.equal(server.connections(), 0);
});

test('a reply beyond payload_max_bytes is cut off, announced or not', async (t) => {
  let sent = 0;
  const server = await tcpServer(t, (socket) => {
    socket.once('data', () => {
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk)) sent += 0x10000;
      };
      socket.write(`${READ_ALL}transfer-encoding: chunked\r\n\r\n`);
      socket.on('drain', more);
      more();
    });
  });
  const spec = asyncSpec({ payloadBytesMax: 1_000_000 });
  await assert.rejects(
    transportTo(t, server.url, spec).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', true, /the reply goes on, past the 1000000 bytes/),
  );
  assert.ok(sent < 100_000_000);
  const announced = await tcpServer(t, (socket) => {
    socket.once('data', () => socket.write(`${READ_ALL}content-length: 1000001\r\n\r\n`));
  });
  await assert.rejects(
    transportTo(t, announced.url, spec).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', true, /announces 1000001 bytes/),
  );
});

for (const [what, code, head, piece] of [
  ['headers', 'STATEFUN_CALL_REPLY_INVALID', READ_ALL, `x: ${'y'.repeat(99)}\r\n`],
  ['trailers', 'STATEFUN_CALL_REPLY_INVALID', `${CHUNKED}0\r\n`, `x: ${'y'.repeat(99)}\r\n`],
  ['chunk extensions', 'STATEFUN_CALL_REPLY_INVALID', `${CHUNKED}5;`, 'a=b;'],
  ['interim responses', 'STATEFUN_CALL_TIMEOUT', '', 'HTTP/1.1 103 Go on\r\nlink: a\r\n\r\n'],
] as const) {
  test(`endless ${what} end with the limit of headers or the budget`, async (t) => {
    const budgetMs = code === 'STATEFUN_CALL_TIMEOUT' ? 500 : BUDGET_MS;
    const server = await tcpServer(t, (socket) => {
      socket.once('data', () => {
        const more = (): void => {
          while (!socket.destroyed && socket.write(piece.repeat(1000)));
        };
        socket.write(head);
        socket.on('drain', more);
        more();
      });
    });
    await assert.rejects(
      transportTo(t, server.url).call(requestTo('greeter', 'bob'), budgetMs),
      failure(code, code === 'STATEFUN_CALL_REPLY_INVALID'),
    );
  });
}

test('a refusal with an endless body is cut off', async (t) => {
  const server = await httpServer(t, (_request, response) => {
    response.writeHead(500);
    const more = (): void => {
      while (!response.destroyed && response.write('e'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
  await assert.rejects(
    transportTo(t, server.url).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_STATUS', true, /status 500: "e{200}…"/),
  );
});

test('a urlPathTemplate that gives no URL ends the series, without secrets in the message', async (t) => {
  const transport = transportTo(t, 'ftp://user:secret@{function.name}/?token=secret');
  await assert.rejects(transport.call(requestTo('greeter', 'bob'), BUDGET_MS), (error) => {
    assert.ok(error instanceof CallFailure && error.code === 'STATEFUN_URL_INVALID' && !error.transient);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
});

test('credentials and query values of the URL are in no message', async (t) => {
  const server = await httpServer(t, (_request, response) => response.writeHead(500).end());
  const url = `${server.url.replace('//', '//user:secret@')}/fn?token=secret&b=secret#secret`;
  await assert.rejects(
    transportTo(t, url).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_STATUS', true, /at http:\/\/127\.0\.0\.1:\d+\/fn\?token=…&b=… failed/),
  );
});
