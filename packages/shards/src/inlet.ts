import type { Ingress, ShardIngressSink, SourcePartition } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import type { ToHub, ToInlet } from './messages.ts';
import { weightOf } from './messages.ts';
import { unpackRawRecord, unpackRecords } from './records.ts';
import { settle } from './settle.ts';

/** A source partition that the ingress reads, in the hub. */
interface Open {
  readonly name: string;
  readonly partition: SourcePartition;
  /** What the hub was last told. */
  committed: number;
}

/** What an inlet needs of its spoke. */
interface InletHost {
  readonly send: (message: ToHub) => void;
  readonly started: () => void;
  /** An epoch is durable. */
  readonly committed: () => void;
  readonly paused: (paused: boolean) => void;
}

/** An ingress, in its shard: gives the engine what is the shard's of all that the ingress reads, in the hub. */
export class Inlet implements Ingress {
  readonly id: string;
  readonly #host: InletHost;
  readonly #open = new Map<number, Open>();
  #sink: ShardIngressSink | undefined;

  constructor(id: string, host: InletHost) {
    this.id = id;
    this.#host = host;
  }

  get sink(): ShardIngressSink | undefined {
    return this.#sink;
  }

  async start(sink: ShardIngressSink): Promise<void> {
    this.#sink = sink;
    this.#open.clear();
    this.#host.started();
  }

  pause(): void {
    this.#host.paused(true);
  }

  resume(): void {
    this.#host.paused(false);
  }

  committed(): void {
    for (const [partition, open] of this.#open) {
      const offset = open.partition.committedOffset();
      if (offset === open.committed) continue;
      open.committed = offset;
      this.#host.send({ do: 'committed', partition, offset });
    }
    this.#host.committed();
  }

  /** What the hub still says counts no more. */
  async stop(): Promise<void> {
    this.#host.paused(true);
    this.#sink = undefined;
    this.#open.clear();
  }

  /** The ingress, in the hub, has something for the engine. */
  receive(message: ToInlet): void {
    if (message.do === 'open') this.#openPartition(message);
    else if (message.do === 'accept') this.#accept(message);
    else this.#ofPartition(message);
  }

  #openPartition({
    name,
    identity,
    startOffset,
    routing,
    partition,
  }: Extract<ToInlet, { do: 'open' }>): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    // Opened anew, it is not written to any more by its earlier number.
    for (const [earlier, open] of this.#open) if (open.name === name) this.#open.delete(earlier);
    try {
      const opened = sink.openPartition(name, { identity, startOffset, routing });
      this.#open.set(partition, { name, partition: opened, committed: -1 });
    } catch {
      // The engine has failed a moment ago: another session follows.
      return;
    }
    sink.settled().then(
      () => this.#host.send({ do: 'opened', partition }),
      () => undefined,
    );
  }

  #ofPartition(message: Exclude<ToInlet, { do: 'open' | 'accept' }>): void {
    const partition = this.#open.get(message.partition)?.partition;
    if (message.do === 'advance') {
      for (const mark of message.marks) partition?.mark?.(mark);
      partition?.skipTo(message.next, message.epoch);
      return;
    }
    if (message.do === 'push') partition?.push(unpackRecords(message));
    else partition?.deadLetter(message.offset, message.reason, unpackRawRecord(message));
    this.#host.send({ do: 'taken', weight: weightOf(message.bytes) });
  }

  #accept({ request, target, typename, hasValue, bytes }: Extract<ToInlet, { do: 'accept' }>): void {
    const argument = { typename, hasValue, value: bytes[0] ?? new Uint8Array() };
    const accepted = this.#sink?.accept(target, argument) ?? Promise.reject(unavailable());
    settle(accepted, request, this.#host.send);
  }
}
