// The ingress on real sockets, against clients that send what they should not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Address, TypedValue } from '@statefun-ts/protocol';
import { sendBrokenRequests } from '@statefun-ts/testing-support';
import { createPlaygroundIngress } from '../src/index.ts';
import { send } from './requests.ts';

const REQUESTS = 10_000;
const CLIENTS = 64;
const BODY_BYTES_MAX = 4_000;
const SEED = 4_000;

const OK = 200;
const REFUSALS = [100, 400, 408, 413, 415, 417, 431, 503];

test(`${REQUESTS} broken requests are each answered clearly or let go, and leave the ingress as it was`, async (t) => {
  const accepted: { target: Address; argument: TypedValue }[] = [];
  const ingress = createPlaygroundIngress(
    {
      kind: 'io.statefun.playground.v1/ingress',
      id: 'io.statefun.playground/ingress',
      origin: { file: 'module.yaml', line: 1, column: 1 },
      port: 0,
    },
    { host: '127.0.0.1' },
    { bodyBytesMax: BODY_BYTES_MAX, bytesInFlightMax: BODY_BYTES_MAX, requestsMax: CLIENTS },
  );
  await ingress.listen();
  t.after(() => ingress.close());
  await ingress.start({
    stored: () => undefined,
    openPartition: () => assert.fail('the playground has no partitions'),
    accept: async (target, argument) => {
      accepted.push({ target, argument });
    },
    trouble: () => {},
    fail: (error) => {
      throw error;
    },
  });
  const port = Number(new URL(ingress.url).port);
  const counts = new Map<number, number>();
  const traffic = { requests: REQUESTS, clients: CLIENTS, seed: SEED };
  await sendBrokenRequests(port, traffic, (status, request) => {
    assert.ok(status === OK || REFUSALS.includes(status), `${status} for ${request}`);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  });

  assert.ok((counts.get(OK) ?? 0) <= accepted.length, 'whoever is told that a message is taken is right');
  for (const status of [OK, 400, 413, 415, 417, 431]) assert.ok(counts.has(status), `${status} came up`);
  for (const { target, argument } of accepted) {
    assert.ok(target.namespace && target.type && target.id && !target.namespace.includes('/'));
    assert.match(argument.typename, /^[^/].*\/[^/]+$/);
  }
  // Nothing of its budgets is lost: a body that takes all of it is accepted.
  const headers = { 'Content-Type': 'application/vnd.example/Blob' };
  const body = Buffer.alloc(BODY_BYTES_MAX);
  const last = await send(`${ingress.url}/example/person/Bob`, { method: 'PUT', headers, body });
  assert.equal(last.status, OK, last.text);
});
