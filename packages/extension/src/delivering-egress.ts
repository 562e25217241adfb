import { Backoff } from '@statefun-ts/connector';
import type { Admission, Egress, EgressSink, OutboxStream } from '@statefun-ts/engine';
import type { TypedValue } from '@statefun-ts/protocol';

/** A record that is to go out. */
export interface OutgoingRecord {
  /** What `admit` made of it. */
  readonly channel: string;
  readonly bytes: Uint8Array;
  /** Its own, and the same at each attempt: receivers can tell repetitions by it. Of some 100 characters. */
  readonly identity: string;
  /** It can't go out, ever: it becomes a dead letter. `message` says what is wrong with it, and what to do. */
  readonly refuse: (message: string) => void;
}

/** How records go out. */
export interface Delivery {
  /** The id of the egress. */
  readonly id: string;
  /** Undelivered bytes in the store at which ingresses pause. Default: 1 GiB. */
  readonly backlogBytesMax?: number;
  /**
   * Checks and encodes a record: at once, without side effects. Records of one channel stay in order, those of one
   * function instance at least. What it throws makes a dead letter of the record.
   */
  admit(argument: TypedValue): { readonly channel: string; readonly record: Uint8Array };
  /**
   * Sends records of one channel, in order. Resolves when all are out for good; when it rejects, all that were not refused are
   * sent again after a while. Different channels, and some parts of one, are sent at the same time. `signal` aborts when
   * the egress stops.
   */
  send(records: readonly OutgoingRecord[], signal: AbortSignal): Promise<void>;
  /** Frees what it has: the egress stops. It may be started again. */
  close?(): Promise<void>;
}

const BACKLOG_BYTES_MAX = 1024 ** 3;
/** So much is sent at once of one channel. */
const BATCH_BYTES_MAX = 1024 * 1024;
const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 10_000;

/** An egress that delivers each record at least once, in order, and tries again until it is out. */
export const deliveringEgress = (delivery: Delivery): Egress => new DeliveringEgress(delivery);

class DeliveringEgress implements Egress {
  readonly id: string;
  readonly delivery = 'durable';
  readonly backlogBytesMax: number;
  readonly #delivery: Delivery;
  readonly #busy = new Map<OutboxStream, Promise<void>>();
  readonly #troubled = new Set<OutboxStream>();
  #sink: EgressSink | undefined;
  #stopping = new AbortController();

  constructor(delivery: Delivery) {
    this.id = delivery.id;
    this.backlogBytesMax = delivery.backlogBytesMax ?? BACKLOG_BYTES_MAX;
    this.#delivery = delivery;
  }

  admit(argument: TypedValue): Admission {
    return { ok: true, ...this.#delivery.admit(argument) };
  }

  async start(sink: EgressSink): Promise<void> {
    this.#sink = sink;
    this.#stopping = new AbortController();
    this.wake();
  }

  wake(): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    for (const stream of sink.streams()) {
      if (stream.head >= stream.tail || this.#busy.has(stream)) continue;
      const work = this.#drain(stream, sink).finally(() => {
        this.#busy.delete(stream);
        // What became durable since its last look was told to nobody.
        if (this.#sink === sink && stream.read(stream.head, 1).length > 0) this.wake();
      });
      this.#busy.set(stream, work);
    }
  }

  async #drain(stream: OutboxStream, sink: EgressSink): Promise<void> {
    const { signal } = this.#stopping;
    const backoff = new Backoff(PAUSE_FIRST_MS, PAUSE_MAX_MS);
    for (;;) {
      const first = stream.head;
      const records = stream.read(first, BATCH_BYTES_MAX);
      if (records.length === 0 || signal.aborted) return;
      try {
        await this.#send(stream, first, records, signal);
        stream.done(first + records.length);
        backoff.reset();
        this.#tell(sink, stream, null);
      } catch (error) {
        if (signal.aborted) return;
        this.#tell(sink, stream, error as Error);
        await backoff.wait(signal);
      }
    }
  }

  #send(
    stream: OutboxStream,
    first: number,
    records: readonly Uint8Array[],
    signal: AbortSignal,
  ): Promise<void> {
    const { lane, channel } = stream;
    const store = this.#sink?.incarnation ?? '';
    const outgoing = records.map((bytes, index) => ({
      channel,
      bytes,
      identity: `${store}/${this.id}/${lane}/${channel}/${first + index}`,
      refuse: (message: string) => stream.reject(first + index, { code: 'STATEFUN_RECORD_REFUSED', message }),
    }));
    return this.#delivery.send(outgoing, signal);
  }

  /** The egress is in trouble while one of its streams is. */
  #tell(sink: EgressSink, stream: OutboxStream, trouble: Error | null): void {
    const had = this.#troubled.size > 0;
    if (trouble === null) this.#troubled.delete(stream);
    else this.#troubled.add(stream);
    if (trouble !== null) sink.trouble(trouble);
    else if (had && this.#troubled.size === 0) sink.trouble(null);
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    this.#stopping.abort(new Error('the egress stops'));
    await Promise.allSettled(this.#busy.values());
    this.#troubled.clear();
    await this.#delivery.close?.();
  }
}
