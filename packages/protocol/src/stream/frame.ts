/** The frames of the stream transport: see docs/stream-transport.md. */

export const STREAM_VERSION = 1;
export const STREAM_CONTENT_TYPE = 'application/vnd.statefun.stream';
/** The header by which a service says which versions it speaks, and a runtime which one it wants. */
export const STREAM_HEADER = 'statefun-stream';

export const FrameType = {
  call: 1,
  cancel: 2,
  ping: 3,
  hello: 16,
  reply: 17,
  error: 18,
  pong: 19,
  goAway: 20,
} as const;

/** Length (u32), type (u8), call (u32). */
export const HEADER_BYTES = 9;
/** Of the payload of frames that carry no message. */
export const CONTROL_BYTES_MAX = 64 * 1024;
/** Of a PING's payload, and its PONG's. */
export const PING_BYTES = 8;

/** The other side broke the rules: the stream is of no use any more. */
export class StreamViolation extends Error {
  override readonly name = 'StreamViolation';
}

/** What a service takes at once. */
export interface StreamLimits {
  /** Unanswered calls. */
  readonly callsMax: number;
  /** The bytes of their payloads. */
  readonly bytesMax: number;
  /** The bytes of one call's payload. */
  readonly payloadBytesMax: number;
}

const HELLO_BYTES = 13;

export function encodeHello({ callsMax, bytesMax, payloadBytesMax }: StreamLimits): Uint8Array {
  const payload = Buffer.allocUnsafe(HELLO_BYTES);
  payload.writeUInt8(STREAM_VERSION, 0);
  payload.writeUInt32BE(callsMax, 1);
  payload.writeUInt32BE(bytesMax, 5);
  payload.writeUInt32BE(payloadBytesMax, 9);
  return payload;
}

/** What follows the fields that are known is passed over. Throws `StreamViolation`. */
export function decodeHello(payload: Buffer): StreamLimits {
  if (payload.length < HELLO_BYTES) throw new StreamViolation('its HELLO is too short');
  const version = payload.readUInt8(0);
  if (version !== STREAM_VERSION)
    throw new StreamViolation(`it speaks version ${version}, not ${STREAM_VERSION}`);
  const limits = {
    callsMax: payload.readUInt32BE(1),
    bytesMax: payload.readUInt32BE(5),
    payloadBytesMax: payload.readUInt32BE(9),
  };
  if (Math.min(limits.callsMax, limits.bytesMax, limits.payloadBytesMax) === 0)
    throw new StreamViolation('its HELLO allows no calls');
  return limits;
}

/** Why a call failed: the status and the text that a plain request would have been answered with. */
export interface CallError {
  readonly status: number;
  readonly text: string;
}

const STATUS_BYTES = 2;

/** A text that is too long for a frame is cut. */
export function encodeError({ status, text }: CallError): Uint8Array {
  const payload = Buffer.alloc(Math.min(CONTROL_BYTES_MAX, STATUS_BYTES + Buffer.byteLength(text)));
  payload.writeUInt16BE(status, 0);
  const written = payload.write(text, STATUS_BYTES);
  return payload.subarray(0, STATUS_BYTES + written);
}

/** Throws `StreamViolation`. */
export function decodeError(payload: Buffer): CallError {
  const status = payload.length < STATUS_BYTES ? 0 : payload.readUInt16BE(0);
  if (status < 100 || status > 599) throw new StreamViolation(`its ERROR has the status ${status}`);
  return { status, text: payload.toString('utf8', STATUS_BYTES) };
}
