/** A buffer that a large message made larger is not kept. */
const KEPT_BYTES = 64 * 1024;
/** Up to here, looking at each character costs less than a call of the encoder. */
const SHORT_CHARACTERS = 64;
/** Up to here, copying byte by byte costs less than a call. */
const SHORT_BYTES = 24;
const UTF8_BYTES_MAX = 3;
const VARINT_BYTES_MAX = 10;
const DOUBLE_BYTES = 8;
const utf8 = new TextEncoder();
const isNode = typeof Buffer === 'function';

/**
 * Writes messages of protobuf from their end to their beginning, so that the length of each sub-message is known when it is
 * written. So of a field its value comes first, then, where it has one, its length, then its tag.
 */
export class WireWriter {
  #bytes = new Uint8Array(KEPT_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** Where what was written begins. */
  #start = KEPT_BYTES;

  /** Of what was written so far: how far it is from the end of the buffer does not change. */
  get position(): number {
    return this.#bytes.length - this.#start;
  }

  /** The length of what was written since a position. */
  lengthTo(position: number): void {
    this.integer(this.position - position);
  }

  /** A varint: a whole number from -2^63 to below 2^63, of which those beyond 2^53 are rounded. */
  integer(value: number): void {
    if (value >= 0 && value < 0x80) {
      if (this.#start === 0) this.#grow(1);
      this.#bytes[--this.#start] = value;
    } else if (value >= 0 && value < 2 ** 31) this.#small(value);
    else this.#large(value);
  }

  #small(value: number): void {
    let bytes = 1;
    for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
    this.#reserve(bytes);
    let at = this.#start;
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[at++] = (rest & 0x7f) | 0x80;
    this.#bytes[at] = rest;
  }

  /** Negative numbers are those of 64 bits that end alike. */
  #large(value: number): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#start);
  }

  /** Eight bytes. */
  double(value: number): void {
    this.#reserve(DOUBLE_BYTES);
    this.#view.setFloat64(this.#start, value, true);
  }

  /** A string in UTF-8, with its length; half of a surrogate pair becomes U+FFFD. */
  string(value: string): void {
    if (value.length > SHORT_CHARACTERS || !this.#ascii(value)) this.#utf8(value);
  }

  /** Whether it was one, and is written. */
  #ascii(value: string): boolean {
    const { length } = value;
    if (this.#start <= length) this.#grow(length + 1);
    const start = this.#start - length;
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[start + i] = code;
    }
    // Its length takes a byte.
    bytes[start - 1] = length;
    this.#start = start - 1;
    return true;
  }

  #utf8(value: string): void {
    const bytesMax = value.length * UTF8_BYTES_MAX;
    if (this.#start < bytesMax) this.#grow(bytesMax);
    const from = this.#start - bytesMax;
    const { written } = utf8.encodeInto(value, this.#bytes.subarray(from, this.#start));
    this.#start -= written;
    this.#bytes.copyWithin(this.#start, from, from + written);
    this.integer(written);
  }

  /** Bytes, with their length. */
  bytes(value: Uint8Array): void {
    const { length } = value;
    this.#reserve(length);
    if (length > SHORT_BYTES) this.#bytes.set(value, this.#start);
    else for (let i = 0; i < length; i++) this.#bytes[this.#start + i] = value[i] as number;
    this.integer(length);
  }

  #reserve(bytes: number): void {
    if (this.#start < bytes) this.#grow(bytes);
    this.#start -= bytes;
  }

  /** Makes room for so many bytes more. */
  #grow(bytes: number): void {
    const old = this.#bytes;
    const start = this.#start;
    const size = Math.max(2 * old.length, this.position + bytes + VARINT_BYTES_MAX);
    this.#replace(new Uint8Array(size));
    this.#start = size - (old.length - start);
    this.#bytes.set(old.subarray(start), this.#start);
  }

  #replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
    this.#start = bytes.length;
  }

  /** A copy of what was written, which is forgotten. */
  take(): Uint8Array {
    const length = this.position;
    const taken = isNode ? Buffer.allocUnsafe(length) : new Uint8Array(length);
    taken.set(this.#bytes.subarray(this.#start));
    this.clear();
    return taken;
  }

  /** Forgets what was written. */
  clear(): void {
    if (this.#bytes.length > KEPT_BYTES) this.#replace(new Uint8Array(KEPT_BYTES));
    this.#start = this.#bytes.length;
  }
}
