import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { AddressInfo } from 'node:net';
import type {
  AsyncTransportSpec,
  HttpEndpointComponent,
  KafkaEgressComponent,
  KafkaIngressComponent,
  Module,
  PlaygroundEgressComponent,
  PlaygroundIngressComponent,
} from '@statefun-ts/module';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { MutationType, fromFunctionCodec, intType, toFunctionCodec } from '@statefun-ts/protocol';
import type { DeadLetterJson, Runtime, RuntimeOptions } from '../src/index.ts';
import { startRuntime } from '../src/index.ts';
import { createRegistry } from '../src/registry.ts';

/** A directory that is gone after the test. */
export async function temporaryDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'statefun-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A function service on the bare wire; resolves to its URL. */
export async function serveFunction(
  t: TestContext,
  handle: (request: InvocationBatchRequest) => FromFunction | Promise<FromFunction>,
): Promise<string> {
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const { invocation } = toFunctionCodec.decode(body);
      if (invocation === null) throw new Error('a request without an invocation');
      const reply = fromFunctionCodec.encode(await handle(invocation));
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(reply);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/statefun`;
}

/** Counts its calls in the state `seen` and sends `<id> <count>` to the topic `counts`. */
export function countingFunction({ target, state, invocations }: InvocationBatchRequest): FromFunction {
  const seen = state.find(({ stateName }) => stateName === 'seen');
  if (seen === undefined) {
    const spec = { stateName: 'seen', expirationSpec: null, typeTypename: intType.typename };
    return { invocationResult: null, incompleteInvocationContext: { missingValues: [spec] } };
  }
  const before = seen.stateValue ? intType.decode(seen.stateValue.value) : 0;
  const after = before + invocations.length;
  const stateValue = { typename: intType.typename, hasValue: true, value: intType.encode(after) };
  return {
    incompleteInvocationContext: null,
    invocationResult: {
      stateMutations: [{ mutationType: MutationType.MODIFY, stateName: 'seen', stateValue }],
      outgoingMessages: [],
      delayedInvocations: [],
      outgoingEgresses: invocations.map((_, i) => ({
        egressNamespace: 'io.statefun.playground',
        egressType: 'egress',
        argument: {
          typename: 'io.statefun.playground/EgressRecord',
          hasValue: true,
          value: Buffer.from(
            JSON.stringify({ topic: 'counts', payload: `${target?.id ?? ''} ${before + i + 1}` }),
          ),
        },
      })),
    },
  };
}

const origin = { file: 'module.yaml', line: 1, column: 1 };

export function endpoint(functions: string, url: string): HttpEndpointComponent<AsyncTransportSpec> {
  const [namespace = '', name = ''] = functions.split('/');
  return {
    kind: 'io.statefun.endpoints.v2/http',
    origin,
    functions: { namespace, name },
    urlPathTemplate: url,
    batchMessagesMax: 1000,
    transport: {
      type: 'io.statefun.transports.v1/async',
      callMs: 120_000,
      connectMs: 20_000,
      poolTtlMs: 15_000,
      poolSize: 1024,
      payloadBytesMax: 32 * 1024 * 1024,
      tls: {},
    },
  };
}

export const moduleOf = (...endpoints: HttpEndpointComponent[]): Module => {
  const ingress: PlaygroundIngressComponent = {
    kind: 'io.statefun.playground.v1/ingress',
    origin,
    id: 'io.statefun.playground/ingress',
    port: 0,
  };
  const egress: PlaygroundEgressComponent = {
    kind: 'io.statefun.playground.v1/egress',
    origin,
    id: 'io.statefun.playground/egress',
    port: 0,
    topics: ['counts'],
  };
  return { components: [...endpoints, ingress, egress] };
};

/** A Kafka ingress and egress whose broker nobody answers for. */
export const unreachableKafka = (): [KafkaIngressComponent, KafkaEgressComponent] => {
  // Port 1 of the loopback: refused at once.
  const address = '127.0.0.1:1';
  return [
    {
      kind: 'io.statefun.kafka.v1/ingress',
      origin,
      id: 'test/in',
      address,
      consumerGroupId: 'test',
      topics: [
        {
          topic: 'in',
          valueType: 'io.statefun.types/string',
          targets: ['example/counter'],
          valueEncoding: 'raw',
        },
      ],
      autoOffsetResetPosition: 'latest',
      startupPosition: { type: 'latest' },
      properties: {},
    },
    {
      kind: 'io.statefun.kafka.v1/egress',
      origin,
      id: 'test/out',
      address,
      delivery: { type: 'exactly-once', transactionTimeoutMs: 60_000 },
      properties: {},
    },
  ];
};

type StartOptions = Pick<RuntimeOptions, 'module' | 'dataDir'> & Partial<RuntimeOptions>;

/** A runtime that is ready, which the test may stop itself. */
export async function start(t: TestContext, options: StartOptions): Promise<Runtime> {
  const runtime = await startUnready(t, options);
  await runtime.whenReady();
  return runtime;
}

/** A started runtime that has a reason not to be ready. */
export async function startUnready(t: TestContext, options: StartOptions): Promise<Runtime> {
  const runtime = await startRuntime({
    name: 'test',
    version: '0.0.0',
    host: '127.0.0.1',
    adminHost: '127.0.0.1',
    adminPort: 0,
    callsInFlightMax: 100,
    drainMs: 1000,
    observer: { log: () => {} },
    registry: createRegistry(),
    shards: 1,
    ...options,
  });
  t.after(() => runtime.stop());
  return runtime;
}

/** Sends a message to `example/counter/<id>`; resolves to the status. */
export async function put(runtime: Runtime, id: string, type = 'example/counter'): Promise<number> {
  const headers = { 'Content-Type': 'application/vnd.example/Ping' };
  const reply = await fetch(`${runtime.urls['ingress']}/${type}/${id}`, { method: 'PUT', headers, body: '' });
  return reply.status;
}

/** The next record of a topic, as soon as there is one. */
export async function take(runtime: Runtime, topic = 'counts'): Promise<string> {
  for (;;) {
    const reply = await fetch(`${runtime.urls['egress']}/${topic}`);
    const text = await reply.text();
    if (reply.status === 200) return text;
  }
}

/** The dead letters, as soon as there are `count`. */
export async function deadLetters(admin: string | undefined, count: number): Promise<DeadLetterJson[]> {
  for (;;) {
    const reply = await fetch(`${admin}/dead-letters`);
    const { deadLetters: letters } = (await reply.json()) as { deadLetters: DeadLetterJson[] };
    if (letters.length >= count) return letters;
  }
}
