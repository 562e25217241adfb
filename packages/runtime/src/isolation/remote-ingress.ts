import type { Ingress, IngressSink, SourcePartition } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import { settle, unpackRawRecord, unpackRecords, weightOf } from '@statefun-ts/shards';
import type { Answers, FromConnector, FromIngress, Order, Question } from './messages.ts';
import { RemoteConnector } from './remote-connector.ts';

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
  #isPaused = false;

  override start(sink: IngressSink): Promise<void> {
    this.#isPaused = false;
    return super.start(sink);
  }

  pause(): void {
    this.#setPaused(true);
  }

  resume(): void {
    this.#setPaused(false);
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.line.send({ do: 'pause', isPaused });
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
    return { order: 'startIngress', session, isPaused: this.#isPaused };
  }

  protected begun(): void {}

  protected end(): void {
    this.#sinkOfSession = undefined;
    this.#open.clear();
  }

  protected hear(message: FromConnector): void {
    if (message.do === 'accept') this.#accept(message);
    else if (message.do !== 'fault' && message.do !== 'stream') this.#ofPartition(message);
    if ('bytes' in message) this.line.send({ do: 'taken', weight: weightOf(message.bytes) });
  }

  #accept({ request, target, typename, hasValue, bytes }: Extract<FromIngress, { do: 'accept' }>): void {
    const argument = { typename, hasValue, value: bytes[0] ?? new Uint8Array() };
    const accepted = this.#sinkOfSession?.accept(target, argument) ?? Promise.reject(unavailable());
    settle(accepted, request, (message) => this.line.send(message));
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
