import { stringType } from '@statefun-ts/protocol';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { StateFun } from '../src/index.ts';
import { requestOf, typed } from './call.ts';
import { deliveries } from './deliveries.ts';

/** A service with a function that fails when told so. */
function service(options: { payloadBytesMax?: number } = {}) {
  const errors: unknown[] = [];
  const statefun = new StateFun({ ...options, onError: (error) => errors.push(error) });
  statefun.bind({
    typename: 'example/person',
    fn(context, message) {
      if (message.asString() === 'fail') throw new Error('secret: 1234');
      context.send(message);
    },
  });
  return { statefun, errors };
}

const textRequest = (value: string) => requestOf({ arguments: [typed(value, stringType)] });
const octets = { 'content-type': 'application/octet-stream' };

for (const { name, deliver } of deliveries) {
  suite(`over ${name}`, () => {
    test('a call is answered with the bytes of the reply', async () => {
      const { statefun, errors } = service();
      const body = textRequest('hello');
      const reply = await deliver(statefun, { method: 'POST', headers: octets, body });
      assert.equal(reply.status, 200);
      assert.equal(reply.headers['content-type'], 'application/octet-stream');
      assert.deepEqual(Buffer.from(reply.body), Buffer.from(await statefun.invoke(body)));
      assert.deepEqual(errors, []);
    });

    test('a call of a megabyte is answered', async () => {
      const { statefun } = service();
      const body = textRequest('é'.repeat(500_000));
      const reply = await deliver(statefun, { method: 'POST', headers: octets, body });
      assert.equal(reply.status, 200);
      assert.ok(reply.body.length > 1_000_000);
    });

    test('the content type may be left out, or have parameters', async () => {
      const { statefun } = service();
      const spellings: Record<string, string>[] = [{}, { 'Content-Type': 'Application/Octet-Stream; q=1' }];
      for (const headers of spellings) {
        // oxlint-disable-next-line no-await-in-loop
        const reply = await deliver(statefun, { method: 'POST', headers, body: textRequest('x') });
        assert.equal(reply.status, 200);
      }
    });

    const refusals = [
      [405, 'another method', { method: 'PUT', headers: octets, body: textRequest('x') }],
      [405, 'no body', { method: 'GET', headers: {}, body: new Uint8Array(0) }],
      [415, 'another content type', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: textRequest('x') }], // prettier-ignore
      [400, 'an empty body', { method: 'POST', headers: octets, body: new Uint8Array(0) }],
      [400, 'a malformed body', { method: 'POST', headers: octets, body: Buffer.from('not a request') }],
      [400, 'no target', { method: 'POST', headers: octets, body: Uint8Array.of(0xa2, 0x06, 0) }],
    ] as const;
    for (const [status, what, request] of refusals) {
      test(`${what} is refused with ${status}, in words`, async () => {
        const { statefun, errors } = service();
        const reply = await deliver(statefun, request);
        assert.equal(reply.status, status);
        assert.equal(reply.headers['content-type'], 'text/plain; charset=utf-8');
        assert.match(Buffer.from(reply.body).toString(), /^[A-Z].*\.\n$/);
        if (status === 405) assert.equal(reply.headers['allow'], 'POST');
        assert.deepEqual(errors, [], 'the caller was told: nothing for our log');
      });
    }

    test('a body above the limit is refused with 413, one at the limit is not', async () => {
      const body = textRequest('x'.repeat(100));
      for (const [payloadBytesMax, status] of [
        [body.length, 200],
        [body.length - 1, 413],
      ] as const) {
        const { statefun } = service({ payloadBytesMax });
        // oxlint-disable-next-line no-await-in-loop
        const reply = await deliver(statefun, { method: 'POST', headers: octets, body });
        assert.equal(reply.status, status);
      }
    });

    test('a failing function is a 500 that tells the caller nothing, and the hook everything', async () => {
      const { statefun, errors } = service();
      const reply = await deliver(statefun, { method: 'POST', headers: octets, body: textRequest('fail') });
      assert.equal(reply.status, 500);
      assert.equal(Buffer.from(reply.body).toString(), 'The function failed. Its service has the details.\n');
      const [error] = errors;
      assert.ok(errors.length === 1 && error instanceof Error && error.cause instanceof Error);
      assert.match(error.message, /example\/person\/Bob failed on message 1 of 1: secret: 1234/);
    });

    test('a function type that is not bound is a 503, so that the runtime tries again', async () => {
      const { statefun, errors } = service();
      const body = requestOf({ target: { namespace: 'example', type: 'other', id: 'x' } });
      const reply = await deliver(statefun, { method: 'POST', headers: octets, body });
      assert.equal(reply.status, 503);
      assert.equal(Buffer.from(reply.body).toString(), 'No function is bound as example/other here.\n');
      assert.equal(errors.length, 1);
    });
  });
}

test('a hook that throws does not keep the caller from its answer', async (t) => {
  const log = t.mock.method(console, 'error', () => undefined);
  const statefun = new StateFun({
    onError() {
      throw new Error('broken hook');
    },
  });
  const [delivery] = deliveries;
  assert.ok(delivery);
  const reply = await delivery.deliver(statefun, { method: 'POST', headers: octets, body: requestOf() });
  assert.equal(reply.status, 503);
  assert.equal(log.mock.callCount(), 1);
});

test('without a hook, failures go to console.error', async (t) => {
  const log = t.mock.method(console, 'error', () => undefined);
  const [delivery] = deliveries;
  assert.ok(delivery);
  await delivery.deliver(new StateFun(), { method: 'POST', headers: octets, body: requestOf() });
  assert.equal(log.mock.callCount(), 1);
});
