import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { TlsSpec } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { createTransport } from '../src/index.ts';
import { asyncSpec, echo, endpointAt, failure, httpServer, okHttpSpec, requestTo } from './support.ts';
import { tcpServer, temporaryDirectory, textOf, transportTo, until } from './support.ts';
import { fixture, httpsServer } from './support-tls.ts';

const BUDGET_MS = 20_000;
const withTls = (tls: TlsSpec) => asyncSpec({ tls });
const TRUST = { trustCaCerts: fixture('ca.pem') };
const CLIENT = { ...TRUST, clientCert: fixture('client.pem') };

test('a service whose authority is trusted is called', async (t) => {
  const { url, port } = await httpsServer(t);
  for (const place of [url, `https://localhost:${port}/fn`]) {
    const transport = transportTo(t, place, withTls(TRUST));
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
  }
});

for (const [what, name, tls, message] of [
  ['of an authority that is not trusted', 'other-server', TRUST, /trust_cacerts needs the authority/],
  ['of an authority that Node does not know', 'server', {}, /trust_cacerts needs the authority/],
  ['with the certificate of another host', 'elsewhere', TRUST, /is for another host/],
  [
    'with an expired certificate',
    'expired',
    TRUST,
    /certificate has expired \(CERT_HAS_EXPIRED\): .*renewed/,
  ],
] as const) {
  test(`a service ${what} is not called, and the message says why`, async (t) => {
    const { url, callers } = await httpsServer(t, { name });
    await assert.rejects(
      transportTo(t, url, withTls(tls)).call(requestTo('greeter', 'bob'), BUDGET_MS),
      failure('STATEFUN_CALL_TLS', true, message),
    );
    assert.deepEqual(callers, []);
  });
}

test('okhttp checks certificates, too', async (t) => {
  const { url, callers } = await httpsServer(t);
  await assert.rejects(
    transportTo(t, url, okHttpSpec()).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_TLS', true, /needs the authority/),
  );
  assert.deepEqual(callers, []);
});

test('https where http is spoken says so', async (t) => {
  const { port } = await httpServer(t, echo);
  await assert.rejects(
    transportTo(t, `https://127.0.0.1:${port}/`, withTls(TRUST)).call(requestTo('a', 'b'), BUDGET_MS),
    failure('STATEFUN_CALL_TLS', true, /does the service speak https/),
  );
});

test('the client shows its certificate, from a plain key and from one under a password', async (t) => {
  const { url, callers } = await httpsServer(t, { requestCert: true });
  for (const tls of [
    { ...CLIENT, clientKey: fixture('client.key') },
    {
      ...CLIENT,
      clientKey: fixture('client-encrypted.key'),
      clientKeyPasswordFile: fixture('client-password.txt'),
    },
  ]) {
    await transportTo(t, url, withTls(tls)).call(requestTo('greeter', 'bob'), BUDGET_MS);
  }
  assert.deepEqual(callers, ['function-caller', 'function-caller']);
});

test('a service that wants a certificate refuses a client without one: transient', async (t) => {
  const { url, callers } = await httpsServer(t, { requestCert: true });
  await assert.rejects(
    transportTo(t, url, withTls(TRUST)).call(requestTo('greeter', 'bob'), BUDGET_MS),
    (error) =>
      // The refusal may be overtaken by the end of the connection.
      error instanceof StatefunError && /^STATEFUN_CALL_(?:TLS|DISCONNECTED)$/.test(error.code),
  );
  assert.deepEqual(callers, []);
});

test('a service that takes the connection and never shakes hands runs into the connect time-out', async (t) => {
  const server = await tcpServer(t, (socket) => socket.resume().on('end', () => socket.end()));
  const spec = asyncSpec({ connectMs: 200, tls: TRUST });
  await assert.rejects(
    transportTo(t, `https://127.0.0.1:${server.port}/`, spec).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_CONNECT', true, /not made within the 200 ms of connect/),
  );
  await until(() => server.open() === 0);
});

test('a file that is missing or of no use is named when the transport is made, its content is not', (t) => {
  const wrongPassword = join(temporaryDirectory(t), 'password');
  writeFileSync(wrongPassword, 'hunter2');
  const pair = { clientCert: fixture('client.pem'), clientKey: fixture('client.key') };
  const encrypted = { ...pair, clientKey: fixture('client-encrypted.key') };
  const wrong: [TlsSpec, RegExp][] = [
    [
      { trustCaCerts: '/no/such.pem' },
      /module\.yaml:3:1: trust_cacerts \/no\/such\.pem can't be read: ENOENT/,
    ],
    [{ trustCaCerts: fixture('README.md') }, /trust_cacerts .*README\.md holds no CERTIFICATE in PEM form/],
    [{ trustCaCerts: fixture('.') }, /is no file of at most/],
    [{ trustCaCerts: '/dev/zero' }, /is no file of at most/],
    [{ ...pair, clientCert: '/no/such.pem' }, /client_cert \/no\/such\.pem can't be read/],
    [{ ...pair, clientKey: fixture('client.pem') }, /client_key .*client\.pem holds no PRIVATE KEY/],
    [
      { ...pair, clientKey: fixture('server.key') },
      /client_cert .*client\.pem with client_key .*server\.key can't be used/,
    ],
    [
      encrypted,
      /client-encrypted\.key \(it is encrypted, and there is no client_key_password\) can't be used/,
    ],
    [{ ...encrypted, clientKeyPasswordFile: wrongPassword }, /client_key_password .*password can't be used/],
  ];
  for (const [tls, message] of wrong) {
    assert.throws(
      () => createTransport(endpointAt('https://localhost/', withTls(tls))),
      (error) =>
        error instanceof StatefunError &&
        error.code === 'STATEFUN_TLS_INVALID' &&
        message.test(error.message) &&
        !/hunter2|PRIVATE KEY-----\n/.test(inspect(error, { depth: 9 })),
      String(message),
    );
  }
});
