import { MalformedReply } from './malformed-reply.ts';
import { parseHead } from './response-head.ts';
import type { ResponseHead } from './response-head.ts';

/** Who reads a reply. */
export interface ResponseReader {
  onHead(head: ResponseHead): void;
  /** A piece of the body; of bytes that are good only until this returns. */
  onBody(piece: Buffer): void;
}

/** As much as Node takes of a head. */
const HEAD_BYTES_MAX = 16 * 1024;
/** Of a line with the size of a chunk, and of all that follows the last chunk. */
const LINE_BYTES_MAX = 4 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
const NOTHING: Buffer = Buffer.alloc(0);
const CHUNK_SIZE = /^([\dA-Fa-f]{1,12})[ \t]*(?:;|$)/;

/** What comes next. `end of chunk`: the line break behind it. `until close`: a body that ends with the connection. */
type State = 'head' | 'body' | 'until close' | 'chunk size' | 'chunk' | 'end of chunk' | 'trailer' | 'over';

/**
 * Reads one reply of HTTP/1 (RFC 9112) from pieces as they come. Replies of status 1xx are passed over. What comes
 * behind the reply is dropped, and with it the connection. Throws `MalformedReply`.
 */
export class ResponseParser {
  readonly #reader: ResponseReader;
  #state: State = 'head';
  /** The beginning of a head or line whose end has not come yet. */
  #kept = NOTHING;
  /** Bytes of the body or chunk that are still to come. */
  #left = 0;
  #trailerBytes = 0;
  #keepsAlive = false;
  #idleMs = Infinity;

  constructor(reader: ResponseReader) {
    this.#reader = reader;
  }

  /** The reply was read to its end. */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Whether the connection can serve another request, once the reply is over. */
  get keepsAlive(): boolean {
    return this.#keepsAlive;
  }

  /** See `ResponseHead`. */
  get idleMs(): number {
    return this.#idleMs;
  }

  /** The connection ended. True when that is where the reply ends, too. */
  end(): boolean {
    if (this.#state === 'until close') this.#state = 'over';
    return this.isOver;
  }

  /** Takes what came. The bytes may be used again when this returns. */
  feed(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) at = this.#step(bytes, at);
  }

  /** Reads on from `at`; returns where it came to. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#line(bytes, at, HEAD_END, HEAD_BYTES_MAX, (head) => this.#head(head));
      case 'body':
        return this.#body(bytes, at, 'over');
      case 'chunk':
        return this.#body(bytes, at, 'end of chunk');
      case 'until close':
        this.#reader.onBody(at === 0 ? bytes : bytes.subarray(at));
        return bytes.length;
      case 'chunk size':
        return this.#line(bytes, at, LINE_END, LINE_BYTES_MAX, (line) => this.#chunkSize(line));
      case 'end of chunk':
        return this.#line(bytes, at, LINE_END, LINE_END.length, () => (this.#state = 'chunk size'));
      case 'trailer':
        return this.#line(bytes, at, LINE_END, LINE_BYTES_MAX, (line) => this.#trailer(line));
      case 'over':
        this.#keepsAlive = false;
        return bytes.length;
    }
  }

  #body(bytes: Buffer, at: number, next: State): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#left -= end - at;
    if (this.#left === 0) this.#state = next;
    this.#reader.onBody(bytes.subarray(at, end));
    return end;
  }

  /** What comes before `end`, when all of it is there; `bytesMax` with the end. */
  #line(bytes: Buffer, at: number, end: Buffer, bytesMax: number, take: (text: string) => void): number {
    if (this.#kept.length > 0) return this.#lineInPieces(bytes, at, end, bytesMax, take);
    const found = bytes.indexOf(end, at);
    const stop = found < 0 ? bytes.length : found + end.length;
    if (stop - at > bytesMax) throw tooLong(bytesMax);
    if (found < 0) this.#kept = Buffer.from(bytes.subarray(at));
    else take(bytes.toString('latin1', at, found));
    return stop;
  }

  #lineInPieces(
    bytes: Buffer,
    at: number,
    end: Buffer,
    bytesMax: number,
    take: (text: string) => void,
  ): number {
    const kept = this.#kept;
    const joined = Buffer.concat([kept, bytes.subarray(at, at + bytesMax)]);
    const found = joined.indexOf(end, Math.max(0, kept.length - end.length));
    if (found < 0 || found + end.length > bytesMax) {
      if (joined.length > bytesMax || found >= 0) throw tooLong(bytesMax);
      this.#kept = joined;
      return bytes.length;
    }
    this.#kept = NOTHING;
    take(joined.toString('latin1', 0, found));
    return at + found + end.length - kept.length;
  }

  #head(text: string): void {
    const head = parseHead(text);
    if (head.status === 101) throw new MalformedReply('it switches to another protocol');
    if (head.status < 200) return;
    this.#keepsAlive = head.keepsAlive;
    this.#idleMs = head.idleMs;
    this.#state = this.#frame(head);
    this.#reader.onHead(head);
  }

  /** How the body ends. */
  #frame({ status, isChunked, bodyBytes }: ResponseHead): State {
    if (status === 204 || status === 304) return 'over';
    if (isChunked) return 'chunk size';
    if (bodyBytes === undefined) {
      this.#keepsAlive = false;
      return 'until close';
    }
    this.#left = bodyBytes;
    return bodyBytes === 0 ? 'over' : 'body';
  }

  #chunkSize(line: string): void {
    const [, size] = CHUNK_SIZE.exec(line) ?? [];
    if (size === undefined) throw new MalformedReply('a chunk of its body has no size');
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? 'trailer' : 'chunk';
  }

  #trailer(line: string): void {
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > LINE_BYTES_MAX) throw tooLong(LINE_BYTES_MAX);
    if (line === '') this.#state = 'over';
  }
}

const tooLong = (bytesMax: number): MalformedReply =>
  new MalformedReply(
    bytesMax === LINE_END.length
      ? 'a chunk is longer than it says'
      : `a head, a chunk's size or its trailer has more than ${bytesMax} bytes`,
  );
