import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { IngressSink } from '@statefun-ts/engine';
import type { PlaygroundIngressComponent } from '@statefun-ts/module';
import type { Address, TypedValue } from '@statefun-ts/protocol';
import type { IngressLimits } from '../src/index.ts';
import { createPlaygroundIngress } from '../src/index.ts';
import { gate, send } from './requests.ts';

const GREET = { 'Content-Type': 'application/vnd.example/GreetRequest' };

const component: PlaygroundIngressComponent = {
  kind: 'io.statefun.playground.v1/ingress',
  id: 'io.statefun.playground/ingress',
  origin: { file: 'module.yaml', line: 12, column: 1 },
  port: 0,
};

interface Accepted {
  readonly target: Address;
  readonly argument: TypedValue;
}

/** A sink that keeps what it accepted; `durable` holds the confirmations back. */
function sinkOf(accepted: Accepted[], durable: () => Promise<void> = () => Promise.resolve()): IngressSink {
  return {
    stored: () => undefined,
    openPartition: () => assert.fail('the playground has no partitions'),
    accept: (target, argument) => {
      accepted.push({ target, argument });
      return durable();
    },
    trouble: () => {},
    fail: (error) => {
      throw error;
    },
  };
}

async function started(
  t: TestContext,
  options: { durable?: () => Promise<void>; limits?: Partial<IngressLimits> } = {},
) {
  const accepted: Accepted[] = [];
  const ingress = createPlaygroundIngress(component, { host: '127.0.0.1' }, options.limits);
  await ingress.listen();
  t.after(() => ingress.close());
  await ingress.start(sinkOf(accepted, options.durable));
  return { accepted, ingress, url: ingress.url };
}

test('a PUT with a vendor type becomes a message of that type with the same bytes', async (t) => {
  const { accepted, url } = await started(t);
  const body = Uint8Array.of(0, 255, 10, 13, 0);
  const reply = await send(`${url}/example/person/Bob`, { method: 'PUT', headers: GREET, body });
  assert.equal(reply.status, 200);
  assert.equal(reply.text, '');
  const [message] = accepted;
  assert.deepEqual(message?.target, { namespace: 'example', type: 'person', id: 'Bob' });
  assert.equal(message?.argument.typename, 'example/GreetRequest');
  assert.equal(message?.argument.hasValue, true);
  assert.deepEqual([...(message?.argument.value ?? [])], [...body]);
});

test('any method will do, parameters of the type are dropped, and the path is URL-decoded', async (t) => {
  const { accepted, url } = await started(t);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'GET']) {
    const headers = { 'Content-Type': 'Application/VND.example/GreetRequest; charset=utf-8' };
    const reply = await send(`${url}/example/person/B%C3%B6b%20x?trace=1`, { method, headers });
    assert.equal(reply.status, 200, method);
  }
  assert.equal(accepted.length, 5);
  for (const { target, argument } of accepted) {
    assert.equal(target.id, 'Böb x');
    assert.equal(argument.typename, 'example/GreetRequest');
    assert.equal(argument.value.length, 0);
  }
});

test('an encoded slash belongs to the id, and a whole path that is encoded is read as the original does', async (t) => {
  const { accepted, url } = await started(t);
  const ids = [
    ['/example/person/a%2Fb', 'a/b'],
    ['/example/person/%2F', '/'],
    ['/example/person/%00%F0%9F%92%A5', '\0💥'],
    ['/example%2Fperson/Bob', 'Bob'],
    ['/example%2Fperson%2FBob', 'Bob'],
  ] as const;
  for (const [path, id] of ids) {
    assert.equal((await send(url + path, { method: 'PUT', headers: GREET })).status, 200, path);
    assert.deepEqual(accepted.at(-1)?.target, { namespace: 'example', type: 'person', id });
  }
});

