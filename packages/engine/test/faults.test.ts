import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import type { Admission, EpochLog, Ingress, IngressSink, SourcePartition } from '../src/index.ts';
import { CallFailure, Shard } from '../src/index.ts';
import {
  delay,
  Disk,
  emit,
  incomplete,
  result,
  send,
  set,
  TestClock,
  TestEgress,
  TestIngress,
  text,
  untext,
  World,
} from './support/world.ts';

const emitAll = (request: InvocationBatchRequest): FromFunction =>
  result({
    outgoingEgresses: request.invocations.map(({ argument }) =>
      emit(`${request.target?.type}:${untext(argument)}`),
    ),
  });

/** A disk whose reads can fail, and that counts the logs that are open. */
class FaultyDisk extends Disk {
  opened = 0;
  failGet: (key: string) => boolean = () => false;

  override open(): EpochLog {
    const log = super.open();
    this.opened++;
    return {
      get epoch() {
        return log.epoch;
      },
      incarnation: log.incarnation,
      partitions: log.partitions,
      lanes: log.lanes,
      get: (key) => {
        if (this.failGet(key)) throw new Error('damaged');
        return log.get(key);
      },
      scan: (...range) => log.scan(...range),
      commit: (...epoch) => log.commit(...epoch),
      close: async () => {
        this.opened--;
        await log.close();
      },
    };
  }
}

/** A source that can be opened again while the engine is at work. */
class Reopening implements Ingress {
  readonly id = 'test/reopening';
  sink: IngressSink | undefined;
  async start(sink: IngressSink): Promise<void> {
    this.sink = sink;
  }
  pause(): void {}
  resume(): void {}
  async stop(): Promise<void> {}
  open(identity = 'i'): SourcePartition | undefined {
    const routing = { targets: ['test/one'], valueType: 'test/text' };
    return this.sink?.openPartition('t', { identity, startOffset: 0, routing });
  }
}

test('two records that are rejected in one epoch are two dead letters', async () => {
  const egress = new TestEgress();
  egress.held = true;
  const world = await World.start({ functions: { one: emitAll }, egress });
  for (const value of ['1', '2', '3']) void world.ingress.send('one', 'a', value);
  await world.pass(20);
  const [stream] = egress.sink?.streams() ?? [];
  const reason = { code: 'STATEFUN_VALUE_INVALID', message: 'too large' } as const;
  stream?.reject(0, reason);
  stream?.reject(2, reason);
  stream?.done(3);
  await world.pass(20);
  assert.equal((await world.shard.deadLetters(undefined, 10)).length, 2);
});

test('addresses that ask for the same new state at once are all answered, none fails', async () => {
  let fleet = 1;
  const counter = (request: InvocationBatchRequest): FromFunction => {
    const names = fleet === 1 ? ['n'] : ['n', 'added'];
    const missing = names.filter((name) => !request.state.some(({ stateName }) => stateName === name));
    return missing.length > 0
      ? incomplete(...missing)
      : result({ outgoingEgresses: [emit(request.target?.id ?? '')] });
  };
  const world = await World.start({ functions: { counter } });
  void world.ingress.send('counter', 'a', 'x');
  await world.pass(20);
  fleet = 2; // The function service is deployed anew, with one state more.
  for (const id of ['a', 'b', 'c']) void world.ingress.send('counter', id, 'x');
  await world.pass(20);
  assert.equal(world.shard.engine?.counters.seriesFailed, 0);
  assert.deepEqual(world.egress.out.toSorted(), ['a', 'a', 'b', 'c']);
});

test('a failing address among many that fail is also tried with smaller batches', async () => {
  const single = (request: InvocationBatchRequest): FromFunction => {
    if (request.invocations.length > 1)
      throw new CallFailure('STATEFUN_INTERNAL', 'too large', { transient: false });
    return emitAll(request);
  };
  const fan = (): FromFunction =>
    result({
      outgoingMessages: ['a', 'b', 'c'].flatMap((id) => ['1', '2'].map((value) => send('single', id, value))),
    });
  const world = await World.start({ functions: { single, fan }, limits: { busyAddressesMax: 3 } });
  void world.ingress.send('fan', 'x', 'go');
  await world.pass(60_000);
  assert.equal(world.egress.out.length, 6);
});

