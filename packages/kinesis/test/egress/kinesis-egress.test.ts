import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Ingress, IngressSink } from '@statefun-ts/engine';
import { sharedEmulator, TestClient, uniqueName, type ReadRecord } from '@statefun-ts/kinesis-emulator';
import type { KinesisEgressComponent } from '@statefun-ts/module';
import {
  KINESIS_EGRESS_RECORD,
  kinesisEgressRecordCodec,
  type EgressMessage,
  type KinesisEgressRecord,
} from '@statefun-ts/protocol';
import { createKinesisEgress } from '../../src/index.ts';
import { Application, until } from '../support/application.ts';
import { egressComponent } from '../support/components.ts';
import { fault, FaultProxy, type Json } from '../support/fault-proxy.ts';

const emulator = await sharedEmulator();
const client = new TestClient(emulator);

/** Tells functions what to send. */
class Trigger implements Ingress {
  readonly id = 'test/trigger';
  #sink: IngressSink | undefined;

  async start(sink: IngressSink): Promise<void> {
    this.#sink = sink;
  }

  send(): Promise<void> {
    const target = { namespace: 'test', type: 'one', id: 'a' };
    const argument = { typename: 'test/text', hasValue: true, value: new Uint8Array() };
    return this.#sink?.accept(target, argument) ?? Promise.reject(new Error('It is not started.'));
  }

  pause(): void {}
  resume(): void {}
  async stop(): Promise<void> {}
}

const message = (record: Partial<KinesisEgressRecord>): EgressMessage => ({
  egressNamespace: 'test',
  egressType: 'out',
  argument: {
    typename: KINESIS_EGRESS_RECORD,
    hasValue: true,
    value: kinesisEgressRecordCodec.encode({
      partitionKey: 'k',
      valueBytes: new Uint8Array(),
      stream: '',
      explicitHashKey: '',
      ...record,
    }),
  },
});

interface Fixture {
  readonly app: Application;
  readonly proxy: FaultProxy;
  /** A function sends these at one time; resolves when that is durable. */
  readonly send: (records: readonly Partial<KinesisEgressRecord>[]) => Promise<void>;
}

async function fixture(t: TestContext, changes: Partial<KinesisEgressComponent> = {}): Promise<Fixture> {
  const proxy = await FaultProxy.start(t, emulator);
  const trigger = new Trigger();
  const component = egressComponent(proxy.endpoint, changes);
  const app = new Application(t, {
    ingresses: () => [trigger],
    egresses: (observer) => [createKinesisEgress(component, { observer })],
  });
  await app.start();
  await until(() => app.shard.status().ready);
  return {
    app,
    proxy,
    send: async (records) => {
      app.handle = () => records.map(message);
      const count = app.received.length + 1;
      await trigger.send();
      await app.receives(count);
    },
  };
}

/** Records of one stream, over `keys` keys in turn. */
const records = (stream: string, count: number, keys: number): Partial<KinesisEgressRecord>[] =>
  Array.from({ length: count }, (_, i) => {
    return { stream, partitionKey: `k${i % keys}`, valueBytes: Buffer.from(String(i)) };
  });

async function arrived(stream: string, count: number): Promise<ReadRecord[]> {
  const all: ReadRecord[] = [];
  await until(async () => {
    all.push(...(await client.readOn(stream)));
    return all.length >= count;
  });
  return all;
}

/** Each key's values in order, and no value missing. */
function checkOrder(all: readonly ReadRecord[], count: number): void {
  const numbers = Map.groupBy(all, ({ key }) => key);
  for (const [key, ofKey] of numbers) {
    const values = ofKey.map(({ value }) => Number(value));
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
      `order of ${key}`,
    );
  }
  assert.deepEqual(
    all.map(({ value }) => Number(value)).toSorted((a, b) => a - b),
    Array.from({ length: count }, (_, i) => i),
  );
}

