import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { describe, test } from 'node:test';
import { FrameType, decodeError, decodeHello } from '@statefun-ts/protocol';
import { StateFun } from '../../src/index.ts';
import { requestOf } from '../call.ts';
import { StreamClient } from './stream-client.ts';

const body = requestOf() as Uint8Array<ArrayBuffer>;

/** A service of `example/person`, and a stream to it. */
async function serve(
  t: TestContext,
  options: { readonly payloadBytesMax?: number; readonly fn?: () => unknown } = {},
) {
  const { fn = () => undefined, ...rest } = options;
  const statefun = new StateFun({ ...rest, onError: () => {} });
  statefun.bind({ typename: 'example/person', fn: async () => void (await fn()) });
  const server = createServer(statefun.handler());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = new StreamClient(url);
  t.after(() => {
    client.destroy();
    server.close();
  });
  await client.until(() => client.said.length > 0);
  return { client, server, url };
}

describe('a stream', () => {
  test('begins with what the service takes, before anything was asked', async (t) => {
    const { client } = await serve(t, { payloadBytesMax: 5000 });
    assert.equal(client.status, 200);
    assert.equal(client.headers['content-type'], 'application/vnd.statefun.stream');
    const [hello] = client.said;
    assert.equal(hello?.type, FrameType.hello);
    assert.deepEqual(decodeHello(hello?.payload ?? Buffer.alloc(0)), {
      callsMax: 1024,
      bytesMax: 5000,
      payloadBytesMax: 5000,
    });
  });

  test('is offered in the answers of plain requests, whatever they are', async (t) => {
    const { url } = await serve(t);
    const post = { method: 'POST', headers: { 'content-type': 'application/octet-stream' } };
    for (const init of [{ ...post, body }, { ...post, body: 'nonsense' }, {}]) {
      const reply = await fetch(url, init);
      await reply.arrayBuffer();
      assert.equal(reply.headers.get('statefun-stream'), '1');
    }
  });

  test('runs calls at once: one that waits holds no other up, nor a ping', async (t) => {
    let calls = 0;
    const first = Promise.withResolvers<void>();
    const { client } = await serve(t, { fn: () => (++calls === 1 ? first.promise : undefined) });
    client.say(FrameType.call, 1, body);
    client.say(FrameType.call, 2, body);
    client.say(FrameType.ping, 0, Buffer.from('12345678'));
    assert.equal((await client.answer(2)).type, FrameType.reply);
    await client.until(() => client.said.some(({ type }) => type === FrameType.pong));
    first.resolve();
    assert.equal((await client.answer(1)).type, FrameType.reply);
  });

  test('answers a cancelled call, too, and a call that is too long, and goes on', async (t) => {
    const { client } = await serve(t, { payloadBytesMax: 1000 });
    client.say(FrameType.call, 1, body);
    client.say(FrameType.cancel, 1);
    await client.answer(1);
    client.say(FrameType.call, 2, Buffer.alloc(100_000));
    const { type, payload } = await client.answer(2);
    assert.equal(type, FrameType.error);
    assert.deepEqual(decodeError(payload), {
      status: 413,
      text: 'The call has 100000 bytes, more than the 1000 that are taken.\n',
    });
    client.say(FrameType.call, 3, body);
    assert.equal((await client.answer(3)).type, FrameType.reply);
  });

  test('is cut when an id is used twice, or more is asked at once than it takes', async (t) => {
    const never = new Promise(() => {});
    for (const ids of [[1, 1], Array.from({ length: 1025 }, (_, index) => index + 1)]) {
      const { client } = await serve(t, { fn: () => never });
      for (const id of ids) client.say(FrameType.call, id, body);
      await client.until(() => client.isCut);
    }
  });

  test('ends in order when the runtime ends its side: what was asked is answered before', async (t) => {
    const gate = Promise.withResolvers<void>();
    const { client } = await serve(t, { fn: () => gate.promise });
    client.say(FrameType.call, 1, body);
    client.end();
    client.say(FrameType.ping, 0, Buffer.alloc(8));
    gate.resolve();
    await client.until(() => client.isEnded);
    assert.equal((await client.answer(1)).type, FrameType.reply);
  });

  test('says that it goes away when its server closes, which then can end', async (t) => {
    const { client, server } = await serve(t);
    client.say(FrameType.call, 1, body);
    await client.answer(1);
    const closed = once(server, 'close');
    server.close();
    await client.until(() => client.said.some(({ type }) => type === FrameType.goAway));
    client.end();
    await closed;
  });

  test('whose runtime vanishes does no harm', async (t) => {
    const gate = Promise.withResolvers<void>();
    const { client, url } = await serve(t, { fn: () => gate.promise });
    client.say(FrameType.call, 1, body);
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.destroy();
    gate.resolve();
    const next = new StreamClient(url);
    next.say(FrameType.call, 1, body);
    assert.equal((await next.answer(1)).type, FrameType.reply);
    next.destroy();
  });

  test('is refused by handlers that can’t read and write at the same time', async () => {
    const statefun = new StateFun({ onError: () => {} });
    const headers = { 'content-type': 'application/vnd.statefun.stream' };
    const reply = await statefun.fetchHandler()(new Request('http://x/', { method: 'POST', headers, body }));
    assert.equal(reply.status, 415);
    assert.equal(reply.headers.get('statefun-stream'), null);
    const result = await statefun.lambdaHandler()({
      httpMethod: 'POST',
      headers,
      body: '',
      isBase64Encoded: true,
    });
    assert.equal(result.statusCode, 415);
  });
});
