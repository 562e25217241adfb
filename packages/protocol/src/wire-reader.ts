/**
 * Sub-messages, strings and byte fields in one message at most. Without a limit, 32 MiB of empty
 * sub-messages become a gigabyte of objects; with it, an answer may still hold 500,000 messages.
 */
const LENGTHS_MAX = 4_000_000;
/** Up to here, looking at each byte costs less than a call of the decoder. */
const SHORT_BYTES = 64;
/** The ends of names tell them apart: they begin alike. */
const HASHED_BYTES = 8;
const VARINT_BITS = 70;
const GROUPS_MAX = 100;
/** The largest number that a signed 64 bit integer holds. */
const INT64_MAX = 2 ** 63 - 1024;
const WORD = 2 ** 32;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const GROUP = 3;
const GROUP_END = 4;
const FIXED32 = 5;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const isNode = typeof Buffer === 'function';
const nothing = new Uint8Array(0);
/** For numbers, which may begin at any byte. */
const scratch = new DataView(new ArrayBuffer(8));
/** The halves of the number of 64 bits that was read last. */
let low = 0;
let high = 0;

/**
 * Reads the fields of a message of protobuf, or of a sub-message that was entered: of each its tag, then its value by the method that
 * its type has. All of them throw `RangeError` for what is malformed or ends too early.
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** Of the message that is being read. */
  #end: number;
  #lengths = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** Whether the message has another field. */
  get hasMore(): boolean {
    return this.#at < this.#end;
  }

  /** A field's number, times eight, and the type that it has on the wire. */
  tag(): number {
    return this.#uint32Strict();
  }

  /** Begins a sub-message: what is read until `leave` are its fields. Returns where the message around it ends, for `leave`. */
  enter(): number {
    const outer = this.#end;
    const bytes = this.#length();
    this.#end = this.#at + bytes;
    return outer;
  }

  /** Goes on with the message around a sub-message that was read to its end. */
  leave(outer: number): void {
    this.#end = outer;
  }

  /** A view of the message's bytes. */
  bytes(): Uint8Array {
    const length = this.#length();
    if (length === 0) return nothing;
    const { buffer, byteOffset } = this.#bytes;
    const value = new Uint8Array(buffer, byteOffset + this.#at, length);
    this.#at += length;
    return value;
  }

  /**
   * A string, which must be UTF-8: otherwise a `TypeError` is thrown. The names that all messages are full of are short and ASCII: they
   * are not made anew each time.
   */
  string(): string {
    const length = this.#length();
    if (length === 0) return '';
    const start = this.#at;
    const end = start + length;
    this.#at = end;
    if (length <= SHORT_BYTES && isNode) {
      const name = nameOf(this.#bytes, start, end);
      if (name !== undefined) return name;
    }
    return strictUtf8.decode(this.#bytes.subarray(start, end));
  }

  bool(): boolean {
    this.#varint();
    return (low | high) !== 0;
  }

  /** The lower 32 bits of a number. */
  uint32(): number {
    const byte = this.#bytes[this.#at] as number;
    if (byte < 0x80 && this.#at < this.#end) {
      this.#at++;
      return byte;
    }
    this.#varint();
    return low >>> 0;
  }

  /** The same with a sign. */
  int32(): number {
    return this.uint32() | 0;
  }

  /** A signed number of 64 bits, rounded beyond 2^53, but never up to 2^63, which would be encoded as a negative number. */
  integer64(): number {
    this.#varint();
    return Math.min(high * WORD + (low >>> 0), INT64_MAX);
  }

  double(): number {
    this.#fill(8);
    return scratch.getFloat64(0, true);
  }

  float(): number {
    this.#fill(4);
    return scratch.getFloat32(0, true);
  }

  fixed32(): number {
    this.#fill(4);
    return scratch.getInt32(0, true);
  }

  fixed64(): bigint {
    this.#fill(8);
    return scratch.getBigInt64(0, true);
  }

  /** Many numbers that stand in one field, behind those that were there before. */
  packed(read: 'uint32' | 'double', before: readonly number[]): number[] {
    const numbers = [...before];
    const outer = this.enter();
    while (this.hasMore) numbers.push(this[read]());
    this.leave(outer);
    return numbers;
  }

  /** Passes over a field that is not known. */
  skip(tag: number): void {
    this.#skip(tag, 0);
  }

  #skip(tag: number, depth: number): void {
    if (tag >>> 3 === 0) throw new RangeError(`a field at ${this.#at} has the number 0`);
    const wireType = tag & 7;
    if (wireType === VARINT) this.#varint();
    else if (wireType === FIXED64) this.#pass(8);
    else if (wireType === BYTES) this.#pass(this.#length());
    else if (wireType === GROUP) this.#skipGroup(tag, depth + 1);
    else if (wireType === FIXED32) this.#pass(4);
    else throw new RangeError(`a field at ${this.#at} has the wire type ${wireType}`);
  }

  #skipGroup(begin: number, depth: number): void {
    if (depth > GROUPS_MAX) throw new RangeError(`groups in a depth of more than ${GROUPS_MAX}`);
    for (;;) {
      const tag = this.tag();
      if (tag === begin - GROUP + GROUP_END) return;
      this.#skip(tag, depth);
    }
  }

  /** Reads a number of 64 bits into `low` and `high`. */
  #varint(): void {
    low = 0;
    high = 0;
    for (let shift = 0; shift < VARINT_BITS; shift += 7) {
      this.#require(1);
      const byte = this.#bytes[this.#at++] as number;
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift === 28) high = bits >>> 4;
      else if (shift > 28) high |= bits << (shift - 32);
      if (byte < 0x80) return;
    }
    throw new RangeError(`the number that ends at ${this.#at} has more than 10 bytes`);
  }

  /** Copies so many bytes to where numbers are read. */
  #fill(bytes: number): void {
    this.#require(bytes);
    for (let i = 0; i < bytes; i++) scratch.setUint8(i, this.#bytes[this.#at + i] as number);
    this.#at += bytes;
  }

  #pass(bytes: number): void {
    this.#require(bytes);
    this.#at += bytes;
  }

  /** The length that is written here, of what follows. */
  #length(): number {
    if (++this.#lengths > LENGTHS_MAX) throw new RangeError(`more than ${LENGTHS_MAX} fields with a length`);
    const length = this.#uint32Strict();
    this.#require(length);
    return length;
  }

  /** A number that must have 32 bits at most. */
  #uint32Strict(): number {
    const byte = this.#bytes[this.#at] as number;
    if (byte < 0x80 && this.#at < this.#end) {
      this.#at++;
      return byte;
    }
    const from = this.#at;
    this.#varint();
    if (high === 0 && this.#at - from <= 5) return low >>> 0;
    throw new RangeError(`a tag or length at ${from} has more than 32 bits`);
  }

  #require(bytes: number): void {
    if (this.#at + bytes > this.#end) throw this.#tooShort(bytes);
  }

  #tooShort(bytes: number): RangeError {
    return new RangeError(`${bytes} bytes are missing at ${this.#at}: the message ends at ${this.#end}`);
  }
}