interface Put {
  readonly StreamName: string;
  readonly Records: readonly { readonly PartitionKey: string; readonly Data: string }[];
}
const putOf = (request: Json): Put => request as unknown as Put;

test('records arrive in their streams, each key in order, with the hash key that was asked for', async (t) => {
  const { app, send } = await fixture(t);
  const [one, two] = [await client.createStream(2), await client.createStream(2)];
  const high = String(2n ** 127n);
  await send([
    ...records(one, 600, 30),
    { stream: two, partitionKey: 'a', valueBytes: Buffer.from('low'), explicitHashKey: '0' },
    { stream: two, partitionKey: 'a', valueBytes: Buffer.from('high'), explicitHashKey: high },
  ]);
  checkOrder(await arrived(one, 600), 600);
  const inTwo = (await arrived(two, 2)).map(({ value, shard }) => `${shard.slice(-1)} ${value}`);
  assert.deepEqual(inTwo.toSorted(), ['0 low', '1 high']);
  assert.deepEqual(await app.deadLetters(), []);
});

test('requests keep to 500 records and 5 MiB, and no more are on their way than allowed', async (t) => {
  const { proxy, send } = await fixture(t, { outstandingRecordsMax: 700 });
  const stream = await client.createStream();
  const puts: Put[] = [];
  let outstanding = 0;
  let outstandingMost = 0;
  proxy.before = (operation, request) => {
    if (operation === 'PutRecords') {
      puts.push(putOf(request));
      outstanding += putOf(request).Records.length;
      outstandingMost = Math.max(outstandingMost, outstanding);
    }
    return undefined;
  };
  proxy.after = (operation, answer, request) => {
    if (operation === 'PutRecords') outstanding -= putOf(request).Records.length;
    return answer;
  };
  await send(records(stream, 1200, 1200));
  checkOrder(await arrived(stream, 1200), 1200);
  const large = Buffer.alloc(900 << 10, 'x');
  await send(Array.from({ length: 12 }, (_, i) => ({ stream, partitionKey: `l${i}`, valueBytes: large })));
  await arrived(stream, 12);
  const bytesOf = ({ Records: all }: Put): number =>
    all.reduce(
      (sum, { PartitionKey: key, Data: data }) => sum + key.length + Buffer.from(data, 'base64').length,
      0,
    );
  assert.ok(puts.every((put) => put.Records.length <= 500 && bytesOf(put) <= 5 << 20));
  assert.ok(puts.some((put) => put.Records.length > 100) && puts.some((put) => bytesOf(put) > 4 << 20));
  assert.ok(outstandingMost <= 700, `${outstandingMost} were on their way`);
});

test('records that are refused for the rate are sent again, each key in order, and no other twice', async (t) => {
  const { app, proxy, send } = await fixture(t);
  const stream = await client.createStream(2);
  let turn = 0;
  // Refuses every third record before the emulator sees it.
  proxy.before = (operation, request) => {
    if (operation !== 'PutRecords') return undefined;
    const put = putOf(request);
    if (put.Records.length === 1 || ++turn > 5) return undefined;
    return {
      status: 200,
      body: { FailedRecordCount: put.Records.length, Records: put.Records.map(refusal) },
    };
  };
  const refusal = (_: unknown): Json => ({
    ErrorCode: 'ProvisionedThroughputExceededException',
    ErrorMessage: 'too fast',
  });
  await send(records(stream, 300, 11));
  checkOrder(await arrived(stream, 300), 300);
  assert.deepEqual(await app.deadLetters(), []);
});

