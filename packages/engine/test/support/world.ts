// A small, kind world for the engine's own tests: a log in memory, a clock that the test moves, function
// services and egresses as plain functions. The hostile one is packages/simulator.
import type { Address, FromFunction, InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';

import type {
  Admission,
  CallMeter,
  Cancel,
  Clock,
  Egress,
  EgressSink,
  Endpoint,
  EpochLog,
  EpochWrites,
  Exchange,
  Ingress,
  IngressSink,
  Limits,
  Row,
} from '../../src/index.ts';
import { Shard } from '../../src/index.ts';

/** Committed rows; survives the logs that are opened on it, as a disk does. */
export class Disk {
  rows = new Map<string, Uint8Array>();
  epoch = 0;
  /** What the next commits do: `fail` before or after the write. */
  faults: ('none' | 'before' | 'after')[] = [];
  /** Ends the process that has it open, as `kill -9` would. */
  killOwner: () => void = () => {};

  open(): EpochLog {
    return new MemoryLog(this);
  }

  write(epoch: number, writes: EpochWrites): void {
    for (const [key, value] of writes) {
      if (value === null) this.rows.delete(key);
      else this.rows.set(key, value.slice());
    }
    this.epoch = epoch;
  }

  scan(from: string, to: string): Row[] {
    const keys = [...this.rows.keys()].filter((key) => key >= from && key < to).toSorted();
    return keys.map((key) => ({ key, value: this.rows.get(key) as Uint8Array }));
  }

  /** Keys of a kind, as `q` for waiting mail. */
  keys(kind: string): string[] {
    return [...this.rows.keys()].filter((key) => key.startsWith(kind)).toSorted();
  }
}

class MemoryLog implements EpochLog {
  readonly incarnation = 'test';
  readonly partitions = 8;
  readonly lanes = 2;
  readonly #disk: Disk;
  #broken = false;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  get epoch(): number {
    return this.#disk.epoch;
  }

  get(key: string): Uint8Array | undefined {
    return this.#disk.rows.get(key);
  }

  async scan(from: string, to: string, limit: number): Promise<Row[]> {
    return this.#disk.scan(from, to).slice(0, limit);
  }

  async commit(epoch: number, writes: EpochWrites): Promise<void> {
    await Promise.resolve();
    if (this.#broken || epoch !== this.epoch + 1) throw new Error('commit after a failure, or out of order');
    const fault = this.#disk.faults.shift() ?? 'none';
    if (fault !== 'before') this.#disk.write(epoch, writes);
    if (fault === 'none') return;
    this.#broken = true;
    throw new Error('the disk failed');
  }

  async close(): Promise<void> {}
}

/** Time moves only when the test says so. */
export class TestClock implements Clock {
  #nowMs = 1_000_000;
  #scheduled: { atMs: number; run: () => void }[] = [];

  wallMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, run: () => void): Cancel {
    const entry = { atMs: this.#nowMs + Math.max(0, delayMs), run };
    this.#scheduled.push(entry);
    return () => {
      this.#scheduled = this.#scheduled.filter((other) => other !== entry);
    };
  }

  /** Lets time pass, running what is due, with all promises settled in between. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      await settle();
      const due = this.#scheduled.filter(({ atMs }) => atMs <= untilMs);
      if (due.length === 0) break;
      const next = due.reduce((a, b) => (b.atMs < a.atMs ? b : a));
      this.#scheduled = this.#scheduled.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = untilMs;
  }
}

/** Lets all promises that can settle do so. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 200; i++) await Promise.resolve();
};

export const text = (value: string): TypedValue => ({
  typename: 'test/text',
  hasValue: true,
  value: new TextEncoder().encode(value),
});

export const untext = (value: TypedValue | null | undefined): string =>
  value ? new TextDecoder().decode(value.value) : '';

type InvocationResult = NonNullable<FromFunction['invocationResult']>;

/** A reply with only what is given. */
export const result = (effects: Partial<InvocationResult> = {}): FromFunction => ({
  invocationResult: {
    stateMutations: [],
    outgoingMessages: [],
    delayedInvocations: [],
    outgoingEgresses: [],
    ...effects,
  },
  incompleteInvocationContext: null,
});

/** An incomplete reply that asks for states without expiration. */
export const incomplete = (
  ...names: readonly (string | { name: string; mode: number; ttlMs: number; type?: string })[]
): FromFunction => ({
  invocationResult: null,
  incompleteInvocationContext: {
    missingValues: names.map((spec) =>
      typeof spec === 'string'
        ? { stateName: spec, expirationSpec: null, typeTypename: 'test/text' }
        : {
            stateName: spec.name,
            expirationSpec: { mode: spec.mode, expireAfterMillis: spec.ttlMs },
            typeTypename: spec.type ?? 'test/text',
          },
    ),
  },
});

export const set = (stateName: string, value: string): InvocationResult['stateMutations'][number] => ({
  mutationType: 1,
  stateName,
  stateValue: text(value),
});

export const send = (
  type: string,
  id: string,
  value: string,
): InvocationResult['outgoingMessages'][number] => ({
  target: { namespace: 'test', type, id },
  argument: text(value),
});

export const emit = (value: string, egress = 'out'): InvocationResult['outgoingEgresses'][number] => ({
  egressNamespace: 'test',
  egressType: egress,
  argument: text(value),
});

export const delay = (
  delayInMs: number,
  message: { type: string; id: string; value: string; token?: string },
): InvocationResult['delayedInvocations'][number] => ({
  delayInMs,
  target: { namespace: 'test', type: message.type, id: message.id },
  argument: text(message.value),
  isCancellationRequest: false,
  cancellationToken: message.token ?? '',
});

export const cancel = (token: string): InvocationResult['delayedInvocations'][number] => ({
  delayInMs: 0,
  target: null,
  argument: null,
  isCancellationRequest: true,
  cancellationToken: token,
});

export type TestFunction = (request: InvocationBatchRequest) => FromFunction | Promise<FromFunction>;

/** An ingress that can't replay: the test sends. */
export class TestIngress implements Ingress {
  readonly id = 'test/in';
  sink: IngressSink | undefined;
  paused = false;

  async start(sink: IngressSink): Promise<void> {
    this.sink = sink;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  async stop(): Promise<void> {
    this.sink = undefined;
  }

  send(type: string, id: string, value: string): Promise<void> {
    const target: Address = { namespace: 'test', type, id };
    return this.sink?.accept(target, text(value)) ?? Promise.reject(new Error('not started'));
  }
}

/** An egress that takes all there is whenever it wakes. */
export class TestEgress implements Egress {
  readonly id: string;
  readonly delivery = 'durable';
  readonly backlogBytesMax: number;
  readonly out: string[] = [];
  sink: EgressSink | undefined;
  /** While true nothing is taken. */
  held = false;

  constructor(id = 'test/out', backlogBytesMax = 0) {
    this.id = id;
    this.backlogBytesMax = backlogBytesMax;
  }

  admit(argument: TypedValue): Admission {
    return untext(argument) === 'refused'
      ? { ok: false, reason: { code: 'STATEFUN_VALUE_INVALID', message: 'not wanted' } }
      : { ok: true, channel: '', record: argument.value };
  }

  async start(sink: EgressSink): Promise<void> {
    this.sink = sink;
    this.wake();
  }

  wake(): void {
    if (this.held) return;
    for (const stream of this.sink?.streams() ?? []) {
      while (stream.head < stream.tail) {
        const records = stream.read(stream.head, 100);
        this.out.push(...records.map((record) => new TextDecoder().decode(record)));
        stream.done(stream.head + records.length);
      }
    }
  }

  async stop(): Promise<void> {
    this.sink = undefined;
  }
}

export interface WorldOptions {
  readonly functions: Readonly<Record<string, TestFunction>>;
  readonly disk?: Disk;
  readonly clock?: TestClock;
  readonly ingress?: Ingress;
  readonly egress?: TestEgress;
  readonly limits?: Partial<Limits>;
  readonly endpoint?: Partial<Endpoint>;
  readonly exchange?: Exchange;
  readonly meterOf?: (functionType: string) => CallMeter;
}

/** A shard in its world. Starting a world on a disk kills the one that had it.  `calls` lists the requests that were made. */
export class World {
  readonly disk: Disk;
  readonly clock: TestClock;
  readonly ingress: TestIngress;
  readonly egress: TestEgress;
  readonly shard: Shard;
  readonly calls: InvocationBatchRequest[] = [];
  readonly logged: string[] = [];
  /** What was said beside each message of `logged`. */
  readonly loggedFields: Readonly<Record<string, unknown>>[] = [];

  private constructor(options: WorldOptions) {
    this.disk = options.disk ?? new Disk();
    this.clock = options.clock ?? new TestClock();
    this.disk.killOwner();
    const process = { alive: true };
    this.disk.killOwner = () => {
      process.alive = false;
    };
    this.ingress = new TestIngress();
    this.egress = options.egress ?? new TestEgress();
    const endpoint: Endpoint = {
      name: 'test/*',
      batchMessagesMax: 0,
      callBudgetMs: 1_000,
      retryFirstDelayMs: 10,
      callsInFlightMax: 100,
      transport: {
        call: async (request) => {
          this.calls.push(request);
          const handler = options.functions[request.target?.type ?? ''];
          if (handler === undefined) throw new Error('no such function');
          return handler(request);
        },
        close: async () => {},
      },
      ...options.endpoint,
    };
    this.shard = new Shard({
      openLog: async () => this.disk.open(),
      endpointOf: (namespace, type) =>
        namespace === 'test' && type in options.functions ? endpoint : undefined,
      ingresses: [options.ingress ?? this.ingress],
      egresses: [this.egress],
      clock: {
        wallMs: () => this.clock.wallMs(),
        monotonicMs: () => this.clock.monotonicMs(),
        schedule: (delayMs, run) => this.clock.schedule(delayMs, () => process.alive && run()),
      },
      random: () => 0.999,
      observer: {
        log: (_level, message, fields = {}) => {
          this.logged.push(message);
          this.loggedFields.push(fields);
        },
      },
      ...(options.limits && { limits: options.limits }),
      ...(options.exchange && { exchange: options.exchange }),
      ...(options.meterOf && { meterOf: options.meterOf }),
    });
  }

  static async start(options: WorldOptions): Promise<World> {
    const world = new World(options);
    await world.shard.start();
    await world.pass(1);
    return world;
  }

  pass(ms: number): Promise<void> {
    return this.clock.pass(ms);
  }

  /** Stops the shard while time passes. */
  async stop(): Promise<void> {
    const stopped = this.shard.stop();
    await this.pass(20_000);
    await stopped;
  }

  /** The messages of all calls to a function type, in order. */
  received(type: string): string[] {
    return this.calls
      .filter(({ target }) => target?.type === type)
      .flatMap(({ invocations }) => invocations.map(({ argument }) => untext(argument)));
  }
}
