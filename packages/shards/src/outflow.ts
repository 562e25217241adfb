import type { Egress, EgressSink, OutboxStream } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import type { StreamPlace, ToHub, ToOutlet } from './messages.ts';
import { weightOf } from './messages.ts';
import { settle } from './settle.ts';

/** Bytes of a stream that are with the egress and not done, and of one message; at least one record is. */
const AHEAD_BYTES_MAX = 1024 * 1024;
const RECORDS_BYTES_MAX = 256 * 1024;

/** What goes to the egress. */
type FromOutflow = Extract<ToHub, { do: 'records' | 'settled' }>;

/** What the egress has of a stream. */
interface Ahead {
  /** One past the last record that was sent. */
  next: number;
  rejections: number;
  /** What was sent and is not done: up to which record, and its weight. */
  sent: { readonly next: number; readonly weight: number }[];
}

/**
 * Sends what is durable to an egress that runs in another thread, and gives the engine what that has to say. The egress
 * gets so much of each stream that it does not wait, and no more.
 */
export class Outflow<Sink extends EgressSink = EgressSink> {
  readonly #egress: string;
  readonly #send: (message: FromOutflow) => void;
  readonly #ahead = new Map<string, Ahead>();
  #sink: Sink | undefined;
  /** Counts the starts and stops. */
  #runs = 0;

  constructor(egress: Egress['id'], send: (message: FromOutflow) => void) {
    this.#egress = egress;
    this.#send = send;
  }

  /** From now on it is for an egress that begins, and has nothing yet. */
  start(sink: Sink): void {
    this.#runs++;
    this.#sink = sink;
    this.#ahead.clear();
  }

  stop(): void {
    this.#runs++;
    this.#sink = undefined;
  }

  get sink(): Sink | undefined {
    return this.#sink;
  }

  /** How far its streams are. */
  places(): StreamPlace[] {
    return (this.#sink?.streams() ?? []).map((stream) => this.#placeOf(stream));
  }

  #placeOf({ lane, channel, head, tail }: OutboxStream): StreamPlace {
    return { egress: this.#egress, lane, channel, head, tail };
  }

  /** Something may have become durable. */
  wake(): void {
    for (const stream of this.#sink?.streams() ?? []) this.#pump(stream);
  }

  /** The egress has something for the engine. */
  receive(message: ToOutlet): void {
    if (message.do === 'remember') {
      const remembered = this.#sink?.remember(message.key, message.value) ?? Promise.reject(unavailable());
      this.#settle(remembered, message.request);
      return;
    }
    const stream = this.#sink?.streams().find(isNamed(message));
    if (stream === undefined) return;
    if (message.do === 'done') stream.done(message.next);
    else this.#reject(stream, message);
    this.#pump(stream);
  }

  /** An egress that began anew has requests of its own. */
  #settle(work: Promise<void>, request: number): void {
    const run = this.#runs;
    settle(work, request, (message) => {
      if (run === this.#runs) this.#send(message);
    });
  }

  #reject(stream: OutboxStream, { sequence, reason }: Extract<ToOutlet, { do: 'reject' }>): void {
    stream.reject(sequence, reason);
    const ahead = this.#aheadOf(stream);
    ahead.rejections++;
    ahead.next = sequence + 1;
    ahead.sent = [];
  }

  #aheadOf({ lane, channel }: OutboxStream): Ahead {
    const name = `${lane}/${channel}`;
    const known = this.#ahead.get(name) ?? { next: 0, rejections: 0, sent: [] };
    this.#ahead.set(name, known);
    return known;
  }

  /** Sends what is durable, as far as there is room. */
  #pump(stream: OutboxStream): void {
    const ahead = this.#aheadOf(stream);
    ahead.sent = ahead.sent.filter(({ next }) => next > stream.head);
    let room = AHEAD_BYTES_MAX - ahead.sent.reduce((sum, { weight }) => sum + weight, 0);
    for (;;) {
      const first = Math.max(ahead.next, stream.head);
      const bytes = room > 0 && first < stream.tail ? stream.read(first, RECORDS_BYTES_MAX) : [];
      if (bytes.length === 0) return;
      ahead.next = first + bytes.length;
      const sent = { next: ahead.next, weight: weightOf(bytes) };
      ahead.sent.push(sent);
      room -= sent.weight;
      const { rejections } = ahead;
      this.#send({ do: 'records', first, rejections, bytes, ...this.#placeOf(stream) });
    }
  }
}

const isNamed =
  (name: { readonly lane: number; readonly channel: string }) =>
  ({ lane, channel }: OutboxStream): boolean =>
    lane === name.lane && channel === name.channel;
