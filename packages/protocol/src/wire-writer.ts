import protobuf from 'protobufjs/minimal.js';

/** A buffer that a large message made larger is not kept. */
const KEPT_BYTES_MAX = 64 * 1024;

/** What the generated code offers to encode one kind of message. */
export interface Encodable {
  encode(message: object, writer: protobuf.Writer): protobuf.Writer;
}

let writer = protobuf.Writer.create();

/**
 * Encodes a message; the bytes are the caller's. Throws what the generated code throws of a message that is not of its kind.
 *
 * One writer serves all of them, since protobufjs would make a writer with a buffer for each, and a larger buffer when
 * that is full.
 */
export function encodeMessage(kind: Encodable, message: object): Uint8Array {
  try {
    kind.encode(message, writer);
    return taken(writer);
  } finally {
    if (writer.buf.length > KEPT_BYTES_MAX) writer = protobuf.Writer.create();
    writer.pos = 0;
    // What a message left that could not be encoded would stay there for good.
    if (writer.states !== null && writer.states.length > 0) writer.states = null;
  }
}

function taken({ buf, pos }: Pick<protobuf.Writer, 'buf' | 'pos'>): Uint8Array {
  if (typeof Buffer !== 'function' || !(buf instanceof Buffer)) return buf.slice(0, pos);
  const bytes = Buffer.allocUnsafe(pos);
  buf.copy(bytes, 0, 0, pos);
  return bytes;
}
