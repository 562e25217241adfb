import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import type { Ingress, IngressSink, Routing, SourcePartition, SourceRecord } from '../src/index.ts';
import { sourceKey } from '../src/keys.ts';
import { Overlay } from '../src/overlay.ts';
import type { SourcePositionRow } from '../src/rows.ts';
import { sourcePositionRow } from '../src/rows.ts';
import { Sources } from '../src/sources.ts';
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

  skipTo(offset: number, epoch: number): void {
    this.partition?.skipTo(offset, epoch);
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

test('a new source begins at its start offset: records below it are passed over, now and after a restart', async () => {
  const ingress = new Replaying();
  const world = await World.start({ functions: { one: emitAll, two: emitAll }, ingress });
  ingress.push(3, 4, 5);
  await world.pass(100);
  assert.deepEqual(world.egress.out.toSorted(), ['one:5', 'two:5']);
  assert.equal(ingress.partition?.committedOffset(), 6);
});

test('a message to an address that is too long is set aside with all that it says', async () => {
  const ingress = new Replaying({ targets: ['test/one'], valueType: 'test/text' });
  const world = await World.start({
    functions: { one: emitAll },
    ingress,
    limits: { addressLengthMax: 8 },
  });
  ingress.push(5);
  const target = { namespace: 'test', type: 'one', id: 'client' };
  const argument = { typename: 'test/text', hasValue: true, value: new TextEncoder().encode('x') };
  void ingress.sink?.accept(target, argument);
  await world.pass(100);
  const letters = await world.shard.deadLetters(undefined, 10);
  assert.deepEqual(
    letters.map(({ code, argument: kept, target: to }) => [code, untext(kept), to?.id]),
    [
      ['STATEFUN_ADDRESS_INVALID', '5', 'k2'],
      ['STATEFUN_ADDRESS_INVALID', 'x', 'client'],
    ],
  );
  assert.equal(ingress.partition?.committedOffset(), 6);
});

test('what a reader skips is done, and its epoch is there after a restart', async () => {
  const first = new Replaying();
  const world = await World.start({ functions: { one: emitAll, two: emitAll }, ingress: first });
  assert.equal(first.sink?.stored('topic/0')?.epoch, undefined);
  first.skipTo(5, 3);
  first.push(5);
  first.skipTo(9, 3);
  await world.pass(100);
  assert.equal(first.partition?.committedOffset(), 9);
  const second = new Replaying();
  const again = await World.start({
    functions: { one: emitAll, two: never },
    ingress: second,
    disk: world.disk,
    clock: world.clock,
  });
  assert.equal(second.partition?.resumeOffset, 9);
  assert.equal(second.sink?.stored('topic/0')?.epoch, 3);
  second.push(9);
  second.skipTo(12, 4);
  await again.pass(100);
  // What is undone holds the position, but not the epoch of what was read.
  assert.equal(second.partition?.committedOffset(), 9);
  assert.equal(second.sink?.stored('topic/0')?.epoch, 4);
  // Records that were undone and are gone when it is read again count as done.
  const third = new Replaying();
  const last = await World.start({
    functions: { one: emitAll, two: emitAll },
    ingress: third,
    disk: world.disk,
    clock: world.clock,
  });
  third.skipTo(12, 4);
  await last.pass(100);
  assert.equal(third.partition?.committedOffset(), 12);
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

test('when records are of ever other addresses, the ingress pauses at a small part of the window', async () => {
  let isSlow = false;
  const sometimesSlow = async (request: InvocationBatchRequest): Promise<FromFunction> => {
    return isSlow ? never() : emitAll(request);
  };
  const ingress = new Replaying({ targets: ['test/one'], valueType: 'test/text' });
  const world = await World.start({
    functions: { one: sometimesSlow },
    ingress,
    endpoint: { callsInFlightMax: 1 },
    limits: { windowMessagesMax: 320, workingSetTrialMessages: 20 },
  });
  const push = async (from: number, count: number): Promise<void> => {
    const offsets = Array.from({ length: count }, (_, i) => from + i);
    ingress.partition?.push(offsets.map((offset) => ({ ...record(offset), id: `other ${offset}` })));
    await world.pass(100);
  };
  await push(5, 20);
  assert.equal(world.egress.out.length, 20);
  isSlow = true;
  await push(25, 10);
  assert.equal(ingress.paused, false);
  await push(35, 1);
  assert.equal(ingress.paused, true);
});

/** The offsets below 40 that a position row gives out again, each with its targets. */
const undoneOf = (row: SourcePositionRow): string[] => {
  const key = sourceKey('topic/0');
  const log = { get: (name: string) => (name === key ? sourcePositionRow.encode(row) : undefined) };
  const sources = new Sources(new Overlay(log, 0), []);
  const progress = sources.open('topic/0', { identity: 'first', startOffset: 0, routing: ROUTING });
  const undone: string[] = [];
  for (let offset = progress.resumeOffset; offset < 40; offset++) {
    const replay = progress.arrive(offset);
    for (const target of [0, 1])
      if (replay?.undone.has(`${offset}/${target}`)) undone.push(`${offset}/${target}`);
  }
  return undone;
};

test('what waits in runs, with holes and for several targets, is all there after a restart', () => {
  const overlay = new Overlay({ get: () => undefined }, 0);
  const sources = new Sources(overlay, []);
  const progress = sources.open('topic/0', { identity: 'first', startOffset: 5, routing: ROUTING });
  const expected: string[] = [];
  for (let offset = 5; offset < 40; offset++) {
    if (offset % 11 === 0) continue;
    progress.arrive(offset);
    for (const target of offset > 20 && offset < 25 ? [0, 1] : [0]) {
      const entry = progress.add(target, 0);
      if (offset % 7 === 3) progress.done(entry);
      else expected.push(`${offset}/${target}`);
    }
  }
  progress.seal(overlay);
  const row = sourcePositionRow.decode(overlay.get(sourceKey('topic/0')) as Uint8Array);
  assert.deepEqual(undoneOf(row), expected);
  assert.ok(row.undoneCounts.length < 20, 'neighbours share an entry');
});

test('a position that was stored before runs were counted is read as it was meant', () => {
  const row = { identity: 'first', next: 30, ...ROUTING, undoneFrom: 6 };
  const mark = { markOffset: 0, mark: '' };
  const stored = {
    ...row,
    undoneGaps: [0, 0, 1, 9],
    undoneTargets: [0, 1, 1, 0],
    undoneCounts: [],
    epochPlusOne: 0,
    apart: [],
    ...mark,
  };
  assert.deepEqual(undoneOf(stored), ['6/0', '6/1', '7/1', '16/0']);
});
