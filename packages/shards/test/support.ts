import type { Clock, Egress, EgressSink, Ingress, IngressSink } from '@statefun-ts/engine';
import { shardOfId } from '@statefun-ts/engine';
import type { Begin, ToHub, ToSpoke } from '../src/messages.ts';
import { Hub } from '../src/index.ts';

export const SPREAD = { partitions: 8, lanes: 4 };
export const ROUTING = { targets: ['ns/f'], valueType: 'ns/value' };
export const OPTIONS = { identity: 'first', startOffset: 0, routing: ROUTING };

/** An id of a shard, of two. */
export const idOf = (shard: number, number = 0): string => {
  const ids = Array.from({ length: 1000 }, (_, i) => `id-${i}`);
  return ids.filter((id) => shardOfId(id, SPREAD, 2) === shard)[number] ?? '';
};

export class FakeIngress implements Ingress {
  readonly id = 'test/in';
  sink: IngressSink | undefined;
  starts = 0;
  isPaused = false;

  async start(sink: IngressSink): Promise<void> {
    this.sink = sink;
    this.starts++;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  async stop(): Promise<void> {
    this.sink = undefined;
  }
}

export class FakeEgress implements Egress {
  readonly id = 'test/out';
  readonly delivery = 'durable';
  readonly backlogBytesMax = 0;
  sink: EgressSink | undefined;
  isStopped = false;

  admit(): never {
    throw new Error('it admits in the shards');
  }

  async start(sink: EgressSink): Promise<void> {
    this.sink = sink;
  }

  wake(): void {}

  async stop(): Promise<void> {
    this.isStopped = true;
  }
}

/** Time that passes when the test says so. */
export class FakeClock implements Clock {
  #due: (() => void)[] = [];

  wallMs(): number {
    return 0;
  }

  monotonicMs(): number {
    return 0;
  }

  schedule(_delayMs: number, run: () => void): () => void {
    this.#due.push(run);
    return () => {
      this.#due = this.#due.filter((each) => each !== run);
    };
  }

  pass(): void {
    const due = this.#due;
    this.#due = [];
    for (const run of due) run();
  }
}

/** What the promises of the hub need to come to rest. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A hub of two shards, which the test plays. */
export class TestHub {
  readonly ingress = new FakeIngress();
  readonly egress = new FakeEgress();
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  readonly hub: Hub;
  readonly #said: ToSpoke[][] = [[], []];
  readonly #sessions = [0, 0];

  constructor() {
    this.hub = new Hub({
      shards: 2,
      ingresses: [this.ingress],
      egresses: [this.egress],
      clock: this.clock,
      observer: { log: (level, message) => void this.log.push(`${level} ${message}`) },
      send: (shard, message) => {
        if (message.session === this.#sessions[shard]) this.#said[shard]?.push(message);
      },
    });
  }

  /** A shard begins, with what its store has. */
  async begin(shard: number, what: Partial<Begin> = {}): Promise<void> {
    this.#sessions[shard] = (this.#sessions[shard] ?? 0) + 1;
    const empty = {
      incarnation: 'store',
      positions: [],
      streams: [],
      memories: [],
      stateTypes: [],
      spread: SPREAD,
    };
    this.from(shard, { do: 'begin', ...empty, ...what });
    await settle();
  }

  /** A shard says something. */
  from(shard: number, message: ToHub): void {
    this.hub.receive(shard, [{ ...message, session: this.#sessions[shard] ?? 0 }]);
  }

  /** What was said to a shard since the last time, of some kind. */
  said<D extends ToSpoke['do']>(shard: number, kind: D): Extract<ToSpoke, { do: D }>[] {
    const all = this.#said[shard] ?? [];
    this.#said[shard] = all.filter((message) => message.do !== kind);
    return all.filter((message): message is Extract<ToSpoke, { do: D }> => message.do === kind);
  }

  /** Both shards have opened what they were told to open. */
  opened(): void {
    for (const shard of [0, 1])
      for (const { partition } of this.said(shard, 'open')) this.from(shard, { do: 'opened', partition });
  }
}
