import type { TypedValue } from '@statefun-ts/protocol';

/** A view is copied when what it keeps alive is so many times as large. */
const WASTE_FACTOR = 4;

/**
 * Bytes that may be kept: decoded fields are views of a whole reply, request or row, which a small value would keep in
 * memory. (`slice` of a Node buffer is a view, too, and `Buffer.from` puts small copies into a shared pool of 64 KiB, all of
 * which the smallest of them keeps.)
 *
 * A copy of up to 64 bytes lies in V8's heap, for as long as nobody takes a view of it or asks for its `buffer`.
 */
export const compact = (bytes: Uint8Array): Uint8Array =>
  bytes.buffer.byteLength > WASTE_FACTOR * bytes.byteLength + 64 ? new Uint8Array(bytes) : bytes;

/** A message that may be kept. */
export const compactMessage = ({ typename, hasValue, value }: TypedValue): TypedValue => ({
  typename,
  hasValue,
  value: compact(value),
});
