import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { TlsSpec } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { createTransport } from '../src/index.ts';
import { asyncSpec, echo, endpointAt, failure, requestTo, textOf, transportTo } from './support.ts';

const BUDGET_MS = 20_000;
const file = (name: string): string => fileURLToPath(new URL(`fixtures/tls/${name}`, import.meta.url));

async function server(t: TestContext, requestCert = false) {
  const callers: (string | undefined)[] = [];
  const https = createServer(
    {
      cert: readFileSync(file('server.pem')),
      key: readFileSync(file('server.key')),
      ca: readFileSync(file('ca.pem')),
      requestCert,
    },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      callers.push(subject === undefined ? undefined : String(subject.CN));
      echo(request, response);
    },
  ).listen(0, '127.0.0.1');
  await once(https, 'listening');
  t.after(async () => {
    https.closeAllConnections();
    await new Promise((resolve) => https.close(resolve));
  });
  return { url: `https://127.0.0.1:${(https.address() as AddressInfo).port}/fn`, callers };
}

const withTls = (tls: TlsSpec) => asyncSpec({ tls });

test('a service whose authority is trusted is called', async (t) => {
  const { url } = await server(t);
  for (const trustCaCerts of [file('ca.pem'), `file:${file('ca.pem')}`, `file://${file('ca.pem')}`]) {
    const transport = transportTo(t, url, withTls({ trustCaCerts }));
    assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
  }
});

test('a service of an authority that is not trusted is not called', async (t) => {
  const { url, callers } = await server(t);
  for (const tls of [{}, { trustCaCerts: file('other-ca.pem') }]) {
    await assert.rejects(
      transportTo(t, url, withTls(tls)).call(requestTo('greeter', 'bob'), BUDGET_MS),
      failure('STATEFUN_CALL_CONNECT', true, /certificate/),
    );
  }
  assert.deepEqual(callers, []);
});

test('a service that shows the certificate of another host is not called', async (t) => {
  const { url, callers } = await server(t);
  await assert.rejects(
    transportTo(
      t,
      url.replace('127.0.0.1', '127.0.0.1.nip.invalid'),
      withTls({ trustCaCerts: file('ca.pem') }),
    ).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_CONNECT', true),
  );
  assert.deepEqual(callers, []);
});

test('the client shows its certificate, from a plain key and from one under a password', async (t) => {
  const { url, callers } = await server(t, true);
  const trust = { trustCaCerts: file('ca.pem'), clientCert: file('client.pem') };
  for (const tls of [
    { ...trust, clientKey: file('client.key') },
    { ...trust, clientKey: file('client-encrypted.key'), clientKeyPasswordFile: file('client-password.txt') },
  ]) {
    await transportTo(t, url, withTls(tls)).call(requestTo('greeter', 'bob'), BUDGET_MS);
  }
  assert.deepEqual(callers, ['function-caller', 'function-caller']);
});

test('a service that wants a certificate refuses a client without one: transient', async (t) => {
  const { url } = await server(t, true);
  await assert.rejects(
    transportTo(t, url, withTls({ trustCaCerts: file('ca.pem') })).call(
      requestTo('greeter', 'bob'),
      BUDGET_MS,
    ),
    (error) => error instanceof StatefunError && error.code.startsWith('STATEFUN_CALL_'),
  );
});

test('a file that is missing or of no use is named when the transport is made', () => {
  const pair = { clientCert: file('client.pem'), clientKey: file('client.key') };
  const encrypted = { ...pair, clientKey: file('client-encrypted.key') };
  const wrong: [TlsSpec, RegExp][] = [
    [
      { trustCaCerts: '/no/such.pem' },
      /module\.yaml:3:1: trust_cacerts \/no\/such\.pem can't be read: ENOENT/,
    ],
    [{ trustCaCerts: file('README.md') }, /trust_cacerts .*README\.md holds no CERTIFICATE in PEM form/],
    [{ trustCaCerts: 'classpath:ca.pem' }, /there is no class path here/],
    [{ ...pair, clientCert: '/no/such.pem' }, /client_cert \/no\/such\.pem can't be read/],
    [{ ...pair, clientKey: file('client.pem') }, /client_key .*client\.pem holds no PRIVATE KEY/],
    [
      { ...pair, clientKey: file('server.key') },
      /client_cert .*client\.pem with client_key .*server\.key can't be used/,
    ],
    [
      encrypted,
      /client-encrypted\.key \(it is encrypted, and there is no client_key_password\) can't be used/,
    ],
    [
      { ...encrypted, clientKeyPasswordFile: file('README.md') },
      /client_key_password .*README\.md can't be used/,
    ],
  ];
  for (const [tls, message] of wrong) {
    assert.throws(
      () => createTransport(endpointAt('https://localhost/', withTls(tls))),
      (error) =>
        error instanceof StatefunError &&
        error.code === 'STATEFUN_TLS_INVALID' &&
        message.test(error.message),
      String(message),
    );
  }
});