test('text/plain becomes a string value that SDKs can read', async (t) => {
  const { accepted, url } = await started(t);
  const text = 'grüße '.repeat(40);
  const headers = { 'Content-Type': 'text/plain; charset=UTF-8' };
  assert.equal((await send(`${url}/example/person/Bob`, { method: 'PUT', headers, body: text })).status, 200);
  assert.equal((await send(`${url}/example/person/Bob`, { method: 'PUT', headers, body: '' })).status, 200);
  assert.equal(accepted[0]?.argument.typename, 'io.statefun.types/string');
  const utf8 = Buffer.from(text);
  // Field 1, length-delimited, a varint length of two bytes.
  const expected = Buffer.concat([Buffer.of(0x0a, (utf8.length & 0x7f) | 0x80, utf8.length >> 7), utf8]);
  assert.deepEqual(Buffer.from(accepted[0]?.argument.value ?? []), expected);
  assert.equal(accepted[1]?.argument.value.length, 0);
});

test('what names no type is refused with 415 and the way to say it', async (t) => {
  const { accepted, url } = await started(t);
  const refused: Record<string, string>[] = [
    {},
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    { 'Content-Type': 'application/json' },
    { 'Content-Type': 'application/vnd.GreetRequest' },
    { 'Content-Type': 'text/plain; charset=utf-16' },
  ];
  for (const headers of refused) {
    const reply = await send(`${url}/example/person/Bob`, {
      method: 'POST',
      headers,
      body: '{"name":"Bob"}',
    });
    assert.equal(reply.status, 415, JSON.stringify(headers));
  }
  const reply = await send(`${url}/example/person/Bob`, { method: 'POST', body: '{}' });
  assert.match(reply.text, /application\/vnd\.example\/GreetRequest/);
  assert.equal(accepted.length, 0);
});

test('a body that is packed is refused with 415, not taken for the value', async (t) => {
  const { accepted, url } = await started(t);
  const put = (encoding: string) =>
    send(`${url}/a/b/c`, { method: 'PUT', headers: { ...GREET, 'Content-Encoding': encoding }, body: 'x' });
  const refused = await put('gzip');
  assert.equal(refused.status, 415);
  assert.match(refused.text, /Content-Encoding gzip/);
  assert.equal((await put('identity')).status, 200);
  assert.equal(accepted.length, 1);
});

test('text that is not UTF-8 is refused with 400', async (t) => {
  const { url } = await started(t);
  const headers = { 'Content-Type': 'text/plain' };
  const reply = await send(`${url}/example/person/Bob`, {
    method: 'PUT',
    headers,
    body: Uint8Array.of(0xc3, 0x28),
  });
  assert.equal(reply.status, 400);
});

test('a path that is not three parts is refused with 400', async (t) => {
  const { accepted, url } = await started(t);
  for (const path of [
    '/',
    '/example',
    '/example/person',
    '/example/person/',
    '/a/b/c/d',
    '/a%2Fb/c/d',
    '/a/b%2Fc/d',
    '/a%2Fb%2Fc%2Fd',
    '/a//c',
    '/a/b/%ff',
  ]) {
    const reply = await send(url + path, { method: 'PUT', headers: GREET });
    assert.equal(reply.status, 400, path);
    assert.match(reply.text, /<namespace>\/<type>\/<id>/);
  }
  assert.equal(accepted.length, 0);
});

test('a body over the limit is refused with 413, announced or not', async (t) => {
  const { accepted, url } = await started(t, { limits: { bodyBytesMax: 1000 } });
  const body = 'x'.repeat(1001);
  const announced = await send(`${url}/example/person/Bob`, { method: 'PUT', headers: GREET, body });
  assert.equal(announced.status, 413);
  const chunked = { ...GREET, 'Transfer-Encoding': 'chunked' };
  const streamed = await send(`${url}/example/person/Bob`, { method: 'PUT', headers: chunked, body });
  assert.equal(streamed.status, 413);
  const fits = await send(`${url}/example/person/Bob`, {
    method: 'PUT',
    headers: GREET,
    body: 'x'.repeat(1000),
  });
  assert.equal(fits.status, 200);
  assert.equal(accepted.length, 1);
});

