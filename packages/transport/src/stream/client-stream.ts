import type { CallError, FrameHandler, StreamLimits } from '@statefun-ts/protocol';
import {
  FrameReader,
  FrameType,
  FrameWriter,
  PING_BYTES,
  StreamViolation,
  decodeError,
  decodeHello,
} from '@statefun-ts/protocol';
import type { Channel, OpenChannel } from './channel.ts';

/** Who waits for the answer to a call. Exactly one of these is called, once. */
export interface Caller {
  onReply(payload: Buffer): void;
  onError(error: CallError): void;
  /** There was a reply, of more bytes than are taken. */
  onTooLong(payloadBytes: number): void;
  /** The stream went down before there was an answer. */
  onLost(reason: Error): void;
}

/** What a stream tells whoever keeps it. */
export interface StreamListener {
  /** The service said HELLO: calls can be made. */
  onOpen(): void;
  /** A call that began at `startedMs` was answered. Times are of `performance.now()`. */
  onAnswered(startedMs: number, endedMs: number): void;
  /** Answers made room. */
  onRoom(): void;
  /** No further calls on it; what was asked is still answered. */
  onRetired(): void;
  /** It is over. `error`: why, unless it ended in order. All callers were told. */
  onOver(error: Error | undefined): void;
}

/** The time limits of a stream. */
export interface StreamTimes {
  /** From the request for a stream to its HELLO. */
  readonly openMs: number;
  /** How often a PING is sent; after twice as long a silence the stream is given up. */
  readonly silenceMs: number;
  /** A stream takes calls for so long. */
  readonly ttlMs: number;
}

/** A call that was given up, and keeps its share until the service answers it. */
const GIVEN_UP = 'given up';

interface Slot {
  caller: Caller | typeof GIVEN_UP | undefined;
  bytes: number;
  startedMs: number;
}

const newSlot = (): Slot => ({ caller: undefined, bytes: 0, startedMs: 0 });

const CLOSED: StreamLimits = { callsMax: 0, bytesMax: 0, payloadBytesMax: 0 };

/** The runtime's side of one stream: see docs/stream-transport.md. */
export class ClientStream implements FrameHandler {
  readonly #listener: StreamListener;
  readonly #times: StreamTimes;
  readonly #channel: Channel;
  readonly #reader: FrameReader;
  readonly #writer = new FrameWriter();
  #flush: NodeJS.Immediate | undefined;
  #limits = CLOSED;
  /** By id, from 1 on. */
  readonly #slots: Slot[] = [newSlot()];
  readonly #freeIds: number[] = [];
  #unanswered = 0;
  #bytes = 0;
  #givenUp = 0;
  #answered = 0;
  #timer: NodeJS.Timeout;
  #retirement: NodeJS.Timeout | undefined;
  #heard = true;
  /** When the bytes came that are being read. */
  #readMs = 0;
  #wasSilent = false;
  #state: 'opening' | 'open' | 'retired' | 'over' = 'opening';

  /** REPLYs of more than `payloadBytesMax` are not taken. */
  constructor(
    open: OpenChannel,
    options: {
      readonly payloadBytesMax: number;
      readonly times: StreamTimes;
      readonly listener: StreamListener;
    },
  ) {
    this.#listener = options.listener;
    this.#times = options.times;
    this.#reader = new FrameReader(this, options.payloadBytesMax);
    this.#timer = setTimeout(() => this.#fail(new Error('it said no HELLO in time')), options.times.openMs);
    this.#channel = open({ onBytes: (bytes) => this.#read(bytes), onOver: (error) => this.#over(error) });
  }

  /** Calls can be made, as far as there is room. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Calls that were answered. */
  get answered(): number {
    return this.#answered;
  }

  /** Calls that are not. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** The bytes that a call may have. */
  get payloadBytesMax(): number {
    return this.#limits.payloadBytesMax;
  }

