// Messages and state as large as the original takes them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { HttpEndpointComponent } from '@statefun-ts/module';
import type { TypedValue } from '@statefun-ts/protocol';
import { countingFunction, endpoint, moduleOf, put, serveFunction, start, take } from '../support.ts';
import { temporaryDirectory } from '../support.ts';
import { askFor, record, reply, setState } from './support.ts';

const MIB = 1024 * 1024;
const TYPE = 'example/Blob';

const digest = (value: TypedValue | null | undefined): string =>
  value ? createHash('sha256').update(value.value).digest('hex').slice(0, 16) : 'none';

function withLimits(
  component: HttpEndpointComponent,
  limits: { payloadBytesMax: number; callMs?: number },
): HttpEndpointComponent {
  const { transport } = component;
  assert.equal(transport.type, 'io.statefun.transports.v1/async');
  return { ...component, transport: { ...transport, ...limits } };
}

test('a message of 32 MiB comes through an ingress, a function and state, and goes on to another function, byte by byte', async (t) => {
  const url = await serveFunction(t, (request) => {
    const more = askFor(request, TYPE);
    if (more !== undefined) return more;
    const { target, state, invocations } = request;
    const argument = invocations[0]?.argument;
    const got = record(`${target?.id} got ${digest(argument)}, has ${digest(state[0]?.stateValue)}`);
    if (target?.id !== 'first' || !argument || argument.value.length === 0)
      return reply({ outgoingEgresses: [got] });
    const next = { namespace: 'example', type: 'blob', id: 'second' };
    return reply({
      stateMutations: [setState('n', argument)],
      outgoingMessages: [{ target: next, argument }],
      outgoingEgresses: [got],
    });
  });
  // A call holds the message and the state, a reply both again.
  const module = moduleOf(withLimits(endpoint('example/*', url), { payloadBytesMax: 80 * MIB }));
  const runtime = await start(t, { module, dataDir: await temporaryDirectory(t) });
  const body = Buffer.alloc(32 * MIB);
  for (let i = 0; i < body.length; i += 4096) body.writeUInt32LE(i, i);
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const send = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const headers = { 'Content-Type': `application/vnd.${TYPE}` };
    const url = `${runtime.urls['ingress']}/example/blob/first`;
    assert.equal((await fetch(url, { method: 'PUT', headers, body: bytes })).status, 200);
  };
  await send(body);
  const got = [await take(runtime), await take(runtime)];
  assert.deepEqual(got.toSorted(), [`first got ${hash}, has none`, `second got ${hash}, has none`]);
  await send(new Uint8Array(0));
  const empty = createHash('sha256').digest('hex').slice(0, 16);
  assert.equal(await take(runtime), `first got ${empty}, has ${hash}`);
});

test('an answer that is larger than the limit of its endpoint fails its own address only', async (t) => {
  const url = await serveFunction(t, (request) =>
    request.target?.id === 'large'
      ? reply({ outgoingEgresses: [record('x'.repeat(2 * MIB))] })
      : countingFunction(request),
  );
  const module = moduleOf(withLimits(endpoint('example/*', url), { payloadBytesMax: MIB, callMs: 300 }));
  const logged: string[] = [];
  const runtime = await start(t, {
    module,
    dataDir: await temporaryDirectory(t),
    observer: { log: (_level, message) => logged.push(message) },
  });
  assert.equal(await put(runtime, 'large'), 200);
  for (let i = 1; i <= 5; i++) {
    assert.equal(await put(runtime, 'small'), 200);
    assert.equal(await take(runtime), `small ${i}`);
  }
  while (!logged.some((line) => line.includes('example/counter "large"')))
    await new Promise((resolve) => setTimeout(resolve, 10));
});
