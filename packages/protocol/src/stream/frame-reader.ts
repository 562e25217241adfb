import { CONTROL_BYTES_MAX, FrameType, HEADER_BYTES, StreamViolation } from './frame.ts';

/** Who reads frames. */
export interface FrameHandler {
  /** A frame, in the order in which they came. The payload is a view of what was fed, or a copy. */
  onFrame(type: number, call: number, payload: Buffer): void;
  /** A CALL or REPLY whose payload exceeds the limit: it is passed over. */
  onTooLong(type: number, call: number, payloadBytes: number): void;
}

/** The room for an unfinished payload begins with this, and grows with what comes: its sender only says how much will. */
const ROOM_BYTES_MIN = 64 * 1024;

/** Reads frames from pieces as they come, cut anywhere. */
export class FrameReader {
  readonly #handler: FrameHandler;
  readonly #payloadBytesMax: number;
  /** The beginning of a header whose end has not come yet. */
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  /** The frame whose payload is coming. */
  #type = 0;
  #call = 0;
  #payloadBytes = 0;
  #isTooLong = false;
  /** What came of that payload: so many bytes, kept in the room unless it is too long. */
  #came = 0;
  #room = Buffer.alloc(0);

  /** CALLs and REPLYs with more than `payloadBytesMax` bytes are passed over. */
  constructor(handler: FrameHandler, payloadBytesMax: number) {
    this.#handler = handler;
    this.#payloadBytesMax = payloadBytesMax;
  }

  /** Takes what came, which must not change afterwards. Throws `StreamViolation`, and what the handler throws. */
  feed(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      const inPayload = this.#headerBytes === HEADER_BYTES;
      at = inPayload ? this.#payload(bytes, at) : this.#head(bytes, at);
    }
  }

  #head(bytes: Buffer, at: number): number {
    if (this.#headerBytes === 0 && bytes.length - at >= HEADER_BYTES) {
      this.#begin(bytes, at);
      at += HEADER_BYTES;
    } else {
      const copied = bytes.copy(this.#header, this.#headerBytes, at);
      this.#headerBytes += copied;
      at += copied;
      if (this.#headerBytes < HEADER_BYTES) return at;
      this.#begin(this.#header, 0);
    }
    const end = at + this.#payloadBytes;
    if (end > bytes.length || this.#isTooLong) {
      this.#headerBytes = HEADER_BYTES;
      return at;
    }
    this.#headerBytes = 0;
    this.#handler.onFrame(this.#type, this.#call, bytes.subarray(at, end));
    return end;
  }

  #begin(bytes: Buffer, at: number): void {
    this.#payloadBytes = bytes.readUInt32BE(at);
    this.#type = bytes.readUInt8(at + 4);
    this.#call = bytes.readUInt32BE(at + 5);
    const isMessage = this.#type === FrameType.call || this.#type === FrameType.reply;
    if (!isMessage && this.#payloadBytes > CONTROL_BYTES_MAX) {
      throw new StreamViolation(`a frame of type ${this.#type} has ${this.#payloadBytes} bytes`);
    }
    this.#isTooLong = isMessage && this.#payloadBytes > this.#payloadBytesMax;
    this.#came = 0;
  }

  #payload(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#payloadBytes - this.#came);
    if (!this.#isTooLong) {
      this.#makeRoom(this.#came + end - at);
      bytes.copy(this.#room, this.#came, at, end);
    }
    this.#came += end - at;
    if (this.#came === this.#payloadBytes) this.#endPayload();
    return end;
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#room.length) return;
    const larger = Math.max(
      bytes,
      Math.min(this.#payloadBytes, 2 * Math.max(this.#room.length, ROOM_BYTES_MIN)),
    );
    const room = Buffer.allocUnsafeSlow(larger);
    this.#room.copy(room, 0, 0, this.#came);
    this.#room = room;
  }

  #endPayload(): void {
    const payload = this.#room.subarray(0, this.#payloadBytes);
    this.#headerBytes = 0;
    this.#room = Buffer.alloc(0);
    if (this.#isTooLong) this.#handler.onTooLong(this.#type, this.#call, this.#payloadBytes);
    else this.#handler.onFrame(this.#type, this.#call, payload);
  }
}
