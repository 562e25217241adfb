// In a file of its own, and so in a process of its own: it counts the timers of the whole process.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from '../src/index.ts';
import { echo, endpointAt, httpServer, requestTo } from './support.ts';

const BUDGET_MS = 60_000;

test('when it is closed no timer is left, which would keep the process for as long as a call may take', async (t) => {
  const server = await httpServer(t, echo);
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  const transport = createTransport(endpointAt(server.url));
  await transport.call(requestTo('greeter', 'bob'), BUDGET_MS);
  assert.ok(timers() > before);
  await transport.close();
  assert.equal(timers(), before);
});
