import type { DeadLetterReason, OutboxStream } from '@statefun-ts/engine';
import type { StreamName, StreamPlace, ToHub, ToSpoke } from './messages.ts';

type Records = Extract<ToHub, { do: 'records' }>;

/** Records that came together. */
interface Chunk {
  readonly first: number;
  readonly records: readonly Uint8Array[];
}

const endOf = ({ first, records }: Chunk): number => first + records.length;

/** A stream of a shard, as the hub has it: how far it is, and the next of its records. */
export class Mirror implements OutboxStream {
  readonly #name: StreamName;
  readonly #send: (message: ToSpoke) => void;
  #chunks: Chunk[] = [];
  #head: number;
  #tail: number;
  /** How many records were rejected. What was on its way by then comes again, once that is durable. */
  #rejections = 0;

  constructor({ egress, lane, channel, head, tail }: StreamPlace, send: (message: ToSpoke) => void) {
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

  /** Records came from the shard. */
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
