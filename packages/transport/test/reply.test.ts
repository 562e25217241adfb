import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { OCTETS, asyncSpec, failure, httpServer, okHttpSpec, replyWith, requestTo } from './support.ts';
import { tcpServer, textOf, transportTo } from './support.ts';
import { addPiece } from '../src/reply.ts';

const BUDGET_MS = 20_000;
const TEXT = 'packed '.repeat(10_000);

for (const [encoding, by, pack] of [
  ['gzip', 'gzipSync', gzipSync],
  ['x-gzip', 'gzipSync', gzipSync],
  ['GZIP', 'gzipSync', gzipSync],
  ['deflate', 'deflateSync', deflateSync],
  ['deflate', 'deflateRawSync', deflateRawSync],
  ['identity', 'nothing', (body: Uint8Array) => body],
] as const) {
  test(`a reply in ${encoding} by ${by} is unpacked`, async (t) => {
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

test('a body of very many pieces takes little more memory than its bytes, and stays in order', () => {
  const pieces: Buffer[] = [];
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
  let most = 0;
  for (let at = 0, size = 1; at < bytes.length; at += size) {
    size = at < 100_000 ? 1 : (at % 7) + 1;
    addPiece(pieces, bytes.subarray(at, at + size));
    most = Math.max(most, pieces.length);
  }
  assert.ok(most < 1100, `${most} pieces`);
  assert.deepEqual(Buffer.concat(pieces), bytes);
});

test('a reply that comes in chunks of a byte is put together', async (t) => {
  const server = await tcpServer(t, (socket) => {
    socket.once('data', () => {
      const chunks = [...replyWith('bob', TEXT)].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`);
      const head =
        'HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ntransfer-encoding: chunked\r\n\r\n';
      socket.write(`${head}${chunks.join('')}0\r\n\r\n`, 'latin1');
    });
  });
  const reply = await transportTo(t, server.url).call(requestTo('greeter', 'bob'), BUDGET_MS);
  assert.equal(textOf(reply), `bob: ${TEXT}`);
});
