// What a user gets over HTTP, from the ingress through a function service to the egress.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { stringType } from '@statefun-ts/protocol';
import type { Runtime } from '../../src/index.ts';
import { endpoint, moduleOf, serveFunction, start, take, temporaryDirectory } from '../support.ts';
import { askFor, deadLetters, record, reply, sayTo, setState, textOf, textValue } from './support.ts';

const startWith = async (
  t: TestContext,
  handle: (request: InvocationBatchRequest) => FromFunction,
  dataDir?: string,
): Promise<Runtime> => {
  const module = moduleOf(endpoint('example/*', await serveFunction(t, handle)));
  return start(t, { module, dataDir: dataDir ?? (await temporaryDirectory(t)) });
};

test('ids of any characters come through the wire as they are, in both directions', async (t) => {
  const ids = ['a b', 'a/b', '/', '%', '%2F', '\0', '\n', '💥', 'é', 'x'.repeat(4_000)];
  const runtime = await startWith(t, ({ target, invocations }) =>
    reply(
      invocations[0]?.caller
        ? { outgoingEgresses: [record(`${target?.id} from ${invocations[0].caller.id}`)] }
        : {
            outgoingMessages: [
              {
                target: { namespace: 'example', type: 'hear', id: target?.id ?? '' },
                argument: textValue(''),
              },
            ],
          },
    ),
  );
  for (const id of ids) {
    assert.equal(await sayTo(runtime, 'say', id, 'x'), 200);
    assert.equal(await take(runtime), `${id} from ${id}`);
  }
});

test('a function can send to an empty id', async (t) => {
  const runtime = await startWith(t, ({ target }) =>
    target?.id === ''
      ? reply({ outgoingEgresses: [record('empty')] })
      : reply({
          outgoingMessages: [
            { target: { namespace: 'example', type: 'any', id: '' }, argument: textValue('x') },
          ],
        }),
  );
  await sayTo(runtime, 'any', 'a', 'x');
  assert.equal(await take(runtime), 'empty');
});

test('a value that encodes to nothing is kept as state, and told apart from no value, also after a restart', async (t) => {
  const seen = (request: InvocationBatchRequest): FromFunction =>
    askFor(request, stringType.typename) ??
    reply({
      stateMutations: [setState('n', textValue(''))],
      outgoingEgresses: [record(request.state[0]?.stateValue?.hasValue === true ? 'empty' : 'none')],
    });
  const dataDir = await temporaryDirectory(t);
  const first = await startWith(t, seen, dataDir);
  for (const expected of ['none', 'empty']) {
    await sayTo(first, 'keeper', 'a', '');
    assert.equal(await take(first), expected);
  }
  await first.stop();
  const second = await startWith(t, seen, dataDir);
  await sayTo(second, 'keeper', 'a', '');
  assert.equal(await take(second), 'empty');
});

test('unknown function types and egresses become dead letters with their reason, and all else of the reply counts', async (t) => {
  const runtime = await startWith(t, () =>
    reply({
      outgoingMessages: [
        { target: { namespace: 'nobody', type: 'home', id: 'x' }, argument: textValue('lost') },
      ],
      outgoingEgresses: [
        { egressNamespace: 'no', egressType: 'where', argument: textValue('lost, too') },
        record('fine'),
      ],
    }),
  );
  await sayTo(runtime, 'sender', 'a', 'x');
  assert.equal(await take(runtime), 'fine');
  const letters = await deadLetters(runtime);
  assert.deepEqual(letters.map(({ code }) => code).toSorted(), [
    'STATEFUN_EGRESS_UNKNOWN',
    'STATEFUN_FUNCTION_UNKNOWN',
  ]);
  const lost = letters.find(({ code }) => code === 'STATEFUN_FUNCTION_UNKNOWN');
  assert.equal(lost?.target, 'nobody/home/x');
  assert.equal(lost.caller, 'example/sender/a');
  assert.equal(stringType.decode(Buffer.from(lost.valueBase64 ?? '', 'base64')), 'lost');
});

test('an answer without a body is an answer without effects', async (t) => {
  let calls = 0;
  const service = createServer((request, response) => {
    calls++;
    request.resume();
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end();
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  t.after(() => {
    service.closeAllConnections();
    service.close();
  });
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;
  const module = moduleOf(endpoint('example/*', url));
  const runtime = await start(t, { module, dataDir: await temporaryDirectory(t) });
  for (let sent = 1; sent <= 3; sent++) {
    await sayTo(runtime, 'quiet', 'a', 'x');
    while (calls < sent) await new Promise(setImmediate);
  }
  await runtime.stop();
  assert.equal(calls, 3);
});

test('what waits behind a call goes out as one batch, in order, with the caller of each message', async (t) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const batches: string[][] = [];
  const url = await serveFunction(t, async ({ invocations }) => {
    batches.push(invocations.map(({ argument }) => textOf(argument)));
    if (batches.length === 1) await released;
    return reply({ outgoingEgresses: [record(String(invocations.length))] });
  });
  const module = moduleOf(endpoint('example/*', url));
  const runtime = await start(t, { module, dataDir: await temporaryDirectory(t) });
  for (const word of ['1', '2', '3', '4']) assert.equal(await sayTo(runtime, 'slow', 'a', word), 200);
  release();
  assert.equal(await take(runtime), '1');
  assert.equal(await take(runtime), '3');
  assert.deepEqual(batches, [['1'], ['2', '3', '4']]);
});

test('a delayed message and its cancellation survive a restart of the runtime', async (t) => {
  const script = ({ invocations, target }: InvocationBatchRequest): FromFunction => {
    const word = textOf(invocations[0]?.argument);
    const later = (delayInMs: number, text: string, cancellationToken: string) => ({
      delayInMs,
      target,
      argument: textValue(text),
      isCancellationRequest: false,
      cancellationToken,
    });
    if (word === 'plan')
      return reply({ delayedInvocations: [later(1_500, 'kept', ''), later(1_000, 'cancelled', 't')] });
    if (word === 'cancel') {
      const request = { ...later(0, '', 't'), target: null, argument: null, isCancellationRequest: true };
      return reply({ delayedInvocations: [request], outgoingEgresses: [record('done')] });
    }
    return reply({ outgoingEgresses: [record(word)] });
  };
  const dataDir = await temporaryDirectory(t);
  const first = await startWith(t, script, dataDir);
  await sayTo(first, 'script', 'a', 'plan');
  await first.stop();
  const second = await startWith(t, script, dataDir);
  await sayTo(second, 'script', 'a', 'cancel');
  assert.equal(await take(second), 'done');
  assert.equal(await take(second), 'kept');
});

test('functions that send to each other without end leave others alone', async (t) => {
  let turns = 0;
  const runtime = await startWith(t, ({ target, invocations }) => {
    if (target?.type !== 'loop')
      return reply({ outgoingEgresses: [record(textOf(invocations[0]?.argument))] });
    turns++;
    const id = target.id === 'a' ? 'b' : 'a';
    return reply({
      outgoingMessages: [{ target: { ...target, id }, argument: textValue('on') }],
    });
  });
  assert.equal(await sayTo(runtime, 'loop', 'a', 'go'), 200);
  for (let round = 0; round < 20; round++) {
    const before = turns;
    assert.equal(await sayTo(runtime, 'other', `o${round}`, `word ${round}`), 200);
    assert.equal(await take(runtime), `word ${round}`);
    while (turns === before) await new Promise(setImmediate);
  }
});
