import type { Admission, Egress, EgressSink, Ingress, OutboxStream } from './ports.ts';
import type { LetterStream, ShardIngressSink } from './sinks.ts';
import type { Share } from './partition.ts';
import { shardOf } from './partition.ts';

/**
 * Mail between the shards of an application, exactly once: what a function sends to an address of another shard goes
 * into an outbox of its own shard, one stream for each pair of lanes, with the epoch in which it was sent. From there it
 * goes to the other shard as often as it takes, which reads it as a source that can replay; once the other shard says
 * that it is durably done, it is forgotten. So it needs neither a commit of both nor marks, and pairs of lanes stay
 * what they are when shards become more or fewer.
 */

/** The exchange's outbox. No module can name an egress so: theirs have a slash. */
export const EXCHANGE = 'exchange';

/** What the sender of mail says. Streams go `from` a lane `to` a lane. */
type ToReceiver =
  /** It has begun, and knows of no session. */
  | { readonly do: 'hello' }
  /** Letters of a stream, the first of them at `first`. */
  | {
      readonly do: 'letters';
      readonly session: number;
      readonly from: number;
      readonly to: number;
      readonly first: number;
      readonly bytes: readonly Uint8Array[];
    };

/** What the receiver of mail says. */
type ToSender =
  /** A session begins; in it, each stream is sent from its head on. */
  | { readonly do: 'session'; readonly session: number }
  /** It took so many bytes of letters from the line, and there is room for as many again. */
  | { readonly do: 'taken'; readonly session: number; readonly size: number }
  /** All of a stream below `next` is durably done. */
  | {
      readonly do: 'done';
      readonly session: number;
      readonly from: number;
      readonly to: number;
      readonly next: number;
    };

/** What two shards say to each other about the mail from one to the other. */
export type ExchangeMessage = ToReceiver | ToSender;

/** Sends to the exchange of another shard, in order. What is sent may be lost only when either of the two begins anew. */
export type SendToShard = (shard: number, message: ExchangeMessage) => void;

/** Bytes of letters on the line to one shard. */
const LINE_BYTES_MAX = 4 * 1024 * 1024;
const LETTERS_BYTES_MAX = 256 * 1024;
/** Bytes of letters that wait in the store for all other shards. */
const BACKLOG_BYTES_MAX = 64 * 1024 * 1024;

/** The exchange of one shard: an egress and an ingress of it, and a line to each of the other shards. */
export class Exchange {
  readonly share: Share;
  readonly outbound: Outbound;
  readonly inbound: Inbound;

  constructor(share: Share, send: SendToShard) {
    this.share = share;
    this.outbound = new Outbound(share, send);
    this.inbound = new Inbound(share, send);
  }

  /** Something came from another shard. */
  receive(shard: number, message: ExchangeMessage): void {
    if (message.do === 'hello' || message.do === 'letters') this.inbound.receive(shard, message);
    else this.outbound.receive(shard, message);
  }
}

const bytesOf = (letters: readonly Uint8Array[]): number =>
  letters.reduce((sum, { length }) => sum + length, 0);

const othersOf = ({ index, count }: Share): number[] =>
  Array.from({ length: count }, (_, shard) => shard).filter((shard) => shard !== index);

const streamName = (from: number, to: number | string): string => `${from}/${to}`;

/** What is under way to one shard. */
interface Line {
  readonly session: number;
  /** One past the last letter that was sent, by stream. */
  readonly sent: Map<string, number>;
  bytes: number;
}

/** The sending half. */
class Outbound implements Egress {
  readonly id = EXCHANGE;
  readonly delivery = 'durable';
  /** Beyond it, ingresses pause. Mail itself never does, so two shards can't wait for each other. */
  readonly backlogBytesMax = BACKLOG_BYTES_MAX;
  readonly #share: Share;
  readonly #send: SendToShard;
  readonly #lines = new Map<number, Line>();
  #sink: EgressSink | null = null;

  constructor(share: Share, send: SendToShard) {
    this.#share = share;
    this.#send = send;
  }

  admit(): Admission {
    const message = 'Only the engine sends through the exchange';
    return { ok: false, reason: { code: 'STATEFUN_EGRESS_UNKNOWN', message } };
  }

