import type { DeadLetterReason, OutboxStream } from '@statefun-ts/engine';

/** Why delivery `none` dropped a record. */
export type Drop = DeadLetterReason | 'buffer full';

/** The outbox of delivery `none`: bounded, in memory. What does not fit, or is refused, is dropped. */
export class VolatileOutbox implements OutboxStream {
  readonly lane = 0;
  readonly channel = '';
  readonly #bytesMax: number;
  readonly #dropped: (reason: Drop) => void;
  /** `#records[0]` has the sequence `#base`. */
  #records: Uint8Array[] = [];
  #base = 0;
  #head = 0;
  #bytes = 0;
  #whenEmpty: () => void = () => {};

  constructor(bytesMax: number, dropped: (reason: Drop) => void) {
    this.#bytesMax = bytesMax;
    this.#dropped = dropped;
  }

  get head(): number {
    return this.#head;
  }

  get tail(): number {
    return this.#base + this.#records.length;
  }

  /** Takes a copy, unless the buffer is full. */
  add(record: Uint8Array): void {
    if (this.#bytes + record.length > this.#bytesMax) {
      this.#dropped('buffer full');
      return;
    }
    this.#records.push(record.slice());
    this.#bytes += record.length;
  }

  read(from: number, bytesMax: number): readonly Uint8Array[] {
    const records: Uint8Array[] = [];
    let bytes = 0;
    for (let index = from - this.#base; index < this.#records.length; index++) {
      const record = this.#records[index];
      if (record === undefined || (records.length > 0 && bytes + record.length > bytesMax)) break;
      records.push(record);
      bytes += record.length;
    }
    return records;
  }

  done(sequence: number): void {
    for (; this.#head < sequence; this.#head++)
      this.#bytes -= this.#records[this.#head - this.#base]?.length ?? 0;
    // To move the rest up each time would cost more than the records.
    if (this.#head - this.#base > this.#records.length / 2) {
      this.#records = this.#records.slice(this.#head - this.#base);
      this.#base = this.#head;
    }
    if (this.#head === this.tail) this.#whenEmpty();
  }

  reject(_sequence: number, reason: DeadLetterReason): void {
    this.#dropped(reason);
  }

  /** Resolves when there is nothing left to send. */
  async empty(): Promise<void> {
    if (this.#head === this.tail) return;
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
  }
}
