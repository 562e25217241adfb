import type { CallError, StreamLimits } from './frame.ts';
import { FrameType, PING_BYTES, StreamViolation, encodeError, encodeHello } from './frame.ts';
import type { FrameHandler } from './frame-reader.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameWriter } from './frame-writer.ts';

/** What carries a stream's bytes. */
export interface StreamPipe {
  /** Pieces of one write, in order. */
  write(pieces: readonly Uint8Array[]): void;
  /** All was said. */
  end(): void;
  /** The other side broke the rules: nothing more is said or heard. */
  cut(error: StreamViolation): void;
}

/** What a session is made of. */
export interface StreamSessionOptions {
  readonly limits: StreamLimits;
  /** Applies the payload of a CALL; rejects when it failed. */
  readonly invoke: (request: Buffer) => Promise<Uint8Array>;
  /** What a plain request that failed so would be answered with. */
  readonly errorOf: (error: unknown) => CallError;
  readonly pipe: StreamPipe;
}

/**
 * The service's side of one stream (docs/stream-transport.md), whatever carries it: calls run concurrently, and those
 * answers that are ready together go out in one write.
 */
export class StreamSession implements FrameHandler {
  readonly #options: StreamSessionOptions;
  readonly #reader: FrameReader;
  readonly #writer = new FrameWriter();
  #flush: NodeJS.Immediate | undefined;
  /** Unanswered calls, and the bytes of their payloads. */
  readonly #calls = new Set<number>();
  #bytes = 0;
  /** The runtime sends no more calls. */
  #callerEnded = false;
  #over = false;

  /** Says HELLO. */
  constructor(options: StreamSessionOptions) {
    this.#options = options;
    this.#reader = new FrameReader(this, options.limits.payloadBytesMax);
    this.#say(FrameType.hello, 0, encodeHello(options.limits));
  }

  /** Takes bytes of the runtime, which must not change afterwards. */
  receive(bytes: Buffer): void {
    if (this.#over) return;
    try {
      this.#reader.feed(bytes);
    } catch (error) {
      if (!(error instanceof StreamViolation)) throw error;
      this.abandon();
      this.#options.pipe.cut(error);
    }
  }

  /** The runtime ended its side: what it asked is answered, then the session ends. */
  callerEnded(): void {
    this.#callerEnded = true;
    this.#endWhenDone();
  }

  /** The service shuts down: the runtime shall make its further calls elsewhere. */
  goAway(): void {
    if (!this.#over) this.#say(FrameType.goAway, 0);
  }

  /** Nobody hears the answers any more. */
  abandon(): void {
    this.#over = true;
    clearImmediate(this.#flush);
  }

  onFrame(type: number, call: number, payload: Buffer): void {
    switch (type) {
      case FrameType.call:
        this.#admit(call, payload.length);
        void this.#run(call, payload);
        break;
      case FrameType.ping:
        if (payload.length !== PING_BYTES) throw new StreamViolation('a PING has 8 bytes');
        this.#say(FrameType.pong, 0, payload);
        break;
      // A function that runs can't be stopped: its call is answered when it has ended.
      case FrameType.cancel:
        break;
      case FrameType.hello:
      case FrameType.reply:
      case FrameType.error:
      case FrameType.pong:
      case FrameType.goAway:
        throw new StreamViolation(`a frame of type ${type} comes from services only`);
    }
  }

  onTooLong(type: number, call: number, payloadBytes: number): void {
    if (type !== FrameType.call) throw new StreamViolation('a REPLY comes from services only');
    this.#admit(call, 0);
    const { payloadBytesMax } = this.#options.limits;
    const text = `The call has ${payloadBytes} bytes, more than the ${payloadBytesMax} that are taken.\n`;
    this.#answer(call, 0, FrameType.error, encodeError({ status: 413, text }));
  }

  #admit(call: number, payloadBytes: number): void {
    const { callsMax, bytesMax } = this.#options.limits;
    if (call === 0 || this.#calls.has(call))
      throw new StreamViolation(`the id ${call} of a CALL is not free`);
    if (this.#callerEnded) throw new StreamViolation('a CALL came after the end');
    const isTooMuch = this.#calls.size > 0 && this.#bytes + payloadBytes > bytesMax;
    if (this.#calls.size >= callsMax || isTooMuch)
      throw new StreamViolation('there are more unanswered calls than HELLO allows');
    this.#calls.add(call);
    this.#bytes += payloadBytes;
  }

  async #run(call: number, payload: Buffer): Promise<void> {
    try {
      const reply = await this.#options.invoke(payload);
      this.#answer(call, payload.length, FrameType.reply, reply);
    } catch (error) {
      this.#answer(call, payload.length, FrameType.error, encodeError(this.#options.errorOf(error)));
    }
  }

  #answer(call: number, payloadBytes: number, type: number, answer: Uint8Array): void {
    if (this.#over) return;
    this.#calls.delete(call);
    this.#bytes -= payloadBytes;
    this.#say(type, call, answer);
    this.#endWhenDone();
  }

  #endWhenDone(): void {
    if (!this.#callerEnded || this.#calls.size > 0 || this.#over) return;
    this.#over = true;
    clearImmediate(this.#flush);
    this.#write();
    this.#options.pipe.end();
  }

  #say(type: number, call: number, payload?: Uint8Array): void {
    this.#writer.add(type, call, payload);
    if (this.#writer.isFull) this.#write();
    else this.#flush ??= setImmediate(this.#endTurn);
  }

  readonly #endTurn = (): void => {
    this.#flush = undefined;
    this.#write();
  };

  #write(): void {
    if (!this.#writer.isEmpty) this.#options.pipe.write(this.#writer.take());
  }
}