/** A short string, and its bytes: two arrays are compared in half the time of a string and an array. */
interface Name {
  readonly text: string;
  readonly bytes: Uint8Array;
}

const NAME_PLACES = 1024;
const NO_NAME: Name = { text: '', bytes: nothing };
/** The short strings that came lately more than once, each in the place that its hash gives it. */
const names: Name[] = Array.from({ length: NAME_PLACES }, () => NO_NAME);
/** The hash that came last to each place: ids, most of which come once, would push names out. */
const hashes = new Int32Array(NAME_PLACES);

/** A short string, the same object as the last time if it came lately; undefined when it is not ASCII. */
const nameOf = (bytes: Uint8Array, start: number, end: number): string | undefined => {
  let hash = end - start;
  for (let i = Math.max(start, end - HASHED_BYTES); i < end; i++)
    hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  const place = (hash ^ (hash >>> 10)) & (NAME_PLACES - 1);
  const known = names[place] as Name;
  if (known.bytes.length === end - start && isWritten(known.bytes, bytes, start)) return known.text;
  for (let i = start; i < end; i++) if ((bytes[i] as number) >= 0x80) return undefined;
  const text: string = Buffer.prototype.latin1Slice.call(bytes, start, end);
  if (hashes[place] === hash)
    names[place] = { text, bytes: Uint8Array.prototype.slice.call(bytes, start, end) };
  hashes[place] = hash;
  return text;
};

const isWritten = (name: Uint8Array, bytes: Uint8Array, start: number): boolean => {
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
};
