/** Of field 1, with a length: as `OutboxRow` of `proto/rows.proto` has its records. */
const TAG = 0x0a;
/** Tag and length. */
const HEAD_BYTES_MAX = 6;
const FIRST_CAPACITY_BYTES = 1024;

/** A row of records, as the store has it. */
export interface BuiltRow {
  readonly row: Uint8Array;
  readonly records: number;
  /** Of the records alone. */
  readonly bytes: number;
}

/**
 * Encodes a row of records while they come: each is copied at once, when the processor has it at hand and before it keeps the
 * reply in memory that it is a view of.
 */
export class OutboxRowBuilder {
  #buffer: Buffer = Buffer.alloc(0);
  #capacityBytes = FIRST_CAPACITY_BYTES;
  #end = 0;
  #records = 0;
  /** Of the records so far. */
  bytes = 0;

  get isEmpty(): boolean {
    return this.#records === 0;
  }

  add(record: Uint8Array): void {
    this.#reserve(HEAD_BYTES_MAX + record.length);
    const buffer = this.#buffer;
    buffer[this.#end++] = TAG;
    let length = record.length;
    for (; length >= 0x80; length >>>= 7) buffer[this.#end++] = (length & 0x7f) | 0x80;
    buffer[this.#end++] = length;
    buffer.set(record, this.#end);
    this.#end += record.length;
    this.bytes += record.length;
    this.#records++;
  }

  /** The row, and begins the next one. */
  take(): BuiltRow {
    const used = this.#buffer.subarray(0, this.#end);
    // A row lives until its records are out: a small one in a large buffer would keep all of that.
    const row = 2 * used.length < this.#buffer.length ? new Uint8Array(used) : used;
    const built = { row, records: this.#records, bytes: this.bytes };
    // The next one will be about as large.
    this.#capacityBytes = Math.max(FIRST_CAPACITY_BYTES, this.#end + (this.#end >> 3));
    this.#buffer = Buffer.alloc(0);
    this.#end = this.#records = this.bytes = 0;
    return built;
  }

  #reserve(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#buffer.length, this.#capacityBytes));
    this.#buffer.copy(grown, 0, 0, this.#end);
    this.#buffer = grown;
  }
}
