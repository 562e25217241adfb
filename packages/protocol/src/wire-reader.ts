import protobuf from 'protobufjs/minimal.js';

/**
 * Sub-messages, strings and byte fields in one message at most. Without a limit, 32 MiB of empty
 * sub-messages become a gigabyte of objects; with it, an answer may still hold 500,000 messages.
 */
const lengthsMax = 4_000_000;

/** Up to here, looking at each byte costs less than a call of the decoder. */
const SHORT_BYTES = 64;
/** The ends of names tell them apart: they begin alike. */
const HASHED_BYTES = 8;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const isNode = typeof Buffer === 'function';

/** The largest number that a signed 64 bit integer holds. */
const INT64_MAX = 2 ** 63 - 1024;

/**
 * protobufjs's reader with our choices, made here and not by its global settings, which belong to the
 * program that we are a guest of.
 */
export class WireReader extends protobuf.Reader {
  override discardUnknown = true;
  private lengths = 0;

  /** The length prefix of a sub-message, string or byte field. */
  override size(): number {
    if (++this.lengths > lengthsMax) throw new RangeError(`more than ${lengthsMax} fields with a length`);
    return super.size();
  }

  /**
   * A string, which must be UTF-8. The names that all messages are full of are short and ASCII: they are not made anew
   * each time.
   */
  override stringVerify(): string {
    const bytes = this.size();
    const { buf, pos } = this;
    const end = pos + bytes;
    if (end > this.len) throw new RangeError(`index out of range: ${pos} + ${bytes} > ${this.len}`);
    this.pos = end;
    if (bytes <= SHORT_BYTES && isNode && buf instanceof Buffer) {
      const name = nameOf(buf, pos, end);
      if (name !== undefined) return name;
    }
    return strictUtf8.decode(buf.subarray(pos, end));
  }

  /**
   * A number, rounded beyond 2^53, but never up to 2^63, which would be encoded as a negative number; never an
   * object of the `long` package, which protobufjs prefers.
   */
  override int64(): ReturnType<protobuf.Reader['int64']> {
    // Number, whatever protobufjs's typings say: the generated code only stores it.
    return Math.min(Number(super.int64()), INT64_MAX) as never;
  }
}

/** The last short strings, each in the place that its hash gives it. */
const names: string[] = Array.from({ length: 1024 }, () => '');

/** A short string, the same object as the last time if it came lately; undefined when it is not ASCII. */
const nameOf = (bytes: Buffer, start: number, end: number): string | undefined => {
  let hash = end - start;
  for (let i = Math.max(start, end - HASHED_BYTES); i < end; i++)
    hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
  const place = (hash ^ (hash >>> 10)) & (names.length - 1);
  const known = names[place] as string;
  if (known.length === end - start && isWritten(known, bytes, start)) return known;
  for (let i = start; i < end; i++) if ((bytes[i] ?? 0) >= 0x80) return undefined;
  return (names[place] = bytes.toString('latin1', start, end));
};

const isWritten = (text: string, bytes: Buffer, start: number): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
};