  /** Whether a call of so many bytes can be made now. */
  hasRoomFor(bytes: number): boolean {
    const { callsMax, bytesMax } = this.#limits;
    return (
      this.#state === 'open' &&
      this.#unanswered < callsMax &&
      (this.#unanswered === 0 || this.#bytes + bytes <= bytesMax)
    );
  }

  /** Makes a call, for which there must be room; it goes out by the end of this turn. Returns its id. */
  call(caller: Caller, payload: Uint8Array, nowMs: number): number {
    const id = this.#freeIds.pop() ?? this.#slots.push(newSlot()) - 1;
    const slot = this.#slots[id] as Slot;
    slot.caller = caller;
    slot.bytes = payload.length;
    slot.startedMs = nowMs;
    this.#unanswered++;
    this.#bytes += payload.length;
    this.#say(FrameType.call, id, payload);
    return id;
  }

  /** Nobody waits for this call any more. */
  giveUp(id: number): void {
    const slot = this.#slots[id];
    if (slot?.caller === undefined || slot.caller === GIVEN_UP || this.#state === 'over') return;
    slot.caller = GIVEN_UP;
    this.#givenUp++;
    this.#say(FrameType.cancel, id);
    // A service that does not answer those would be left with no room for others.
    if (this.#givenUp * 4 > this.#limits.callsMax) this.retire();
    this.#endWhenDone();
  }

  /** Takes no further calls, and ends when all were answered. */
  retire(): void {
    if (this.#state === 'opening') this.#fail(new Error('it was not needed any more'));
    if (this.#state !== 'open') return;
    this.#state = 'retired';
    this.#listener.onRetired();
    this.#endWhenDone();
  }

  /** Cuts it off. Its callers hear `reason`, the listener nothing more. */
  destroy(reason: Error): void {
    if (this.#state === 'over') return;
    this.#end(reason);
    this.#channel.destroy();
  }

  onFrame(type: number, id: number, payload: Buffer): void {
    if (this.#state === 'over') return;
    switch (type) {
      case FrameType.reply: {
        const caller = this.#take(id);
        if (caller !== GIVEN_UP) caller.onReply(payload);
        break;
      }
      case FrameType.error: {
        const error = decodeError(payload);
        const caller = this.#take(id);
        if (caller !== GIVEN_UP) caller.onError(error);
        break;
      }
      case FrameType.hello:
        this.#hello(payload);
        break;
      case FrameType.goAway:
        this.retire();
        break;
      case FrameType.call:
      case FrameType.cancel:
      case FrameType.ping:
        throw new StreamViolation(`a frame of type ${type} comes from runtimes only`);
    }
  }

  onTooLong(type: number, id: number, payloadBytes: number): void {
    if (this.#state === 'over') return;
    if (type !== FrameType.reply) throw new StreamViolation('a CALL comes from runtimes only');
    const caller = this.#take(id);
    if (caller !== GIVEN_UP) caller.onTooLong(payloadBytes);
  }

  #hello(payload: Buffer): void {
    if (this.#limits !== CLOSED) throw new StreamViolation('it said HELLO twice');
    this.#limits = decodeHello(payload);
    this.#state = 'open';
    clearTimeout(this.#timer);
    this.#timer = setInterval(() => this.#look(), this.#times.silenceMs);
    this.#retirement = setTimeout(() => this.retire(), this.#times.ttlMs);
    this.#listener.onOpen();
  }

  /** Gives the share of an answered call back. */
  #take(id: number): Caller | typeof GIVEN_UP {
    const slot = this.#slots[id];
    const caller = slot?.caller;
    if (slot === undefined || caller === undefined)
      throw new StreamViolation(`it answered the call ${id}, which was not made`);
    slot.caller = undefined;
    this.#freeIds.push(id);
    this.#answered++;
    this.#unanswered--;
    this.#bytes -= slot.bytes;
    if (caller === GIVEN_UP) this.#givenUp--;
    else this.#listener.onAnswered(slot.startedMs, this.#readMs);
    return caller;
  }

  #read(bytes: Buffer): void {
    this.#heard = true;
    this.#readMs = performance.now();
    try {
      this.#reader.feed(bytes);
    } catch (error) {
      if (!(error instanceof StreamViolation)) throw error;
      this.#fail(error);
      return;
    }
    if (this.#state === 'open') this.#listener.onRoom();
    this.#endWhenDone();
  }

  /** A PING goes out where much is heard, too: who is between may close what nothing is sent on. */
  #look(): void {
    const isSilent = !this.#heard;
    if (isSilent && this.#wasSilent) {
      this.#fail(new Error('the service was silent, and did not answer a PING'));
      return;
    }
    this.#wasSilent = isSilent;
    this.#heard = false;
    this.#say(FrameType.ping, 0, new Uint8Array(PING_BYTES));
  }

  /** One that is retired ends when nobody waits for it: what was given up is not waited for. */
  #endWhenDone(): void {
    if (this.#state !== 'retired' || this.#unanswered > this.#givenUp) return;
    this.#write();
    this.#channel.end();
    this.#end(new Error('it ended'));
    this.#listener.onOver(undefined);
    // The service has no more to say: it ends its side, or is cut off.
    setTimeout(() => this.#channel.destroy(), this.#times.silenceMs).unref();
  }

  #over(error: Error | undefined): void {
    if (this.#state === 'over') return;
    const isInOrder = error === undefined && this.#state === 'retired';
    const reason = error ?? new Error('the service ended it');
    this.#end(reason);
    this.#listener.onOver(isInOrder ? undefined : reason);
  }

  #fail(error: Error): void {
    if (this.#state === 'over') return;
    this.#channel.destroy();
    this.#end(error);
    this.#listener.onOver(error);
  }

  #end(reason: Error): void {
    this.#state = 'over';
    clearTimeout(this.#timer);
    clearTimeout(this.#retirement);
    clearImmediate(this.#flush);
    this.#flush = undefined;
    for (const slot of this.#slots) {
      const { caller } = slot;
      slot.caller = undefined;
      if (caller !== undefined && caller !== GIVEN_UP) caller.onLost(reason);
    }
  }

  #say(type: number, id: number, payload?: Uint8Array): void {
    this.#writer.add(type, id, payload);
    if (this.#writer.isFull) this.#write();
    else this.#flush ??= setImmediate(this.#endTurn);
  }

  readonly #endTurn = (): void => {
    this.#flush = undefined;
    this.#write();
  };

  #write(): void {
    if (!this.#writer.isEmpty) this.#channel.write(this.#writer.take());
  }
}
