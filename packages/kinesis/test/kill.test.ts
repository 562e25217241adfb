// Kinesis -> function -> Kinesis, through the runtime as its users start it, which is killed again and again.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sharedEmulator, TestClient, testAws, type ReadRecord } from '@statefun-ts/kinesis-emulator';
import {
  fromFunctionCodec,
  intType,
  KINESIS_EGRESS_RECORD,
  kinesisEgressRecordCodec,
  MutationType,
  toFunctionCodec,
  type EgressMessage,
  type FromFunction,
  type InvocationBatchRequest,
} from '@statefun-ts/protocol';
import { aggregate } from './support/aggregate.ts';
import { until } from './support/application.ts';

const statefun = fileURLToPath(new URL('../../cli/bin/statefun.js', import.meta.url));
const KILLS = 10;
const KEYS = 20;

/** Counts its calls in its state, and sends `<record>|<count>` under its id. */
function count({ target, state, invocations }: InvocationBatchRequest, stream: string): FromFunction {
  const seen = state.find(({ stateName }) => stateName === 'seen');
  if (seen === undefined) {
    const missing = { stateName: 'seen', expirationSpec: null, typeTypename: intType.typename };
    return { invocationResult: null, incompleteInvocationContext: { missingValues: [missing] } };
  }
  const before = seen.stateValue ? intType.decode(seen.stateValue.value) : 0;
  const value = intType.encode(before + invocations.length);
  const stateValue = { typename: intType.typename, hasValue: true, value };
  const outgoingEgresses = invocations.map(({ argument }, i): EgressMessage => {
    const text = `${Buffer.from(argument?.value ?? []).toString()}|${before + i + 1}`;
    const record = {
      partitionKey: target?.id ?? '',
      valueBytes: Buffer.from(text),
      stream,
      explicitHashKey: '',
    };
    const encoded = kinesisEgressRecordCodec.encode(record);
    return {
      egressNamespace: 'kill',
      egressType: 'out',
      argument: { typename: KINESIS_EGRESS_RECORD, hasValue: true, value: encoded },
    };
  });
  return {
    incompleteInvocationContext: null,
    invocationResult: {
      stateMutations: [{ mutationType: MutationType.MODIFY, stateName: 'seen', stateValue }],
      outgoingMessages: [],
      delayedInvocations: [],
      outgoingEgresses,
    },
  };
}

interface Service {
  readonly url: string;
  calls: number;
}

async function serve(t: TestContext, stream: string): Promise<Service> {
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { invocation } = toFunctionCodec.decode(body);
      service.calls++;
      if (invocation === null) return response.writeHead(400).end();
      const reply = fromFunctionCodec.encode(count(invocation, stream));
      return response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(reply);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const service = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/statefun`, calls: 0 };
  return service;
}

const moduleYaml = (endpoint: string, url: string, input: string): string => {
  const aws = `
  awsRegion:
    type: custom-endpoint
    endpoint: ${endpoint}
    id: ${testAws.region}
  awsCredentials:
    type: basic
    accessKeyId: ${testAws.accessKeyId}
    secretAccessKey: ${testAws.secretAccessKey}`;
  return `
kind: io.statefun.endpoints.v2/http
spec:
  functions: kill/*
  urlPathTemplate: ${url}
---
kind: io.statefun.kinesis.v1/ingress
spec:
  id: kill/in${aws}
  startupPosition:
    type: earliest
  streams:
    - stream: ${input}
      valueType: io.statefun.types/string
      targets:
        - kill/counter
  clientConfigProperties:
    - flink.shard.getrecords.intervalmillis: 50
    - flink.shard.discovery.intervalmillis: 300
---
kind: io.statefun.kinesis.v1/egress
spec:
  id: kill/out${aws}
`;
};

/** Starts the runtime with so many shards, and resolves when it says that it is ready. */
async function startRuntime(folder: string, shards: number): Promise<ChildProcess> {
  const args = [
    'run',
    '--module',
    join(folder, 'module.yaml'),
    '--data',
    join(folder, 'data'),
    '--admin-port',
    '0',
    '--shards',
    String(shards),
  ];
  const child = spawn(process.execPath, [statefun, ...args, '--log-format', 'json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const read = (data: Buffer): void => void (output = (output + data.toString()).slice(-20_000));
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  await until(() => {
    if (child.exitCode !== null) throw new Error(`The runtime ended:\n${output}`);
    return /\bready\b/i.test(output);
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Every input was counted once, at its own place: a record that was sent twice says the same both times. */
function check(out: readonly ReadRecord[], produced: number): void {
  for (const [key, ofKey] of Map.groupBy(out, (record) => record.key)) {
    const inputByCount = new Map<number, number>();
    for (const { value } of ofKey) {
      const [input, place] = value.split('|').map(Number) as [number, number];
      assert.equal(inputByCount.get(place) ?? input, input, `${key}, count ${place}`);
      inputByCount.set(place, input);
    }
    const places = [...inputByCount.keys()].toSorted((a, b) => a - b);
    assert.deepEqual(
      places,
      places.map((_, i) => i + 1),
      `counts of ${key}`,
    );
    // Order per key holds from the producer to the state.
    const inputs = places.map((place) => inputByCount.get(place));
    const expected = Array.from({ length: produced }, (_, i) => i).filter((i) => `k${i % KEYS}` === key);
    assert.deepEqual(inputs, expected, `inputs of ${key}`);
  }
}

test(`${KILLS} kill -9, with splits and merges, and other shards each time: none lost on the way out, each counted once, in order`, async (t) => {
  const endpoint = await sharedEmulator();
  const client = new TestClient(endpoint);
  const [input, output] = [await client.createStream(2), await client.createStream(2)];
  const service = await serve(t, output);
  const folder = mkdtempSync(join(tmpdir(), 'statefun-kill-'));
  writeFileSync(join(folder, 'module.yaml'), moduleYaml(endpoint, service.url, input));

  let produced = 0;
  const stop = new AbortController();
  const produce = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const next = () => ({ key: `k${produced % KEYS}`, value: String(produced++) });
      await client.put(input, [next(), next(), next(), next()]);
      // Its own keys' turn: an aggregated record goes where its outer key goes, so it must be of that one key.
      const last = next();
      await client.put(input, [{ key: last.key, value: aggregate([last]) }]);
      await delay(20);
    }
  };
  let runtime = await startRuntime(folder, 3);
  const producer = produce();
  t.after(async () => {
    stop.abort();
    await producer;
    await kill(runtime);
    client.close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (let round = 0; round < KILLS; round++) {
    if (round === 2) await client.split(input, 'shardId-000000000000');
    if (round === 4) await client.merge(input, 'shardId-000000000002', 'shardId-000000000003');
    // It is at work again; a little later, at any step of that, it is killed.
    const before = service.calls;
    await until(() => service.calls > before);
    await delay(70 * round);
    await kill(runtime);
    runtime = await startRuntime(folder, 1 + (round % 3));
  }
  stop.abort();
  await producer;
  const out: ReadRecord[] = [];
  const inputs = new Set<string>();
  await until(async () => {
    for (const record of await client.readOn(output)) {
      out.push(record);
      inputs.add(record.value.replace(/\|.*/, ''));
    }
    return inputs.size === produced;
  });
  check(out, produced);
});
