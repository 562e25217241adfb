import assert from 'node:assert/strict';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallFailure } from '@statefun-ts/engine';
import type { TlsSpec } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { Certificates } from '../src/certificates.ts';
import { createTransport } from '../src/index.ts';
import { OCTETS, asyncSpec, echo, endpointAt, failure, replyWith, requestTo } from './support.ts';
import { temporaryDirectory, textOf, until } from './support.ts';
import { fixture, httpsServer } from './support-tls.ts';

const BUDGET_MS = 20_000;
const NAMES = ['ca.pem', 'client.pem', 'client-encrypted.key', 'client-password.txt'] as const;
type Name = (typeof NAMES)[number];

/** Copies of fixtures in a directory of their own, and what replaces one by its namesake of the other authority. */
function tlsFiles(t: TestContext) {
  const directory = temporaryDirectory(t);
  const path = (name: Name) => join(directory, name);
  for (const name of NAMES) copyFileSync(fixture(name), path(name));
  const spec: TlsSpec = {
    trustCaCerts: path('ca.pem'),
    clientCert: path('client.pem'),
    clientKey: path('client-encrypted.key'),
    clientKeyPasswordFile: path('client-password.txt'),
  };
  const rotate = (name: Name) => {
    copyFileSync(fixture(`other-${name}`), `${path(name)}.new`);
    renameSync(`${path(name)}.new`, path(name));
  };
  return { path, spec, rotate };
}

/** Certificates with a clock of their own, and what they report. */
function watched(spec: TlsSpec) {
  const logged: string[] = [];
  let nowMs = 0;
  const certificates = new Certificates(spec, {
    where: 'module.yaml:1:1',
    observer: { log: (level, message) => logged.push(`${level}: ${message}`) },
    now: () => nowMs,
  });
  const later = () => {
    nowMs += 1_000;
    return certificates.current();
  };
  return { certificates, logged, later };
}

test('files that did not change are the same certificates, and changed ones are others', (t) => {
  const { path, spec, rotate } = tlsFiles(t);
  const { certificates, logged, later } = watched(spec);
  const first = certificates.current();
  for (const name of NAMES) copyFileSync(fixture(name), path(name));
  assert.equal(later(), first);
  rotate('ca.pem');
  assert.equal(certificates.current(), first, 'nobody looks twice within a second');
  assert.notEqual(later(), first);
  assert.deepEqual(logged, [
    'info: The certificates of the endpoint at module.yaml:1:1 have changed; the new ones are in use.',
  ]);
});

test('while files are replaced one by one, the former ones stay in use', (t) => {
  const { spec, rotate } = tlsFiles(t);
  const { certificates, logged, later } = watched(spec);
  const first = certificates.current();
  rotate('client.pem');
  assert.equal(later(), first);
  assert.equal(later(), first);
  rotate('client-encrypted.key');
  assert.equal(later(), first, 'the password is that of the former key');
  assert.ok(certificates.problem instanceof StatefunError);
  rotate('client-password.txt');
  assert.notEqual(later(), first);
  assert.equal(certificates.problem, undefined);
  assert.deepEqual(
    logged.map((line) => /^\w+/.exec(line)?.[0]),
    ['warn', 'warn', 'info'],
    'each state is told once',
  );
  assert.match(logged[0] ?? '', /the former ones stay in use.*client_cert .* can't be used/);
  assert.doesNotMatch(logged.join('\n'), /secret/);
});

test('a file that disappears, and comes back, changes nothing', (t) => {
  const { path, spec } = tlsFiles(t);
  const { certificates, later } = watched(spec);
  const first = certificates.current();
  rmSync(path('ca.pem'));
  assert.equal(later(), first);
  assert.match(certificates.problem?.message ?? '', /ca\.pem can't be read/);
  copyFileSync(fixture('ca.pem'), path('ca.pem'));
  assert.equal(later(), first);
  assert.equal(certificates.problem, undefined);
});

test('rotated certificates and authorities are taken over, and no call in flight is disturbed', async (t) => {
  const held: ServerResponse[] = [];
  const server = await httpsServer(t, {
    requestCert: true,
    listener: (request, response) => {
      if (request.url === '/held') held.push(response);
      else echo(request, response);
    },
  });
  const { spec, rotate } = tlsFiles(t);
  // Connections live shortly, since it is new ones that are made with new certificates.
  const url = `https://127.0.0.1:${server.port}/{function.name}`;
  const transport = createTransport(endpointAt(url, asyncSpec({ tls: spec, poolTtlMs: 50 })));
  t.after(() => transport.close());
  const call = () => transport.call(requestTo('greeter', 'bob'), BUDGET_MS);

  const inFlight = transport.call(requestTo('held', 'alice'), BUDGET_MS);
  await call();
  await until(() => held.length === 1);
  assert.deepEqual(new Set(server.callers), new Set(['function-caller']));

  for (const name of NAMES) rotate(name);
  server.show('other-server');
  await answeredWhen(call, () => server.callers.at(-1) === 'other-function-caller');

  server.show('server');
  await refused(call, 'STATEFUN_CALL_TLS');

  held[0]?.writeHead(200, OCTETS).end(replyWith('alice', 'undisturbed'));
  assert.equal(textOf(await inFlight), 'alice: undisturbed');
});

test('connections that were made with former certificates take no new calls', async (t) => {
  const server = await httpsServer(t, { requestCert: true });
  const { spec, rotate } = tlsFiles(t);
  const transport = createTransport(endpointAt(server.url, asyncSpec({ tls: spec, poolTtlMs: 0 })));
  t.after(() => transport.close());
  const calls = (count: number) =>
    Promise.all(Array.from({ length: count }, () => transport.call(requestTo('greeter', 'bob'), BUDGET_MS)));
  await calls(5);
  for (const name of NAMES.slice(1)) rotate(name);
  // One more at once than there are connections, so that one has to be made.
  for (let count = 6; !server.callers.includes('other-function-caller'); count++) {
    await calls(count);
    await sleep(100);
  }
  server.callers.length = 0;
  await calls(5);
  assert.deepEqual(new Set(server.callers), new Set(['other-function-caller']));
});

test('when the former certificates do not do any more, the failure says why there are no new ones', async (t) => {
  const server = await httpsServer(t);
  const { path, spec } = tlsFiles(t);
  const transport = createTransport(endpointAt(server.url, asyncSpec({ tls: spec, poolTtlMs: 50 })));
  t.after(() => transport.close());
  const call = () => transport.call(requestTo('greeter', 'bob'), BUDGET_MS);
  await call();
  writeFileSync(path('ca.pem'), 'half a fi');
  server.show('other-server');
  await refused(
    call,
    'STATEFUN_CALL_TLS',
    /trust_cacerts needs .*; module\.yaml:3:1: trust_cacerts .* holds no/,
  );
});

/** Calls until the condition holds; a call that fails does so for lack of a secure connection. */
async function answeredWhen(call: () => Promise<unknown>, condition: () => boolean): Promise<void> {
  while (!condition()) {
    await call().catch(failure('STATEFUN_CALL_TLS', true));
    await sleep(20);
  }
}

/** Calls until a call fails with the code and the message. */
async function refused(call: () => Promise<unknown>, code: string, message = /./): Promise<void> {
  for (;;) {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof CallFailure) || error.code !== code) throw error;
      if (message.test(error.message)) return;
    }
    await sleep(20);
  }
}
