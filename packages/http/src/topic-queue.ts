import type { OutboxStream } from '@statefun-ts/engine';

/** A record that was taken from a topic: exactly one of the two ways must follow. */
export interface Taken {
  readonly record: Uint8Array;
  /** It reached the client: it is done. */
  delivered(): void;
  /** It did not: it is the next to be taken. */
  putBack(): void;
}

/** Records that became durable together: `from` <= sequence < `to` of one lane. */
interface Arrival {
  readonly lane: Lane;
  from: number;
  readonly to: number;
}

/** Where a record is; tickets grow in the order of arrival. */
interface Place {
  readonly lane: Lane;
  readonly sequence: number;
  readonly ticket: number;
}

/** When this many arrivals wait, further ones are looked up once there is room again. */
const ARRIVALS_MAX = 1000;

/**
 * The records of one topic, first come, first served: in the order in which they became durable, and lane by
 * lane within one commit. A record is given to one taker at a time.
 */
export class TopicQueue {
  readonly #lanes = new Map<number, Lane>();
  readonly #arrivals: Arrival[] = [];
  readonly #returned: Place[] = [];
  #tickets = 0;

  /** A stream of this topic: one that is known, a new lane's, or the same lane's after the engine recovered. */
  bind(stream: OutboxStream): void {
    const lane = this.#lanes.get(stream.lane);
    if (lane === undefined) this.#lanes.set(stream.lane, new Lane(stream));
    else lane.bind(stream);
  }

  /** Takes note of what became durable since the last time. */
  observe(): void {
    for (const lane of this.#lanes.values()) {
      if (this.#arrivals.length >= ARRIVALS_MAX) return;
      const from = lane.seen;
      const to = lane.stream.tail;
      if (to <= from) continue;
      this.#arrivals.push({ lane, from, to });
      lane.seen = to;
    }
  }

  /** The next record, if there is one and its stream has it at hand. Throws when the store can't give it; it stays the next. */
  take(): Taken | undefined {
    const next = this.#returned.shift() ?? this.#nextArrival();
    return next && this.#give(next);
  }

  /** Whether `take` would give a record. */
  get empty(): boolean {
    this.observe();
    return this.#returned.length === 0 && this.#arrivals.length === 0;
  }

  #nextArrival(): Place | undefined {
    this.observe();
    const arrival = this.#arrivals[0];
    if (arrival === undefined) return undefined;
    const sequence = arrival.from++;
    if (arrival.from === arrival.to) this.#arrivals.shift();
    return { lane: arrival.lane, sequence, ticket: this.#tickets++ };
  }

  #give(place: Place): Taken | undefined {
    const { lane, sequence } = place;
    try {
      const record = lane.read(sequence);
      if (record === undefined) {
        this.#putBack(place);
        return undefined;
      }
      return {
        record,
        delivered: () => {
          lane.done(sequence);
        },
        putBack: () => {
          this.#putBack(place);
        },
      };
    } catch (error) {
      this.#putBack(place);
      throw error;
    }
  }

  #putBack(place: Place): void {
    this.#returned.push(place);
    this.#returned.sort((a, b) => a.ticket - b.ticket);
  }
}

/** One lane's stream of a topic, and how far it is done. Records may be done in any order. */
class Lane {
  stream: OutboxStream;
  /** One past the last sequence that was noticed. */
  seen: number;
  /** All below are done. */
  #doneBelow: number;
  readonly #doneAbove = new Set<number>();

  constructor(stream: OutboxStream) {
    this.stream = stream;
    this.seen = this.#doneBelow = stream.head;
  }

  /** Sequences stay the same across recoveries, so what was given out before is told to the new stream. */
  bind(stream: OutboxStream): void {
    if (stream === this.stream) return;
    this.stream = stream;
    if (this.#doneBelow > stream.head) stream.done(this.#doneBelow);
  }

  read(sequence: number): Uint8Array | undefined {
    return this.stream.read(sequence, 1)[0];
  }

  done(sequence: number): void {
    this.#doneAbove.add(sequence);
    if (sequence !== this.#doneBelow) return;
    while (this.#doneAbove.delete(this.#doneBelow)) this.#doneBelow += 1;
    this.stream.done(this.#doneBelow);
  }
}
