import { HEADER_BYTES } from './frame.ts';

const PIECE_BYTES = 64 * 1024;
/** With more frames in one write nothing is saved for each of them, and the other side has no work meanwhile. */
const WRITE_FRAMES = 64;
const NOTHING = new Uint8Array();

/** Collects frames, so that those of one turn of the event loop go out together. */
export class FrameWriter {
  #piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  /** Of the piece: taken, and filled since. */
  #from = 0;
  #to = 0;
  #full: Uint8Array[] = [];
  #frames = 0;

  /** Whether there is something to take. */
  get isEmpty(): boolean {
    return this.#frames === 0;
  }

  /** Whether there are so many frames that they should go out before the turn ends. */
  get isFull(): boolean {
    return this.#frames >= WRITE_FRAMES;
  }

  /** Adds a frame. The payload is copied, unless it is large: then it must not change until it was sent. */
  add(type: number, call: number, payload: Uint8Array = NOTHING): void {
    this.#frames++;
    const isLarge = payload.length > PIECE_BYTES - HEADER_BYTES;
    if (this.#to + HEADER_BYTES + (isLarge ? 0 : payload.length) > PIECE_BYTES) this.#nextPiece();
    const piece = this.#piece;
    let to = this.#to;
    to = piece.writeUInt32BE(payload.length, to);
    to = piece.writeUInt8(type, to);
    to = piece.writeUInt32BE(call, to);
    if (!isLarge) {
      piece.set(payload, to);
      to += payload.length;
    }
    this.#to = to;
    if (!isLarge) return;
    this.#nextPiece();
    this.#full.push(payload);
  }

  /** All frames that were added since the last time. */
  take(): readonly Uint8Array[] {
    const pieces = this.#full;
    this.#full = [];
    this.#frames = 0;
    if (this.#to > this.#from) pieces.push(this.#piece.subarray(this.#from, this.#to));
    this.#from = this.#to;
    return pieces;
  }

  #nextPiece(): void {
    if (this.#to > this.#from) this.#full.push(this.#piece.subarray(this.#from, this.#to));
    this.#piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    this.#from = this.#to = 0;
  }
}