test('of a request that is refused in part, only that part goes again', async (t) => {
  const { proxy, send } = await fixture(t);
  const stream = await client.createStream(1);
  let puts = 0;
  const refused = new Set<string>();
  // Takes the odd values out of the first request, and says that these were refused.
  proxy.before = (operation, request) => {
    if (operation !== 'PutRecords' || puts++ > 0) return undefined;
    const all = [...putOf(request).Records];
    for (const { Data: data } of all) if (Number(Buffer.from(data, 'base64')) % 2 === 1) refused.add(data);
    (request as { Records: unknown }).Records = all.filter(({ Data: data }) => !refused.has(data));
    originals.set(request, all);
    return undefined;
  };
  const originals = new Map<Json, { Data: string }[]>();
  proxy.after = (_, answer, request) => {
    const all = originals.get(request);
    if (all === undefined) return answer;
    const done = [...(answer['Records'] as Json[])];
    const failure = { ErrorCode: 'InternalFailure', ErrorMessage: 'oops' };
    const results = all.map(({ Data: data }) => (refused.has(data) ? failure : done.shift()));
    return { FailedRecordCount: refused.size, Records: results };
  };
  await send(records(stream, 100, 20));
  checkOrder(await arrived(stream, 100), 100);
  assert.ok(refused.size > 0);
});

test('a record that Kinesis refuses becomes a dead letter, and the others go out', async (t) => {
  const { app, proxy, send } = await fixture(t);
  const stream = await client.createStream(1);
  const poison = Buffer.from('13').toString('base64');
  proxy.before = (operation, request) =>
    operation === 'PutRecords' && putOf(request).Records.some(({ Data: data }) => data === poison)
      ? fault('ValidationException')
      : undefined;
  await send(records(stream, 50, 5));
  const values = (await arrived(stream, 49)).map(({ value }) => value);
  assert.equal(new Set(values).size, 49);
  await until(async () => (await app.deadLetters()).length === 1);
  const [letter] = await app.deadLetters();
  assert.equal(letter?.code, 'STATEFUN_KINESIS_RECORD_REFUSED');
});

test('a stream that is not there holds up no other; it is waited for, then its records are dead letters', async (t) => {
  const { app, send } = await fixture(t, { properties: { RecordTtl: '300' } });
  const [there, absent] = [await client.createStream(), uniqueName()];
  await send([...records(absent, 3, 3), ...records(there, 3, 3)]);
  await arrived(there, 3);
  await until(async () => (await app.deadLetters()).length === 3);
  const codes = (await app.deadLetters()).map(({ code }) => code);
  assert.deepEqual(new Set(codes), new Set(['STATEFUN_KINESIS_STREAM_UNKNOWN']));
  await client.createStream(1, absent);
  await send(records(absent, 2, 2));
  await arrived(absent, 2);
  await until(() => app.shard.status().ready);
});

test('a stream that appears in time gets its records', async (t) => {
  const { app, send } = await fixture(t);
  const stream = uniqueName();
  await send(records(stream, 3, 1));
  await until(() => app.problems.includes('STATEFUN_KINESIS_UNREACHABLE'));
  await client.createStream(1, stream);
  checkOrder(await arrived(stream, 3), 3);
  await until(() => app.shard.status().ready);
  assert.deepEqual(await app.deadLetters(), []);
});

test('what was not out at a stop goes out after the next start', async (t) => {
  const { app, proxy, send } = await fixture(t);
  const stream = await client.createStream();
  proxy.before = () => ({ status: 503, body: { __type: 'ServiceUnavailable' } });
  await send(records(stream, 10, 2));
  await until(() => proxy.operations.includes('PutRecords'));
  await app.stop();
  proxy.before = () => undefined;
  await app.start();
  checkOrder(await arrived(stream, 10), 10);
});

test('properties without a meaning are named at the start', () => {
  const lines: string[] = [];
  const observer = { log: (_: string, text: string) => void lines.push(text) };
  const properties = { AggregationEnabled: 'true', MaxConnections: '5', ThreadPoolSize: '2' };
  createKinesisEgress(egressComponent('http://127.0.0.1:1', { properties }), { observer });
  assert.match(lines[0] ?? '', /egress test\/out \(.+\) are ignored: AggregationEnabled, ThreadPoolSize$/);
});
