import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { EgressSink, OutboxStream } from '@statefun-ts/engine';
import type { PlaygroundEgressComponent } from '@statefun-ts/module';
import { createPlaygroundEgress } from '../src/index.ts';
import { send } from './requests.ts';

const component: PlaygroundEgressComponent = {
  kind: 'io.statefun.playground.v1/egress',
  id: 'io.statefun.playground/egress',
  origin: { file: 'module.yaml', line: 20, column: 1 },
  port: 0,
  topics: ['greetings', 'größe'],
};

const TYPENAME = 'io.statefun.playground/EgressRecord';
const valueOf = (json: unknown, typename = TYPENAME) => ({
  typename,
  hasValue: true,
  value: Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)),
});

/** The records of one lane and channel, kept as the engine keeps them. */
class MemoryStream implements OutboxStream {
  readonly lane: number;
  readonly channel: string;
  readonly records: Uint8Array[];
  head: number;

  constructor(lane: number, channel: string, records: readonly string[], head = 0) {
    this.lane = lane;
    this.channel = channel;
    this.records = records.map((record) => Buffer.from(record));
    this.head = head;
  }

  get tail(): number {
    return this.records.length;
  }

  add(record: string): void {
    this.records.push(Buffer.from(record));
  }

  read(from: number): readonly Uint8Array[] {
    assert.ok(from >= this.head, 'records below the head are gone');
    return this.records.slice(from, from + 1);
  }

  done(sequence: number): void {
    assert.ok(sequence > this.head && sequence <= this.tail);
    this.head = sequence;
  }

  reject(): void {
    assert.fail('the playground egress checks records when they are admitted');
  }
}

const sinkOf = (streams: readonly OutboxStream[]): EgressSink => ({
  incarnation: 'i',
  lanes: [0, 1],
  streams: () => streams,
  recall: () => undefined,
  recallOthers: () => new Map(),
  remember: () => Promise.resolve(),
  trouble: () => {},
  fail: (error) => {
    throw error;
  },
});

async function started(t: TestContext, streams: OutboxStream[]) {
  const egress = createPlaygroundEgress(component, { host: '127.0.0.1' });
  await egress.listen();
  t.after(() => egress.close());
  await egress.start(sinkOf(streams));
  return { egress, url: egress.url };
}

