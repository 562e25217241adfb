/** Reads Kafka's flexible-version wire types one after another. Throws a RangeError beyond the end. */
export class WireCursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  int16(): number {
    return this.#bytes.readInt16BE((this.#at += 2) - 2);
  }

  int32(): number {
    return this.#bytes.readInt32BE((this.#at += 4) - 4);
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE((this.#at += 8) - 8);
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value >>> 0;
  }

  /** In the client's form: hexadecimal with dashes. */
  uuid(): string {
    const hex = this.#bytes.toString('hex', this.#at, (this.#at += 16));
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  }

  /** A view; null reads as empty. */
  bytes(): Buffer {
    const length = Math.max(0, this.unsignedVarint() - 1);
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  /** Calls `readOne` for each element; a null array has none. */
  array(readOne: () => void): void {
    for (let left = this.unsignedVarint() - 1; left > 0; left--) readOne();
  }

  /** Skips tagged fields; `read` is called at the start of each one and may read in it. */
  tags(read?: (tag: number) => void): void {
    for (let left = this.unsignedVarint(); left > 0; left--) {
      const tag = this.unsignedVarint();
      const size = this.unsignedVarint();
      const end = this.#at + size;
      read?.(tag);
      this.#at = end;
    }
  }
}