test('the answer comes only when the message is durable', async (t) => {
  const durable = gate();
  const taken = gate();
  const { url } = await started(t, {
    durable: () => {
      taken.resolve();
      return durable.promise;
    },
  });
  let answered = false;
  const reply = send(`${url}/example/person/Bob`, { method: 'PUT', headers: GREET }).then((reply) => {
    answered = true;
    return reply;
  });
  await taken.promise;
  await new Promise(setImmediate);
  assert.equal(answered, false);
  durable.resolve();
  assert.equal((await reply).status, 200);
});

test('before the start, while paused, and after the stop it answers 503 with Retry-After', async (t) => {
  const ingress = createPlaygroundIngress(component, { host: '127.0.0.1' });
  await ingress.listen();
  t.after(() => ingress.close());
  const accepted: Accepted[] = [];
  const put = () => send(`${ingress.url}/example/person/Bob`, { method: 'PUT', headers: GREET });
  const assertBusy = async () => {
    const reply = await put();
    assert.equal(reply.status, 503);
    assert.equal(reply.headers['retry-after'], '1');
  };
  await assertBusy();
  await ingress.start(sinkOf(accepted));
  ingress.pause();
  await assertBusy();
  ingress.resume();
  assert.equal((await put()).status, 200);
  await ingress.stop();
  await assertBusy();
  await ingress.start(sinkOf(accepted));
  assert.equal((await put()).status, 200);
  assert.equal(accepted.length, 2);
});

test('a message that the engine could not confirm is answered with 503', async (t) => {
  const { url } = await started(t, { durable: () => Promise.reject(new Error('the engine stopped')) });
  const reply = await send(`${url}/example/person/Bob`, { method: 'PUT', headers: GREET });
  assert.equal(reply.status, 503);
  assert.match(reply.text, /the engine stopped/);
});

test('requests and bytes under way are bounded', async (t) => {
  const durable = gate();
  const taken = gate();
  const hold = () => {
    taken.resolve();
    return durable.promise;
  };
  const { url } = await started(t, { durable: hold, limits: { requestsMax: 2, bytesInFlightMax: 100 } });
  const put = (bytes: number) =>
    send(`${url}/example/person/Bob`, { method: 'PUT', headers: GREET, body: 'x'.repeat(bytes) });
  const first = put(60);
  await taken.promise;
  assert.equal((await put(41)).status, 503);
  const second = put(40);
  durable.resolve();
  assert.equal((await first).status, 200);
  assert.equal((await second).status, 200);
  assert.equal((await put(100)).status, 200);
});

test('more requests than the limit are answered with 503', async (t) => {
  const durable = gate();
  const taken = gate();
  const hold = () => {
    taken.resolve();
    return durable.promise;
  };
  const { url } = await started(t, { durable: hold, limits: { requestsMax: 1 } });
  const put = () => send(`${url}/example/person/Bob`, { method: 'PUT', headers: GREET });
  const first = put();
  await taken.promise;
  assert.equal((await put()).status, 503);
  durable.resolve();
  assert.equal((await first).status, 200);
});

test('a client that goes away in the middle of a body leaves nothing behind', async (t) => {
  const { accepted, url } = await started(t, { limits: { requestsMax: 1, bytesInFlightMax: 10 } });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  after(() => socket.destroy());
  socket.write(
    'PUT /example/person/Bob HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.a/b\r\nContent-Length: 10\r\n\r\n123',
  );
  const put = () => send(`${url}/example/person/Bob`, { method: 'PUT', headers: GREET, body: '0123456789' });
  // Its request holds the only place until it is gone.
  while ((await put()).status === 200) await new Promise(setImmediate);
  socket.destroy();
  const before = accepted.length;
  while ((await put()).status !== 200) await new Promise(setImmediate);
  assert.equal(accepted.length, before + 1);
});