test('records of a topic come one by one, first in first out, with any method; then 404 with an empty body', async (t) => {
  const greetings = new MemoryStream(0, 'greetings', ['Hello Bob', 'Hallo Jörg', '']);
  const { url } = await started(t, [greetings]);
  const first = await send(`${url}/greetings`);
  assert.equal(first.status, 200);
  assert.equal(first.headers['status'], '200');
  assert.equal(first.headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(first.text, 'Hello Bob');
  assert.equal((await send(`${url}/greetings`, { method: 'POST' })).text, 'Hallo Jörg');
  const third = await send(`${url}/greetings`);
  assert.deepEqual([third.status, third.text], [200, '']);
  const none = await send(`${url}/greetings`);
  assert.deepEqual([none.status, none.headers['status'], none.text], [404, '404', '']);
  assert.equal(greetings.head, 3);
});

test('what becomes durable later is delivered in that order, whatever its lane', async (t) => {
  const lanes = [new MemoryStream(0, 'greetings', []), new MemoryStream(1, 'greetings', [])] as const;
  const { egress, url } = await started(t, [...lanes]);
  for (const [lane, record] of [
    [1, 'a'],
    [0, 'b'],
    [1, 'c'],
    [1, 'd'],
    [0, 'e'],
  ] as const) {
    lanes[lane].add(record);
    egress.wake();
  }
  const got: string[] = [];
  for (let i = 0; i < 5; i++) got.push((await send(`${url}/greetings`)).text);
  assert.deepEqual(got, ['a', 'b', 'c', 'd', 'e']);
});

test('lanes and topics that appear later are delivered, too', async (t) => {
  const streams: MemoryStream[] = [];
  const { egress, url } = await started(t, streams);
  assert.equal((await send(`${url}/${encodeURIComponent('größe')}`)).status, 404);
  streams.push(new MemoryStream(1, 'größe', ['1,80 m']));
  egress.wake();
  assert.equal((await send(`${url}/${encodeURIComponent('größe')}`)).text, '1,80 m');
});

test('a restart goes on with the first record that is not done', async (t) => {
  const { url } = await started(t, [new MemoryStream(0, 'greetings', ['gone', 'next'], 1)]);
  assert.equal((await send(`${url}/greetings`)).text, 'next');
});

test('records of a topic that the module lost are reported by its name', async (t) => {
  const egress = createPlaygroundEgress(component, { host: '127.0.0.1' });
  t.after(() => egress.close());
  const faults: Error[] = [];
  const streams = [
    new MemoryStream(0, 'lost', ['a']),
    new MemoryStream(1, 'lost', ['b']),
    new MemoryStream(0, 'fetched', ['c'], 1),
    new MemoryStream(0, 'greetings', ['d']),
  ];
  await egress.start({ ...sinkOf(streams), fail: (error) => void faults.push(error) });
  assert.equal(faults.length, 1);
  assert.match(faults[0]?.message ?? '', /does not declare any more: lost\. Declare/);
  assert.equal((await send(`${egress.url}/greetings`)).text, 'd');
});

test('concurrent requests never get the same record', async (t) => {
  const records = Array.from({ length: 50 }, (_, i) => `record ${i}`);
  const greetings = new MemoryStream(0, 'greetings', records);
  const { url } = await started(t, [greetings]);
  const got = await Promise.all(records.map(() => send(`${url}/greetings`)));
  assert.deepEqual(got.map(({ text }) => text).toSorted(), records.toSorted());
  assert.equal(greetings.head, 50);
});

test('a record whose client vanished before it was written goes to the next one', async (t) => {
  const large = 'x'.repeat(16 * 1024 * 1024);
  const greetings = new MemoryStream(0, 'greetings', [large, 'second']);
  const { url } = await started(t, [greetings]);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET /greetings HTTP/1.1\r\nHost: x\r\n\r\n');
  // It reads the beginning, far less than the whole, and goes away.
  await once(socket, 'readable');
  const other = await send(`${url}/greetings`);
  assert.equal(other.text, 'second');
  assert.equal(greetings.head, 0);
  socket.destroy();
  let next = await send(`${url}/greetings`);
  while (next.status === 404) next = await send(`${url}/greetings`);
  assert.equal(next.text.length, large.length);
  assert.equal(greetings.head, 2);
});

test('what was delivered before the engine recovered is not delivered again', async (t) => {
  const before = new MemoryStream(0, 'greetings', ['one', 'two']);
  const { egress, url } = await started(t, [before]);
  assert.equal((await send(`${url}/greetings`)).text, 'one');
  await egress.stop();
  assert.equal((await send(`${url}/greetings`)).status, 503);
  // The epoch that said `done` was lost with the failed commit.
  const recovered = new MemoryStream(0, 'greetings', ['one', 'two', 'three']);
  await egress.start(sinkOf([recovered]));
  assert.equal((await send(`${url}/greetings`)).text, 'two');
  assert.equal((await send(`${url}/greetings`)).text, 'three');
  assert.equal(recovered.head, 3);
});

test('a record that the store can not give is answered with 500, reported, and stays the next', async (t) => {
  const greetings = new MemoryStream(0, 'greetings', ['one', 'two']);
  const read = greetings.read.bind(greetings);
  const failures: string[] = [];
  const egress = createPlaygroundEgress(component, { host: '127.0.0.1' });
  await egress.start({ ...sinkOf([greetings]), fail: (error) => failures.push(error.message) });
  t.after(() => egress.close());
  greetings.read = () => {
    throw new Error('a row is damaged');
  };
  assert.equal((await send(`${egress.url}/greetings`)).status, 500);
  assert.deepEqual(failures, ['a row is damaged']);
  greetings.read = read;
  assert.equal((await send(`${egress.url}/greetings`)).text, 'one');
});

test('HEAD tells whether a record waits, and takes none', async (t) => {
  const { url } = await started(t, [new MemoryStream(0, 'greetings', ['one'])]);
  assert.equal((await send(`${url}/greetings`, { method: 'HEAD' })).status, 200);
  assert.equal((await send(`${url}/greetings`)).text, 'one');
  assert.equal((await send(`${url}/greetings`, { method: 'HEAD' })).status, 404);
});

test('an unknown topic is 405 and names the topics; any other path is 400', async (t) => {
  const { url } = await started(t, []);
  const unknown = await send(`${url}/greeting`);
  assert.deepEqual([unknown.status, unknown.headers['status']], [405, '405']);
  assert.match(unknown.text, /greetings, größe/);
  for (const path of ['/', '/greetings/1', '/%ff']) {
    assert.equal((await send(url + path)).status, 400, path);
  }
});

test('only EgressRecords of exactly the right form and a declared topic are admitted', () => {
  const egress = createPlaygroundEgress(component, { host: '127.0.0.1' });
  const admitted = egress.admit(valueOf({ topic: 'greetings', payload: 'Grüße' }));
  assert.deepEqual(admitted, { ok: true, channel: 'greetings', record: new TextEncoder().encode('Grüße') });
  const codeOf = (argument: ReturnType<typeof valueOf>) => {
    const admission = egress.admit(argument);
    assert.ok(!admission.ok);
    return admission.reason.code;
  };
  for (const json of ['', 'nonsense', '[]', 'null', '{"topic":"greetings"}', '{"payload":"x"}']) {
    assert.equal(codeOf(valueOf(json)), 'STATEFUN_PLAYGROUND_RECORD_INVALID', json);
  }
  for (const json of [
    { topic: 'greetings', payload: 1 },
    { topic: 'greetings', payload: 'x', key: 'k' },
  ]) {
    assert.equal(codeOf(valueOf(json)), 'STATEFUN_PLAYGROUND_RECORD_INVALID');
  }
  assert.equal(
    codeOf(valueOf({ topic: 'greetings', payload: 'x' }, 'example/Other')),
    'STATEFUN_PLAYGROUND_RECORD_INVALID',
  );
  assert.equal(codeOf(valueOf({ topic: 'other', payload: 'x' })), 'STATEFUN_PLAYGROUND_TOPIC_UNKNOWN');
});
