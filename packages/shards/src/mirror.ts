import type { DeadLetterReason, OutboxStream } from '@statefun-ts/engine';
import type { StreamName, StreamPlace, ToHub, ToOutlet } from './messages.ts';

type Records = Extract<ToHub, { do: 'records' }>;

/** Records that came together. */
interface Chunk {
  readonly first: number;
  readonly records: readonly Uint8Array[];
}

const endOf = ({ first, records }: Chunk): number => first + records.length;

/** A stream, in another thread than its engine: how far it is, and the next of its records. */
export class Mirror implements OutboxStream {
  readonly #name: StreamName;
  readonly #send: (message: ToOutlet) => void;
  #chunks: Chunk[] = [];
  #head: number;
  #tail: number;
  /** How many records were rejected. What was on its way by then comes again, once that is durable. */
  #rejections = 0;

  constructor({ egress, lane, channel, head, tail }: StreamPlace, send: (message: ToOutlet) => void) {
    this.#name = { egress, lane, channel };
    this.#head = head;
    this.#tail = tail;
    this.#send = send;
  }

  get lane(): number {
    return this.#name.lane;
  }

  get channel(): string {
    return this.#name.channel;
  }

  get head(): number {
    return this.#head;
  }

  get tail(): number {
    return this.#tail;
  }

  /** Records came from the engine. */
  add({ first, tail, rejections, bytes }: Records): void {
    this.#tail = Math.max(this.#tail, tail);
    if (rejections === this.#rejections) this.#chunks.push({ first, records: bytes });
  }

  read(from: number, bytesMax: number): readonly Uint8Array[] {
    const read: Uint8Array[] = [];
    let next = Math.max(from, this.#head);
    let bytes = 0;
    for (const chunk of this.#chunks) {
      if (endOf(chunk) <= next) continue;
      if (chunk.first > next) break;
      for (const record of chunk.records.slice(next - chunk.first)) {
        bytes += record.length;
        if (read.length > 0 && bytes > bytesMax) return read;
        read.push(record);
        next++;
      }
    }
    return read;
  }

  done(sequence: number): void {
    const next = Math.min(sequence, this.#tail);
    if (next <= this.#head) return;
    this.#head = next;
    this.#chunks = this.#chunks.filter((chunk) => endOf(chunk) > next);
    this.#send({ do: 'done', next, ...this.#name });
  }

  reject(sequence: number, reason: DeadLetterReason): void {
    this.#rejections++;
    this.#chunks = this.#chunks
      .filter(({ first }) => first <= sequence)
      .map(({ first, records }) => ({ first, records: records.slice(0, sequence + 1 - first) }));
    this.#send({ do: 'reject', sequence, reason, ...this.#name });
  }
}

/** The streams of one engine. */
export class Mirrors {
  readonly #send: (message: ToOutlet) => void;
  /** By egress. */
  readonly #mirrors = new Map<string, Map<string, Mirror>>();

  constructor(send: (message: ToOutlet) => void) {
    this.#send = send;
  }

  of(egress: string): Iterable<Mirror> {
    return this.#mirrors.get(egress)?.values() ?? [];
  }

  /** That of this name; a new one, if there is none, stands at this place. */
  at(place: StreamPlace): Mirror {
    const { egress, lane, channel } = place;
    const ofEgress = this.#mirrors.get(egress) ?? new Map<string, Mirror>();
    this.#mirrors.set(egress, ofEgress);
    const name = `${lane}/${channel}`;
    const mirror = ofEgress.get(name) ?? new Mirror(place, this.#send);
    ofEgress.set(name, mirror);
    return mirror;
  }
}
