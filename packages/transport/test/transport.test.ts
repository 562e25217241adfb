import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { createTransport, retryOf } from '../src/index.ts';
import {
  OCTETS,
  asyncSpec,
  echo,
  endpointAt,
  failure,
  httpServer,
  okHttpSpec,
  replyWith,
} from './support.ts';
import { requestTo, textOf, transportTo, until } from './support.ts';

const BUDGET_MS = 60_000;

test('the figures for the series of attempts are those of the transport', () => {
  assert.deepEqual(retryOf(endpointAt('http://localhost/', asyncSpec({ callMs: 1_000 }))), {
    callBudgetMs: 1_000,
    retryFirstDelayMs: 4,
  });
  assert.deepEqual(retryOf(endpointAt('http://localhost/', okHttpSpec({ callMs: 2_000 }))), {
    callBudgetMs: 2_000,
    retryFirstDelayMs: 10,
  });
});

test('a call without a target is refused', async (t) => {
  const request = { ...requestTo('greeter', 'bob'), target: null };
  await assert.rejects(
    transportTo(t, 'http://localhost/').call(request, BUDGET_MS),
    failure('STATEFUN_ADDRESS_INVALID', false),
  );
});

test('2,000 calls in flight each get their own reply, over no more connections than the pool has', async (t) => {
  const server = await httpServer(t, echo);
  const transport = transportTo(t, server.url, asyncSpec({ poolSize: 100 }));
  const replies = await Promise.all(
    Array.from({ length: 2_000 }, (_, call) =>
      transport.call(requestTo('greeter', `id-${call}`, `${call}`), BUDGET_MS),
    ),
  );
  replies.forEach((reply, call) => assert.equal(textOf(reply), `id-${call}: ${call}`));
  assert.ok(server.connections() <= 100, `${server.connections()} connections`);
});

test('2,000 calls of a type that hangs hold up no call of another type at the same endpoint', async (t) => {
  const hanging: ServerResponse[] = [];
  const server = await httpServer(t, (request, response) => {
    if (request.url === '/slow') hanging.push(response);
    else echo(request, response);
  });
  const transport = transportTo(t, `${server.url}/{function.name}`, asyncSpec({ poolSize: 128 }));
  const slow = Array.from({ length: 2_000 }, (_, call) =>
    transport.call(requestTo('slow', `${call}`), BUDGET_MS),
  );
  await until(() => hanging.length === 128);
  for (let call = 0; call < 200; call++) {
    assert.equal(textOf(await transport.call(requestTo('fast', `${call}`, 'x'), BUDGET_MS)), `${call}: x`);
  }
  assert.equal(hanging.length, 128);
  let answered = 0;
  await until(() => {
    for (const response of hanging.splice(0)) {
      response.writeHead(200, OCTETS).end(replyWith('slow', `${answered++}`));
    }
    return answered === 2_000;
  });
  assert.equal((await Promise.all(slow)).length, 2_000);
});

test('a request that can not be encoded fails alone', async (t) => {
  const server = await httpServer(t, echo);
  const transport = transportTo(t, server.url);
  await assert.rejects(
    transport.call({ ...requestTo('greeter', 'bob'), state: [null as never] }, BUDGET_MS),
    failure('STATEFUN_TRANSPORT_FAULT', false, /the request can't be encoded/),
  );
  assert.equal(textOf(await transport.call(requestTo('greeter', 'bob', 'x'), BUDGET_MS)), 'bob: x');
});

test('tens of thousands of calls that fail at once when their turn comes do not overflow the stack', async (t) => {
  const held: ServerResponse[] = [];
  const server = await httpServer(t, (_request, response) => void held.push(response));
  const transport = transportTo(t, server.url, asyncSpec({ poolSize: 1, payloadBytesMax: 1000 }));
  const first = transport.call(requestTo('greeter', 'first'), BUDGET_MS);
  const large = 'x'.repeat(1000);
  const rest = Array.from({ length: 20_000 }, () =>
    transport.call(requestTo('greeter', 'bob', large), BUDGET_MS),
  );
  const rejected = Promise.all(
    rest.map((call) => assert.rejects(call, failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', false))),
  );
  await until(() => held.length === 1);
  held[0]?.writeHead(200, OCTETS).end(replyWith('first', 'ok'));
  assert.equal(textOf(await first), 'first: ok');
  await rejected;
});

test('close rejects what is in flight and what waits, and ends the connections', async (t) => {
  let calls = 0;
  const server = await httpServer(t, () => void calls++);
  const transport = createTransport(endpointAt(server.url, asyncSpec({ poolSize: 2 })));
  const pending = Array.from({ length: 5 }, (_, call) =>
    transport.call(requestTo('greeter', `${call}`), BUDGET_MS),
  );
  await until(() => calls === 2);
  const rejected = Promise.all(
    pending.map((call) =>
      assert.rejects(call, failure('STATEFUN_CALL_ABORTED', true, /transport was closed/)),
    ),
  );
  const closed = transport.close();
  assert.equal(transport.close(), closed, 'closing twice is closing once');
  await Promise.all([closed, rejected]);
  await until(() => server.open() === 0);
  assert.equal(calls, 2);
  await assert.rejects(
    transport.call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_ABORTED', true, /transport is closed/),
  );
});

test('close rejects calls that are still connecting', async () => {
  // An address of the range for documentation: nothing answers, or the network refuses.
  const transport = createTransport(endpointAt('http://192.0.2.1:9/'));
  const call = transport.call(requestTo('greeter', 'bob'), BUDGET_MS);
  const rejected = assert.rejects(call, failure('STATEFUN_CALL_ABORTED', true));
  await transport.close();
  await rejected;
});