test('a state that is deleted and set again has one expiration check, not one more each time', async () => {
  const keeper = ({ state }: InvocationBatchRequest): FromFunction =>
    state.length === 0
      ? incomplete({ name: 'n', mode: 1, ttlMs: 10_000 })
      : result({ stateMutations: [{ mutationType: 0, stateName: 'n', stateValue: null }, set('n', 'v')] });
  const world = await World.start({ functions: { keeper } });
  for (let i = 0; i < 100; i++) {
    void world.ingress.send('keeper', 'a', 'x');
    await world.pass(1_000);
  }
  assert.ok(world.disk.keys('t').length <= 2, `${world.disk.keys('t').length} timers for one state`);
});

test('a failure while a recovery starts its connectors is recovered from, too', async () => {
  const disk = new FaultyDisk();
  let pushing = false;
  const ingress = {
    id: 'test/eager',
    async start(sink: IngressSink): Promise<void> {
      const routing = { targets: ['test/one'], valueType: 'test/text' };
      const partition: SourcePartition = sink.openPartition('t', { identity: 'i', startOffset: 0, routing });
      if (pushing) partition.push([{ offset: 0, id: 'a', value: text('x').value }]);
    },
    pause(): void {},
    resume(): void {},
    async stop(): Promise<void> {},
  } satisfies Ingress;
  const world = await World.start({ functions: { one: emitAll, two: emitAll }, disk, ingress });
  await world.pass(100);
  pushing = true;
  // The log fails once more, at the first read of a mailbox after it was opened anew.
  let faults = 1;
  disk.failGet = (key) => key.startsWith('m') && faults-- > 0;
  disk.faults = ['before'];
  world.egress.sink?.remember('k', 'v').catch(() => {});
  await world.pass(60_000);
  assert.deepEqual(world.egress.out, ['one:x']);
});

test('whoever is being accepted when the engine fails hears of it', async () => {
  const disk = new FaultyDisk();
  const bad = (): FromFunction => {
    throw new CallFailure('STATEFUN_INTERNAL', 'down', { transient: false });
  };
  // An address that is retired keeps the sweep going, so that a new address is looked up in the store.
  const world = await World.start({ functions: { bad }, disk, limits: { busyAddressesMax: 2 } });
  void world.ingress.send('bad', 'b', 'x');
  await world.pass(100);
  disk.failGet = (key) => key.startsWith('m');
  let settled = false;
  void world.ingress.send('bad', 'a', 'x').then(
    () => (settled = true),
    () => (settled = true),
  );
  disk.failGet = () => false;
  await world.pass(60_000);
  assert.match(world.logged.join(), /damaged/);
  assert.ok(settled);
});

test('stop during start leaves nothing running', async () => {
  const disk = new FaultyDisk();
  const clock = new TestClock();
  const shard = new Shard({
    openLog: async () => disk.open(),
    endpointOf: () => undefined,
    ingresses: [],
    egresses: [],
    clock,
    random: () => 0,
    observer: { log: () => {} },
  });
  const started = shard.start().catch(() => {});
  await shard.stop();
  await started;
  await clock.pass(1_000);
  assert.equal(shard.engine, undefined);
  assert.equal(disk.opened, 0);
});

test('a store that can not be used is closed when start rejects', async () => {
  const disk = new FaultyDisk();
  disk.failGet = () => true;
  await assert.rejects(World.start({ functions: {}, disk }));
  assert.equal(disk.opened, 0);
});

test('timers that a forward step of the wall clock makes due fire soon', async () => {
  class Jumping extends TestClock {
    aheadMs = 0;
    override wallMs(): number {
      return super.wallMs() + this.aheadMs;
    }
  }
  const clock = new Jumping();
  const later = (request: InvocationBatchRequest): FromFunction =>
    untext(request.invocations[0]?.argument) === 'go'
      ? result({ delayedInvocations: [delay(1_800_000, { type: 'later', id: 'b', value: 'late' })] })
      : emitAll(request);
  const world = await World.start({ functions: { later }, clock });
  void world.ingress.send('later', 'a', 'go');
  await world.pass(1_000);
  clock.aheadMs = 3_600_000; // The machine slept for an hour.
  void world.ingress.send('later', 'c', 'x');
  await world.pass(120_000);
  assert.deepEqual(world.egress.out, ['later:x', 'later:late']);
});

