import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { OCTETS, asyncSpec, failure, httpServer, okHttpSpec, replyWith, requestTo } from './support.ts';
import { textOf, transportTo } from './support.ts';

const BUDGET_MS = 20_000;
const TEXT = 'packed '.repeat(10_000);

for (const [encoding, pack] of [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['identity', (body: Uint8Array) => body],
] as const) {
  test(`a reply in ${encoding} by ${pack.name || 'nothing'} is unpacked`, async (t) => {
    const server = await httpServer(t, (_request, response) => {
      response.writeHead(200, { ...OCTETS, 'content-encoding': encoding }).end(pack(replyWith('bob', TEXT)));
    });
    const reply = await transportTo(t, server.url).call(requestTo('greeter', 'bob'), BUDGET_MS);
    assert.equal(textOf(reply), `bob: ${TEXT}`);
  });
}

test('a small packed reply that unpacks beyond payload_max_bytes is refused', async (t) => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const server = await httpServer(t, (_request, response) => {
    response.writeHead(200, { ...OCTETS, 'content-encoding': 'gzip' }).end(bomb);
  });
  const spec = asyncSpec({ payloadBytesMax: 1_000_000 });
  await assert.rejects(
    transportTo(t, server.url, spec).call(requestTo('greeter', 'bob'), BUDGET_MS),
    failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', true, /unpack to more than 1000000/),
  );
});

for (const [name, spec] of [
  ['async', asyncSpec()],
  ['okhttp', okHttpSpec()],
] as const) {
  test(`${name}: a damaged or unknown encoding is refused`, async (t) => {
    const packed = gzipSync(replyWith('bob', TEXT));
    let encoding = 'gzip';
    let body: Uint8Array = packed.subarray(0, 50);
    const server = await httpServer(t, (_request, response) => {
      response.writeHead(200, { ...OCTETS, 'content-encoding': encoding }).end(body);
    });
    const transport = transportTo(t, server.url, spec);
    const refused = (message: RegExp) =>
      assert.rejects(
        transport.call(requestTo('greeter', 'bob'), BUDGET_MS),
        failure('STATEFUN_CALL_REPLY_INVALID', name === 'async', message),
      );
    await refused(/gzip encoding is damaged/);
    body = Buffer.from('not packed');
    await refused(/gzip encoding is damaged/);
    encoding = 'br';
    await refused(/content-encoding is "br"; only gzip and deflate/);
  });
}
