// The transport against an emulator of Lambda: serverless-offline.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CallFailure } from '@statefun-ts/engine';
import type { Calls, ComponentContext } from '@statefun-ts/extension';
import type { HttpEndpointComponent, LambdaTransportSpec } from '@statefun-ts/module';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import type { LambdaEmulator } from '@statefun-ts/lambda-emulator';
import { startLambdaEmulator } from '@statefun-ts/lambda-emulator';
import { freePorts } from '@statefun-ts/testing-support';
import { createLambdaTransport } from '../src/index.ts';

const answers = (result: string): string => `export const handler = async (event) => (${result});`;

/** An empty reply is one without effects. */
const FUNCTIONS = {
  'fn-empty': answers(`{ statusCode: 200, isBase64Encoded: true, body: '' }`),
  'fn-http': answers(
    `event.requestContext.http.method === 'POST' && event.headers['content-type'] === 'application/octet-stream' && event.isBase64Encoded && Buffer.from(event.body, 'base64').length > 0 ? { statusCode: 200, isBase64Encoded: true, body: '' } : { statusCode: 400 }`,
  ),
  'fn-throws': `export const handler = async () => { throw new Error('no table'); };`,
  'fn-status': answers(`{ statusCode: 503, body: 'on its way' }`),
  'fn-text': answers(`{ statusCode: 200, body: 'hello' }`),
  'fn-number': answers('7'),
  'fn-nonsense': answers(
    `{ statusCode: 200, isBase64Encoded: true, body: Buffer.from([255, 255]).toString('base64') }`,
  ),
  'fn-slow': `export const handler = () => new Promise((resolve) => setTimeout(resolve, 20_000));`,
};

let emulator: LambdaEmulator;

before(async () => {
  const [port = 0] = await freePorts(1);
  emulator = await startLambdaEmulator(port, FUNCTIONS);
});
after(() => emulator.stop());

function callsOf(urlPathTemplate: string, spec: Partial<LambdaTransportSpec> = {}): Calls {
  const endpoint: HttpEndpointComponent<LambdaTransportSpec> = {
    kind: 'io.statefun.endpoints.v2/http',
    origin: { file: 'module.yaml', line: 1, column: 1 },
    functions: { namespace: 'example', name: '*' },
    urlPathTemplate,
    batchMessagesMax: 1000,
    transport: {
      type: 'io.statefun.transports.v1/lambda',
      callMs: 60_000,
      connectMs: 5_000,
      poolSize: 10,
      region: { type: 'custom-endpoint', endpoint: emulator.endpoint, id: 'eu-central-1' },
      credentials: { type: 'basic', accessKeyId: 'a', secretAccessKey: 'b' },
      ...spec,
    },
  };
  return createLambdaTransport(endpoint, {} as ComponentContext);
}

const request = (type: string, value: Uint8Array = Buffer.from('hello')): InvocationBatchRequest => ({
  target: { namespace: 'example', type, id: 'a' },
  state: [],
  invocations: [{ caller: null, argument: { typename: 'a/b', hasValue: true, value } }],
});

async function call(type: string, budgetMs = 20_000, value?: Uint8Array): Promise<FromFunction> {
  const { transport } = callsOf('lambda://fn-{function.name}');
  try {
    return await transport.call(request(type, value), budgetMs);
  } finally {
    await transport.close();
  }
}

const failure = (type: string, budgetMs?: number, value?: Uint8Array): Promise<CallFailure> =>
  call(type, budgetMs, value).then(
    () => assert.fail('it did not fail'),
    (error: unknown) => {
      assert.ok(error instanceof CallFailure, String(error));
      return error;
    },
  );

test('a function is invoked with the event of an HTTP request, and its answer is the reply', async () => {
  for (const type of ['empty', 'http']) {
    const { invocationResult, incompleteInvocationContext } = await call(type);
    assert.deepEqual([invocationResult, incompleteInvocationContext], [null, null]);
  }
});

test('what goes wrong is named, and tried again', async () => {
  for (const [type, code, says] of [
    [
      'throws',
      'STATEFUN_CALL_STATUS',
      /example\/throws "a" as the Lambda function fn-throws failed: .*no table/,
    ],
    ['status', 'STATEFUN_CALL_STATUS', /status 503: on its way/],
    ['none', 'STATEFUN_CALL_STATUS', /ResourceNotFoundException/],
    ['text', 'STATEFUN_CALL_REPLY_INVALID', /set isBase64Encoded/],
    ['number', 'STATEFUN_CALL_REPLY_INVALID', /an object with statusCode and body/],
    ['nonsense', 'STATEFUN_CALL_REPLY_INVALID', /not a FromFunction/],
  ] as const) {
    const { code: actual, message, transient } = await failure(type);
    assert.deepEqual([actual, transient], [code, true], message);
    assert.match(message, says);
  }
});

test('an attempt ends with its time, and with its transport', async () => {
  assert.equal((await failure('slow', 200)).code, 'STATEFUN_CALL_TIMEOUT');
  const { transport } = callsOf('lambda://fn-slow');
  const pending = transport.call(request('any'), 20_000);
  const closing = transport.close();
  await assert.rejects(pending, { code: 'STATEFUN_CALL_ABORTED' });
  await closing;
});

test('what Lambda would refuse for its size is not sent', async () => {
  const { code, transient } = await failure('empty', 20_000, Buffer.alloc(5 * 1024 * 1024));
  assert.deepEqual([code, transient], ['STATEFUN_CALL_PAYLOAD_TOO_LARGE', false]);
});

test('a large request and its answer go through', async () => {
  await call('http', 20_000, Buffer.alloc(4 * 1024 * 1024));
});

test('a service that is not there is no connection', async () => {
  const [port = 0] = await freePorts(1);
  const region = {
    type: 'custom-endpoint',
    endpoint: `http://127.0.0.1:${port}`,
    id: 'eu-central-1',
  } as const;
  const { transport } = callsOf('lambda://fn-empty', { region });
  await assert.rejects(transport.call(request('any'), 5_000), {
    code: 'STATEFUN_CALL_CONNECT',
    transient: true,
  });
  await transport.close();
});

test('a template that names no function is refused at start; a name that makes none ends the series', async () => {
  for (const template of ['lambda://', 'lambda://a.b', 'lambda://a/b/c', 'lambda://a%20b', 'https://a'])
    assert.throws(() => callsOf(template), { code: 'STATEFUN_URL_INVALID' }, template);
  const { transport } = callsOf('lambda://fn-{function.name}/live');
  await assert.rejects(transport.call(request('a/b'), 5_000), {
    code: 'STATEFUN_URL_INVALID',
    transient: false,
  });
  await transport.close();
});