test('a connector that fails to stop does not end recovery', async () => {
  const ingress: Ingress = {
    id: 'test/stubborn',
    async start(): Promise<void> {},
    pause(): void {},
    resume(): void {},
    async stop(): Promise<void> {
      throw new Error('no');
    },
  };
  const world = await World.start({ functions: { one: emitAll }, ingress });
  world.disk.faults = ['before'];
  world.egress.sink?.remember('k', 'v').catch(() => {});
  await world.pass(60_000);
  assert.equal(world.shard.status().phase, 'running');
});

test('a source partition that is opened again while its mail waits is not handled twice', async () => {
  const ingress = new Reopening();
  const releases: (() => void)[] = [];
  const one = async (request: InvocationBatchRequest): Promise<FromFunction> => {
    await new Promise<void>((resolve) => releases.push(resolve));
    return emitAll(request);
  };
  const world = await World.start({ functions: { one }, ingress });
  const record = { offset: 0, id: 'a', value: text('0').value };
  ingress.open()?.push([record]);
  await world.pass(20);
  const again = ingress.open();
  if (again !== undefined && again.resumeOffset <= 0) again.push([record]);
  for (let i = 0; i < 5; i++) {
    await world.pass(20);
    for (const release of releases.splice(0)) release();
  }
  await world.pass(20);
  assert.deepEqual(world.egress.out, ['one:0']);
});

test('mail of a topic that was made anew survives, though its position is overwritten', async () => {
  const ingress = new Reopening();
  const world = await World.start({ functions: { one: () => new Promise(() => {}) }, ingress });
  ingress.open('old')?.push([{ offset: 0, id: 'a', value: text('0').value }]);
  await world.pass(20);
  ingress.open('new');
  await world.pass(20);
  const again = await World.start({ functions: { one: emitAll }, disk: world.disk, clock: world.clock });
  await again.pass(1_000);
  assert.deepEqual(again.egress.out, ['one:0']);
});

test('a message that was undone and is refused when it comes again is a dead letter', async () => {
  const ingress = new Reopening();
  const world = await World.start({ functions: { one: () => new Promise(() => {}) }, ingress });
  ingress.open()?.push([{ offset: 0, id: 'a', value: text('0').value }]);
  await world.pass(20);
  const second = new Reopening();
  const again = await World.start({
    functions: { one: emitAll },
    ingress: second,
    disk: world.disk,
    clock: world.clock,
  });
  const reason = { code: 'STATEFUN_VALUE_INVALID', message: 'no' } as const;
  second.open()?.deadLetter(0, reason, { key: null, value: text('0').value });
  await again.pass(1_000);
  assert.equal((await again.shard.deadLetters(undefined, 10)).length, 1);
});

test('a quiet shard spills mail that waits long, without another event', async () => {
  const ingress = new Reopening();
  const world = await World.start({
    functions: { one: () => new Promise(() => {}) },
    ingress,
    limits: { spillAfterMs: 2_000 },
  });
  const partition = ingress.open();
  partition?.push([{ offset: 0, id: 'a', value: text('0').value }]);
  await world.pass(60_000);
  assert.equal(partition?.committedOffset(), 1);
});

test('an endpoint without room for calls does not pause ingresses for good', async () => {
  const dead = (): Promise<FromFunction> => new Promise(() => {});
  const fan = (): FromFunction =>
    result({ outgoingMessages: Array.from({ length: 20 }, (_, i) => send('dead', `d${i}`, String(i))) });
  const world = await World.start({
    functions: { dead, fan },
    endpoint: { callsInFlightMax: 2 },
    limits: { queuedBytesMax: 5_000, spillAfterMs: 2_000 },
  });
  void world.ingress.send('fan', 'x', 'go');
  await world.pass(60_000);
  assert.equal(world.ingress.paused, false);
});

