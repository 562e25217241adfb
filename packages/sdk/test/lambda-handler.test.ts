import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateFun } from '../src/index.ts';
import { requestOf } from './call.ts';

function handler() {
  const statefun = new StateFun();
  statefun.bind({ typename: 'example/person', fn: () => undefined });
  return statefun.lambdaHandler();
}

test('the reply is in base64, which the gateway undoes', async () => {
  const result = await handler()({
    httpMethod: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: Buffer.from(requestOf()).toString('base64'),
    isBase64Encoded: true,
  });
  assert.deepEqual(result, {
    statusCode: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from([0xa2, 0x06, 0]).toString('base64'),
    isBase64Encoded: true,
  });
});

test('a body that the gateway took for text is refused, with what to set', async () => {
  const body = Buffer.from(requestOf()).toString('utf8');
  const result = await handler()({ httpMethod: 'POST', headers: null, body, isBase64Encoded: false });
  assert.equal(result.statusCode, 400);
  assert.match(Buffer.from(result.body, 'base64').toString(), /binary media types/);
});

test('an event that is no HTTP request is refused', async () => {
  assert.equal((await handler()({})).statusCode, 405);
});
