// The admin API and the HTTP egress on real sockets, against clients that send what they should not. The
// ingress has a test of its own in packages/http.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendBrokenRequests } from '@statefun-ts/testing-support';
import {
  countingFunction,
  endpoint,
  moduleOf,
  put,
  serveFunction,
  start,
  take,
  temporaryDirectory,
} from './support.ts';

const REQUESTS = 3_000;
const TRAFFIC = { requests: REQUESTS, clients: 32, seed: 7_000 };
const CLEAR = [100, 200, 400, 404, 405, 408, 413, 417, 431, 501, 505];

for (const server of ['admin', 'egress'] as const) {
  test(`${REQUESTS} broken requests do not harm the ${server} server`, async (t) => {
    const module = moduleOf(endpoint('example/*', await serveFunction(t, countingFunction)));
    const runtime = await start(t, { module, dataDir: await temporaryDirectory(t) });
    const port = Number(new URL(runtime.urls[server] ?? '').port);
    await sendBrokenRequests(port, TRAFFIC, (status, request) => {
      assert.ok(CLEAR.includes(status), `${status} for ${request}`);
    });
    assert.equal(await put(runtime, 'Bob'), 200);
    assert.equal(await take(runtime), 'Bob 1');
    assert.equal((await fetch(`${runtime.urls['admin']}/readyz`)).status, 200);
  });
}