test('an egress whose wake throws does not bring the process down', async () => {
  const egress = new TestEgress();
  const world = await World.start({ functions: { one: emitAll }, egress });
  egress.wake = () => {
    throw new Error('wake');
  };
  let unhandled = 0;
  process.on('unhandledRejection', () => unhandled++);
  void world.ingress.send('one', 'a', 'x');
  await world.pass(1_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(unhandled, 0);
});

test('a record at which an egress throws is set aside, and all others go out', async () => {
  const egress = new TestEgress();
  const admit = egress.admit.bind(egress);
  egress.admit = (argument) => {
    if (untext(argument).endsWith('poison')) throw new Error('a bug in the connector');
    return admit(argument);
  };
  const world = await World.start({ functions: { one: emitAll }, egress });
  for (const value of ['a', 'poison', 'b']) void world.ingress.send('one', 'x', value);
  await world.pass(60_000);
  assert.deepEqual(egress.out, ['one:a', 'one:b']);
  const [letter, ...others] = await world.shard.deadLetters(undefined, 10);
  assert.deepEqual(others, []);
  assert.equal(letter?.code, 'STATEFUN_CONNECTOR_FAILED');
  assert.equal(untext(letter.argument), 'one:poison');
});

test('a record of which an egress makes no bytes is set aside, and the shard goes on', async () => {
  const egress = new TestEgress();
  const admit = egress.admit.bind(egress);
  egress.admit = (argument) => {
    const isBad = untext(argument).endsWith('poison');
    return isBad ? (JSON.parse('{"ok":true,"channel":"c"}') as Admission) : admit(argument);
  };
  const world = await World.start({ functions: { one: emitAll }, egress });
  for (const value of ['a', 'poison', 'b']) void world.ingress.send('one', 'x', value);
  await world.pass(10_000);
  assert.deepEqual(egress.out, ['one:a', 'one:b']);
  assert.equal((await world.shard.deadLetters(undefined, 10))[0]?.code, 'STATEFUN_CONNECTOR_FAILED');
  assert.deepEqual(
    world.logged.filter((line) => line.includes('going on from')),
    [],
  );
});

test('an ingress that throws when it is paused is named, and work goes on', async () => {
  const ingress = new TestIngress();
  ingress.pause = () => {
    throw new Error('can not pause');
  };
  const world = await World.start({
    functions: { one: emitAll },
    ingress,
    limits: { queuedBytesMax: 1_000 },
  });
  for (let i = 0; i < 20; i++) void ingress.send('one', `i${i}`, 'x');
  await world.pass(1_000);
  assert.equal(world.egress.out.length, 20);
  assert.match(world.shard.status().problems[0]?.message ?? '', /can not pause/);
});

test('expiry of a state whose function left the module for a while still deletes it', async () => {
  const keeper = ({ state }: InvocationBatchRequest): FromFunction =>
    state.length === 0
      ? incomplete({ name: 'n', mode: 1, ttlMs: 10_000 })
      : result({ stateMutations: [set('n', 'v')] });
  const world = await World.start({ functions: { keeper } });
  void world.ingress.send('keeper', 'a', 'x');
  await world.pass(20);
  const without = await World.start({ functions: {}, disk: world.disk, clock: world.clock });
  await without.pass(20_000);
  const again = await World.start({ functions: { keeper }, disk: world.disk, clock: world.clock });
  await again.pass(60_000);
  assert.deepEqual(again.disk.keys('s'), []);
});

test('a reply that the store can not hold fails its own address, not the shard', async () => {
  const disk = new (class extends Disk {
    override write(epoch: number, writes: ReadonlyMap<string, Uint8Array | null>): void {
      // As packages/store does (keyBytesMax).
      for (const key of writes.keys()) if (key.length > 65_536) throw new Error('key too long');
      super.write(epoch, writes);
    }
  })();
  const never = (): Promise<FromFunction> => new Promise(() => {});
  const wild = ({ invocations }: InvocationBatchRequest): FromFunction =>
    untext(invocations[0]?.argument) === 'go'
      ? result({ delayedInvocations: [delay(100, { type: 'wild', id: 'a', value: 'later' })] })
      : result({ outgoingMessages: [send('never', 'i'.repeat(70_000), 'x')] });
  const world = await World.start({ functions: { wild, never }, disk });
  void world.ingress.send('wild', 'a', 'go');
  await world.pass(60_000);
  assert.equal(world.logged.filter((line) => line.includes('key too long')).length, 0);
});

test('a sender whose message comes just behind one at which the engine failed hears of it, too', async () => {
  const disk = new FaultyDisk();
  // No room for any address in memory: each message is put behind what the store has for its own.
  const world = await World.start({ functions: { one: emitAll }, disk, limits: { busyAddressesMax: 0 } });
  disk.failGet = (key) => key.includes('broken');
  const heard: string[] = [];
  for (const id of ['broken', 'next'])
    world.ingress.send('one', id, 'x').then(
      () => heard.push(`${id} is taken`),
      () => heard.push(`${id} is refused`),
    );
  await world.pass(10);
  assert.deepEqual(heard.toSorted(), ['broken is refused', 'next is refused']);
});
