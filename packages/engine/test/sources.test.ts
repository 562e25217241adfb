import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import type { Ingress, IngressSink, Routing, SourcePartition, SourceRecord } from '../src/index.ts';
import { emit, result, untext, World } from './support/world.ts';

const ROUTING: Routing = { targets: ['test/one', 'test/two'], valueType: 'test/text' };

/** A source that replays: the test pushes. */
class Replaying implements Ingress {
  readonly id = 'test/replaying';
  readonly routing: Routing;
  identity = 'first';
  sink: IngressSink | undefined;
  partition: SourcePartition | undefined;
  paused = false;

  constructor(routing = ROUTING) {
    this.routing = routing;
  }

  async start(sink: IngressSink): Promise<void> {
    this.sink = sink;
    this.partition = sink.openPartition('topic/0', {
      identity: this.identity,
      startOffset: 5,
      routing: this.routing,
    });
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  async stop(): Promise<void> {
    this.sink = this.partition = undefined;
  }

  push(...offsets: number[]): void {
    this.partition?.push(offsets.map(record));
  }
}

const record = (offset: number): SourceRecord => ({
  offset,
  id: `k${offset % 3}`,
  value: new TextEncoder().encode(String(offset)),
});

const emitAll = (request: InvocationBatchRequest): FromFunction =>
  result({
    outgoingEgresses: request.invocations.map(({ argument }) =>
      emit(`${request.target?.type}:${untext(argument)}`),
    ),
  });

const never = (): Promise<FromFunction> => new Promise(() => {});

test('a record goes to each target, and the position moves when both are done', async () => {
  const ingress = new Replaying();
  const world = await World.start({ functions: { one: emitAll, two: emitAll }, ingress });
  ingress.push(5, 6, 9);
  await world.pass(10);
  assert.deepEqual(world.egress.out.toSorted(), ['one:5', 'one:6', 'one:9', 'two:5', 'two:6', 'two:9']);
  assert.equal(ingress.partition?.committedOffset(), 10);
  assert.deepEqual([...world.disk.keys('q'), ...world.disk.keys('m')], []);
});

test('after a restart only what was not done is handled again', async () => {
  const first = new Replaying();
  const world = await World.start({ functions: { one: emitAll, two: never }, ingress: first });
  first.push(5, 6, 7);
  await world.pass(100);
  assert.equal(first.partition?.committedOffset(), 5);
  // No stop: the process is gone.
  const second = new Replaying();
  const again = await World.start({
    functions: { one: emitAll, two: emitAll },
    ingress: second,
    disk: world.disk,
    clock: world.clock,
  });
  assert.equal(second.partition?.resumeOffset, 5);
  second.push(5, 6, 7, 8);
  await again.pass(2_000);
  assert.deepEqual(again.egress.out.toSorted(), ['one:8', 'two:5', 'two:6', 'two:7', 'two:8']);
  assert.equal(second.partition?.committedOffset(), 9);
});

test('mail that waits long goes to the store, so that the position can move on', async () => {
  const first = new Replaying();
  const limits = { spillAfterMs: 2_000 };
  const world = await World.start({ functions: { one: emitAll, two: never }, ingress: first, limits });
  first.push(5, 6, 7);
  await world.pass(3_000);
  first.push(8);
  await world.pass(3_000);
  first.push(9);
  await world.pass(100);
  assert.ok((first.partition?.committedOffset() ?? 0) >= 9);
  const second = new Replaying();
  const again = await World.start({
    functions: { one: emitAll, two: emitAll },
    ingress: second,
    disk: world.disk,
    clock: world.clock,
  });
  second.push(9);
  await again.pass(3_000);
  assert.deepEqual(again.egress.out.filter((line) => line.startsWith('two')).toSorted(), [
    'two:5',
    'two:6',
    'two:7',
    'two:8',
    'two:9',
  ]);
  assert.deepEqual([...again.disk.keys('q'), ...again.disk.keys('m')], []);
});

test('when targets change, records that were read before go by the old targets', async () => {
  const first = new Replaying();
  const world = await World.start({ functions: { one: emitAll, two: never }, ingress: first });
  first.push(5, 6, 7);
  await world.pass(100);
  const second = new Replaying({ targets: ['test/three'], valueType: 'test/text' });
  const functions = { one: emitAll, two: emitAll, three: emitAll };
  const again = await World.start({ functions, ingress: second, disk: world.disk, clock: world.clock });
  second.push(5, 6);
  await again.pass(100);
  second.push(7, 8);
  await again.pass(2_000);
  assert.deepEqual(again.egress.out.toSorted(), ['three:8', 'two:5', 'two:6', 'two:7']);
});

test('a source by the same name but with another identity starts anew', async () => {
  const first = new Replaying();
  const world = await World.start({ functions: { one: emitAll, two: emitAll }, ingress: first });
  first.push(5, 6, 7);
  await world.pass(100);
  const second = new Replaying();
  second.identity = 'second';
  await World.start({
    functions: { one: emitAll, two: emitAll },
    ingress: second,
    disk: world.disk,
    clock: world.clock,
  });
  assert.equal(second.partition?.resumeOffset, 5);
});

test('a record that can not become a message is a dead letter once, and counts as done', async () => {
  const first = new Replaying();
  const world = await World.start({ functions: { one: emitAll, two: never }, ingress: first });
  const reason = { code: 'STATEFUN_VALUE_INVALID', message: 'no key' } as const;
  first.push(5);
  first.partition?.deadLetter(6, reason, { key: null, value: new Uint8Array([1]) });
  await world.pass(100);
  const second = new Replaying();
  const again = await World.start({
    functions: { one: emitAll, two: emitAll },
    ingress: second,
    disk: world.disk,
    clock: world.clock,
  });
  second.push(5);
  second.partition?.deadLetter(6, reason, { key: null, value: new Uint8Array([1]) });
  await again.pass(2_000);
  const letters = await again.shard.deadLetters(undefined, 10);
  assert.deepEqual(
    letters.map(({ position }) => position),
    ['topic/0@6'],
  );
  assert.equal(second.partition?.committedOffset(), 7);
});

test('too many messages in flight pause the ingress, and it goes on when they are done', async () => {
  const releases: (() => void)[] = [];
  const slow = async (request: InvocationBatchRequest): Promise<FromFunction> => {
    await new Promise<void>((resolve) => releases.push(resolve));
    return emitAll(request);
  };
  const ingress = new Replaying({ targets: ['test/one'], valueType: 'test/text' });
  const world = await World.start({ functions: { one: slow }, ingress, limits: { windowMessagesMax: 10 } });
  ingress.push(...Array.from({ length: 20 }, (_, i) => 5 + i));
  await world.pass(10);
  assert.equal(ingress.paused, true);
  for (let i = 0; i < 5; i++) {
    for (const release of releases.splice(0)) release();
    await world.pass(10);
  }
  assert.equal(ingress.paused, false);
  assert.equal(world.egress.out.length, 20);
});
