import type { Socket } from 'node:net';

import { MalformedReply } from './malformed-reply.ts';
import { ResponseParser } from './response-parser.ts';
import type { ResponseReader } from './response-parser.ts';

/** What a socket emits when requests can be written. */
export const connectedEvent = (socket: Socket): 'secureConnect' | 'connect' =>
  'encrypted' in socket ? 'secureConnect' : 'connect';

/** Bytes that are read at a time: most replies in one go. */
const READ_BYTES = 16 * 1024;

/** A request and what becomes of it. */
export interface Exchange extends ResponseReader {
  /** The bytes of the request, in one piece, or a small and a large one. Asked for when there is a connection. */
  request(): readonly Uint8Array[];
  /** The reply was read to its end, and the connection is free. */
  onEnd(): void;
  /** No connection, a broken one, or a reply that is not HTTP. The connection is closed. */
  onFailure(error: Error): void;
}

/** Takes what a socket reads, in a buffer that is used again. */
export interface Reader {
  readonly buffer: Buffer;
  readonly callback: (bytes: Buffer) => void;
}

/** Makes a socket, which connects. Whatever it reads it hands to `read`, if that is given. */
export type Connect = (read?: Reader) => Socket;

/**
 * One HTTP/1.1 connection of a client, for one exchange at a time: made with the first one, and kept alive while the
 * service lets it. It writes a request at once and reads into one buffer, since sockets' streams cost more than all
 * else (see packages/transport/bench).
 */
export class HttpConnection {
  readonly #connect: Connect;
  /** It closed while it was idle. */
  readonly #onIdleClose: () => void;
  #socket: Socket | undefined;
  #exchange: Exchange | undefined;
  #parser: ResponseParser | undefined;
  /** The request was written: what is read is its reply. */
  #asked = false;
  #closed = false;
  /** The service keeps it for so long when it is idle, in ms. */
  idleMs = Infinity;

  constructor(connect: Connect, onIdleClose: () => void) {
    this.#connect = connect;
    this.#onIdleClose = onIdleClose;
  }

  /** Whether it can be used again, or for the first time. */
  get isOpen(): boolean {
    return !this.#closed;
  }

  /** Sends a request, when the one before has ended. The exchange hears of its end or its failure, once, and not before this returns. */
  send(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#asked = false;
    this.#parser = new ResponseParser(exchange);
    if (this.#socket === undefined) this.#open();
    else this.#write(this.#socket, exchange);
  }

  /** Ends it. An exchange under way hears no more. */
  destroy(): void {
    this.#closed = true;
    this.#exchange = undefined;
    this.#socket?.destroy();
  }

  /** Resolves when its socket is closed. */
  async whenClosed(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.closed) return;
    await new Promise((resolve) => socket.once('close', resolve));
  }

  #open(): void {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const socket = this.#connect({ buffer, callback: (bytes) => this.#read(bytes) });
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('error', (error) => this.#fail(error));
    socket.on('end', () => this.#ended());
    socket.on('close', () => this.#fail(new Error('the service closed it')));
    socket.once(connectedEvent(socket), () => {
      if (this.#exchange !== undefined) this.#write(socket, this.#exchange);
    });
  }

  #write(socket: Socket, exchange: Exchange): void {
    this.#asked = true;
    const pieces = exchange.request();
    if (pieces.length > 1) socket.cork();
    for (const piece of pieces) socket.write(piece);
    if (pieces.length > 1) socket.uncork();
  }

  #read(bytes: Buffer): void {
    const parser = this.#parser;
    if (this.#exchange === undefined || parser === undefined) {
      // Nobody asked for anything.
      this.#drop();
      return;
    }
    if (!this.#asked) {
      this.#fail(new MalformedReply('it came before the request'));
      return;
    }
    try {
      parser.feed(bytes);
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    if (parser.isOver) this.#over(parser);
  }

  #over(parser: ResponseParser): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    this.idleMs = parser.idleMs;
    const isWritten = this.#socket?.writableLength === 0;
    if (!parser.keepsAlive || !isWritten || this.#socket?.readableEnded === true) this.#close();
    exchange.onEnd();
  }

  /** The service will send no more. */
  #ended(): void {
    const parser = this.#parser;
    if (this.#exchange !== undefined && parser?.end() === true) this.#over(parser);
    else this.#fail(new Error('the service closed it'));
  }

  #fail(error: Error): void {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      this.#drop();
      return;
    }
    this.#exchange = undefined;
    this.#close();
    exchange.onFailure(error);
  }

  #drop(): void {
    if (this.#closed) return;
    this.#close();
    this.#onIdleClose();
  }

  #close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }
}
