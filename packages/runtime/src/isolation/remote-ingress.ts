import { Gate } from '@statefun-ts/connector';
import type { Ingress, IngressSink, SourcePartition } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import { settle, unpackRawRecord, unpackRecords, weightOf } from '@statefun-ts/shards';
import type { Answers, FromConnector, FromIngress, Order, Question } from './messages.ts';
import { RemoteConnector } from './remote-connector.ts';

/** So much may come of an ingress that is to hold back: what is on its way, and a batch of large records. */
const BEYOND_BYTES_MAX = 128 * 1024 * 1024;

/** A source partition that it reads. */
interface Open {
  readonly name: string;
  readonly partition: SourcePartition;
  /** What the other side was last told. */
  committed: number;
}

type OfPartition = Exclude<FromIngress, { do: 'accept' }>;

/** An ingress that runs in the thread of its extension: gives the engine what comes from there. */
export class RemoteIngress extends RemoteConnector<IngressSink> implements Ingress {
  readonly #open = new Map<number, Open>();
  #sinkOfSession: IngressSink | undefined;
  /** Closed while it is to hold back. */
  readonly #gate = new Gate();
  /** What came since it was to hold back. */
  #beyondBytes = 0;

  override start(sink: IngressSink): Promise<void> {
    this.#gate.open();
    return super.start(sink);
  }

  pause(): void {
    this.#gate.close();
    this.line.send({ do: 'pause', isPaused: true });
  }

  resume(): void {
    this.#gate.open();
    this.#beyondBytes = 0;
    this.line.send({ do: 'pause', isPaused: false });
  }

  /** One that begins anew because it did not hold back must not bring more. */
  protected override whenMayBegin(): Promise<void> {
    return this.#gate.passable();
  }

  committed(): void {
    const offsets: [partition: number, offset: number][] = [];
    for (const [number, open] of this.#open) {
      const offset = open.partition.committedOffset();
      if (offset === open.committed) continue;
      open.committed = offset;
      offsets.push([number, offset]);
    }
    this.line.send({ do: 'committed', offsets });
  }

  protected begin(sink: IngressSink, session: number): Order {
    this.#sinkOfSession = sink;
    return { order: 'startIngress', session };
  }

  protected begun(): void {
    if (this.#gate.isClosed) this.line.send({ do: 'pause', isPaused: true });
  }

  protected end(): void {
    this.#sinkOfSession = undefined;
    this.#beyondBytes = 0;
    this.#open.clear();
  }

  protected hear(message: FromConnector): void {
    if (message.do === 'accept') this.#accept(message);
    else if (message.do !== 'fault' && message.do !== 'stream') this.#ofPartition(message);
    if (!('bytes' in message)) return;
    const weight = weightOf(message.bytes);
    this.line.send({ do: 'taken', weight });
    if (!this.#gate.isClosed) return;
    this.#beyondBytes += weight;
    if (this.#beyondBytes > BEYOND_BYTES_MAX)
      this.line.fail(`its ingress ${this.id} does not hold back when it is to pause`);
  }

  #accept({ request, target, typename, hasValue, bytes }: Extract<FromIngress, { do: 'accept' }>): void {
    const argument = { typename, hasValue, value: bytes[0] ?? new Uint8Array() };
    const accepted = this.#sinkOfSession?.accept(target, argument) ?? Promise.reject(unavailable());
    settle(accepted, request, this.sender());
  }

  #ofPartition(message: OfPartition): void {
    const partition = this.#open.get(message.partition)?.partition;
    switch (message.do) {
      case 'push':
        return partition?.push(unpackRecords(message));
      case 'deadLetter':
        return partition?.deadLetter(message.offset, message.reason, unpackRawRecord(message));
      case 'skipTo':
        return partition?.skipTo(message.offset, message.epoch);
      case 'mark':
        return partition?.mark?.(message.mark);
    }
  }

  protected reply(question: Question): unknown {
    const sink = this.#sinkOfSession;
    if (sink === undefined) throw unavailable();
    if (question.ask === 'stored') return sink.stored(question.name);
    return question.ask === 'openPartition' ? this.#openPartition(sink, question) : undefined;
  }

  #openPartition(
    sink: IngressSink,
    { partition: number, name, identity, startOffset, routing }: Extract<Question, { ask: 'openPartition' }>,
  ): Answers['openPartition'] {
    // Opened anew, it is not written to any more by its earlier number.
    for (const [earlier, open] of this.#open) if (open.name === name) this.#open.delete(earlier);
    const partition = sink.openPartition(name, { identity, startOffset, routing });
    const committed = partition.committedOffset();
    this.#open.set(number, { name, partition, committed });
    const { resumeOffset, resumeMark } = partition;
    return { resumeOffset, resumeMark, committedOffset: committed };
  }
}
