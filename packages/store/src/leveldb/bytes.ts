/** What the readers of LevelDB's files throw when bytes are not what LevelDB writes. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** Reads LevelDB's variable-length fields one after the other. Throws `Malformed` past the end. */
export class ByteReader {
  readonly bytes: Buffer;
  offset: number;

  constructor(bytes: Buffer, offset = 0) {
    this.bytes = bytes;
    this.offset = offset;
  }

  get done(): boolean {
    return this.offset >= this.bytes.length;
  }

  /** A little-endian base-128 number, up to 2^53. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 128) {
      const byte = this.bytes[this.offset++];
      if (byte === undefined) break;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Malformed('a number runs past its end');
  }

  /** The next `length` bytes, as a view. */
  take(length: number): Buffer {
    if (this.offset + length > this.bytes.length) throw new Malformed('a field runs past its end');
    const taken = this.bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return taken;
  }
}