  start(sink: EgressSink): Promise<void> {
    this.#sink = sink;
    this.#lines.clear();
    for (const shard of othersOf(this.#share)) this.#send(shard, { do: 'hello' });
    return Promise.resolve();
  }

  wake(): void {
    for (const [shard, line] of this.#lines) this.#pump(shard, line);
  }

  stop(): Promise<void> {
    this.#sink = null;
    this.#lines.clear();
    return Promise.resolve();
  }

  receive(shard: number, message: ToSender): void {
    if (this.#sink === null) return;
    if (message.do === 'session') {
      const line = { session: message.session, sent: new Map(), bytes: 0 };
      this.#lines.set(shard, line);
      this.#pump(shard, line);
      return;
    }
    const line = this.#lines.get(shard);
    if (line?.session !== message.session) return;
    if (message.do === 'taken') {
      line.bytes -= message.size;
      this.#pump(shard, line);
    } else {
      this.#find(message.from, message.to)?.done(message.next);
    }
  }

  #find(from: number, to: number): OutboxStream | undefined {
    return this.#sink?.streams().find(({ lane, channel }) => lane === from && channel === String(to));
  }

  /** Sends what is durable, as far as there is room on the line; a stream that has much does not hold up the others. */
  #pump(shard: number, line: Line): void {
    let open = (this.#sink?.streams() ?? []).filter(
      ({ channel }) => shardOf(Number(channel), this.#share.count) === shard,
    );
    while (open.length > 0)
      open = open.filter((stream) => line.bytes < LINE_BYTES_MAX && this.#sendSome(shard, line, stream));
  }

  /** False when there is nothing more to send of a stream. */
  #sendSome(shard: number, line: Line, stream: OutboxStream): boolean {
    const { lane: from, channel } = stream;
    const name = streamName(from, channel);
    const first = Math.max(stream.head, line.sent.get(name) ?? 0);
    if (first >= stream.tail) return false;
    const letters = stream.read(first, LETTERS_BYTES_MAX);
    if (letters.length === 0) return false;
    line.sent.set(name, first + letters.length);
    line.bytes += bytesOf(letters);
    this.#send(shard, {
      do: 'letters',
      session: line.session,
      from,
      to: Number(channel),
      first,
      bytes: letters,
    });
    return true;
  }
}

/** A stream that is being read. */
interface Reading {
  readonly from: number;
  readonly to: number;
  readonly stream: LetterStream;
  /** What the sender was last told. */
  done: number;
}

/** What comes from one shard. */
interface Session {
  readonly number: number;
  readonly readings: Map<string, Reading>;
}

/** The receiving half. */
class Inbound implements Ingress {
  readonly id = EXCHANGE;
  readonly #share: Share;
  readonly #send: SendToShard;
  readonly #sessions = new Map<number, Session>();
  #sink: ShardIngressSink | null = null;
  #begun = 0;

  constructor(share: Share, send: SendToShard) {
    this.#share = share;
    this.#send = send;
  }

  start(sink: ShardIngressSink): Promise<void> {
    this.#sink = sink;
    for (const shard of othersOf(this.#share)) this.#begin(shard);
    return Promise.resolve();
  }

  /** Mail is always taken: what there is no room for in memory goes to the store. */
  pause(): void {}
  resume(): void {}

  committed(): void {
    for (const [shard, session] of this.#sessions)
      for (const reading of session.readings.values()) this.#report(shard, session, reading);
  }

  stop(): Promise<void> {
    this.#sink = null;
    this.#sessions.clear();
    return Promise.resolve();
  }

  receive(shard: number, message: ToReceiver): void {
    if (this.#sink === null) return;
    if (message.do === 'hello') {
      this.#begin(shard);
      return;
    }
    const session = this.#sessions.get(shard);
    if (session?.number !== message.session) return;
    const reading = this.#reading(this.#sink, session, message);
    if (reading === undefined) return;
    reading.stream.push(message.first, message.bytes);
    // What comes again may be done already, and then no epoch of this shard tells of it.
    this.#report(shard, session, reading);
    this.#send(shard, { do: 'taken', session: session.number, size: bytesOf(message.bytes) });
  }

  #begin(shard: number): void {
    const session: Session = { number: ++this.#begun, readings: new Map() };
    this.#sessions.set(shard, session);
    this.#send(shard, { do: 'session', session: session.number });
  }

  #reading(
    sink: ShardIngressSink,
    session: Session,
    { from, to }: { from: number; to: number },
  ): Reading | undefined {
    const name = streamName(from, to);
    const known = session.readings.get(name);
    if (known !== undefined) return known;
    const stream = sink.openLetters(name);
    if (stream === undefined) return undefined;
    const reading = { from, to, stream, done: 0 };
    session.readings.set(name, reading);
    return reading;
  }

  #report(shard: number, session: Session, reading: Reading): void {
    const next = reading.stream.committedOffset();
    if (next <= reading.done) return;
    reading.done = next;
    const { from, to } = reading;
    this.#send(shard, { do: 'done', session: session.number, from, to, next });
  }
}
