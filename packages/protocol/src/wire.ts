import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

export { WireReader, WireWriter };

/*
 * What generated code (`npm run generate`) reads and writes with, and codecs of what it makes.
 */

/** What is encoded as bytes. */
export interface Codec<T> {
  /**
   * The canonical proto3 encoding: fields in order, defaults left out. Strings must be well-formed: half of a surrogate pair
   * becomes U+FFFD.
   */
  encode(message: T): Uint8Array;
  /**
   * Byte fields are views of `bytes`, not copies: keep a copy of what outlives the message. Unknown fields
   * are skipped, a known field of another wire type counts as unknown, and the last of several values
   * counts. Throws `RangeError`, `TypeError` or `Error` on malformed input, which includes strings that are
   * not UTF-8, and on more than 4 million sub-messages, strings and byte fields. Time and memory are linear
   * in the length of `bytes`: limit it.
   */
  decode(bytes: Uint8Array): T;
}

/** One for all messages: its buffer is copied from. */
const writer = new WireWriter();

/** The codec of a kind of message, from the functions that were generated for it. */
export const codecOf = <T>(
  encode: (writer: WireWriter, message: T) => void,
  decode: (reader: WireReader, prior: T | null) => T,
): Codec<T> => ({
  encode: (message) => {
    try {
      encode(writer, message);
      return writer.take();
    } catch (error) {
      writer.clear();
      throw error;
    }
  },
  decode: (bytes) => decode(new WireReader(bytes), null),
});
