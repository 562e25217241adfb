import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateFun } from '../src/index.ts';
import { requestOf } from './call.ts';

function handler(payloadBytesMax: number) {
  const statefun = new StateFun({ payloadBytesMax });
  statefun.bind({ typename: 'example/person', fn: () => undefined });
  return statefun.fetchHandler();
}

/** A body that comes in pieces, and says whether its reader gave up on it. */
function streamOf(pieces: readonly Uint8Array[]) {
  const left = [...pieces];
  const seen = { cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { request: new Request('http://localhost/', { method: 'POST', body, duplex: 'half' }), seen, left };
}

test('a body that comes in pieces is put together', async () => {
  const bytes = requestOf();
  const { request } = streamOf([bytes.subarray(0, 10), bytes.subarray(10, 11), bytes.subarray(11)]);
  assert.equal((await handler(1000)(request)).status, 200);
});

test('a body without a length is not read past the limit', async () => {
  const { request, seen, left } = streamOf(Array.from({ length: 100 }, () => new Uint8Array(100)));
  assert.equal((await handler(1000)(request)).status, 413);
  assert.ok(seen.cancelled);
  assert.ok(left.length > 80);
});

test('a body that breaks off is refused', async () => {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error('connection lost'));
    },
  });
  const request = new Request('http://localhost/', { method: 'POST', body, duplex: 'half' });
  assert.equal((await handler(1000)(request)).status, 400);
});
