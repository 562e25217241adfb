import protobuf from 'protobufjs/minimal.js';

/**
 * Sub-messages, strings and byte fields in one message at most. Without a limit, 32 MiB of empty
 * sub-messages become a gigabyte of objects; with it, an answer may still hold 500,000 messages.
 */
const lengthsMax = 4_000_000;

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

  /** A number, rounded beyond 2^53; never an object of the `long` package, which protobufjs prefers. */
  override int64(): ReturnType<protobuf.Reader['int64']> {
    // Number, whatever protobufjs's typings say: the generated code only stores it.
    return Number(super.int64()) as never;
  }
}
