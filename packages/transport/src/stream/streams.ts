import { ConcurrencyLimit, STREAM_BOUNDS } from '../concurrency-limit.ts';
import { threadLoad } from '../event-loop-load.ts';
import type { OpenChannel } from './channel.ts';
import { ClientStream } from './client-stream.ts';
import type { StreamTimes } from './client-stream.ts';
import type { StreamCall } from './stream-call.ts';

/** After a stream that failed, the next is tried so much later: at first, then doubled, up to the last. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 60_000;

/** What the streams to one URL are made of. */
export interface StreamsOptions {
  readonly open: OpenChannel;
  /** So many are kept open. */
  readonly count: number;
  readonly payloadBytesMax: number;
  readonly times: StreamTimes;
  /** A number in [0, 1): streams shall not all end together. */
  readonly random: () => number;
  /** A stream failed, or could not be opened. */
  readonly onFailed: (error: Error) => void;
  /** Makes a call in the plain way: there is no stream for it any more. */
  readonly fallBack: (call: StreamCall) => void;
}

/** With so many calls at once, or more, as many are of use as there may be. */
const CALLS_MAX = 1024;

/** A stream's life ends up to this share earlier. */
const TTL_JITTER = 0.3;

/** The streams to one URL, and the calls that wait for room on them, first come, first served. */
export class Streams {
  readonly #options: StreamsOptions;
  readonly #all = new Set<ClientStream>();
  /** Those of them that may take calls. */
  #open: ClientStream[] = [];
  #opening = 0;
  /** The calls of one turn of the event loop go out together, on this one. */
  #chosen: ClientStream | undefined;
  #turn: NodeJS.Immediate | undefined;
  /** It holds no call back: it says how many are of use. */
  readonly #limit = new ConcurrencyLimit(CALLS_MAX, STREAM_BOUNDS);
  /** The limit may hold others back: so it was when the last call started. Answers come many at a time, and who follows after them. */
  #isFull = false;
  #first: StreamCall | undefined;
  #last: StreamCall | undefined;
  #failures = 0;
  #retryAtMs = 0;
  #closed = false;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Whether calls can go this way. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** So many calls in flight are of use now; undefined: as many as there may be. */
  get callsWanted(): number | undefined {
    const { current } = this.#limit;
    return current < CALLS_MAX ? current : undefined;
  }

  /** Whether they can, or soon may. */
  get isOpening(): boolean {
    return this.#opening > 0;
  }

  /** Nobody waits for an answer. */
  get isIdle(): boolean {
    return this.#first === undefined && ![...this.#all].some(({ unanswered }) => unanswered > 0);
  }

  /** Opens as many as there should be, unless it is too early to try again. */
  ensure(): void {
    if (this.#closed || this.#open.length + this.#opening >= this.#options.count) return;
    if (performance.now() < this.#retryAtMs) return;
    while (this.#open.length + this.#opening < this.#options.count) this.#openOne();
  }

  /** Makes a call now, or when there is room. To be called while `isOpen` or `isOpening`. */
  enter(call: StreamCall): void {
    if (this.#first === undefined && this.#start(call)) return;
    if (this.#last === undefined) this.#first = call;
    else this.#last.next = call;
    this.#last = call;
  }

  /** Cuts all of them off: what was asked is lost, and who waits goes another way. */
  close(reason: Error): void {
    this.#closed = true;
    clearImmediate(this.#turn);
    this.#open = [];
    for (const stream of this.#all) stream.destroy(reason);
    this.#all.clear();
    this.#fallBack();
  }

  #openOne(): void {
    const { open, payloadBytesMax, times, random } = this.#options;
    this.#opening++;
    let isOpening = true;
    const opened = (): void => {
      if (isOpening) this.#opening--;
      isOpening = false;
    };
    const stream = new ClientStream(open, {
      payloadBytesMax,
      times: { ...times, ttlMs: times.ttlMs * (1 - TTL_JITTER * random()) },
      listener: {
        onOpen: () => {
          opened();
          this.#open.push(stream);
          this.#admit();
        },
        onRoom: () => this.#admit(),
        onAnswered: (startedMs, endedMs) => this.#answered(startedMs, endedMs),
        onRetired: () => {
          this.#withdraw(stream);
          this.ensure();
        },
        onOver: (error) => {
          opened();
          this.#all.delete(stream);
          if (error !== undefined) this.#failed(stream, error);
          this.#withdraw(stream);
        },
      },
    });
    this.#all.add(stream);
  }

  #answered(startedMs: number, endedMs: number): void {
    this.#limit.answered(startedMs, endedMs, this.#isFull, threadLoad.isBusy(endedMs));
  }

  #failed(stream: ClientStream, error: Error): void {
    this.#options.onFailed(error);
    if (stream.answered > 0) this.#failures = 0;
    const delayMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(this.#failures++, 30), RETRY_MAX_MS);
    this.#retryAtMs = performance.now() + delayMs;
  }

  #withdraw(stream: ClientStream): void {
    this.#open = this.#open.filter((one) => one !== stream);
    if (this.#chosen === stream) this.#chosen = undefined;
    if (!this.isOpen) this.#fallBack();
  }

  #fallBack(): void {
    let call = this.#first;
    this.#first = this.#last = undefined;
    while (call !== undefined) {
      const { next } = call;
      call.next = undefined;
      this.#options.fallBack(call);
      call = next;
    }
  }

  #admit(): void {
    while (this.#first !== undefined && this.#start(this.#first)) {
      const call = this.#first;
      this.#first = call.next;
      if (this.#first === undefined) this.#last = undefined;
      call.next = undefined;
    }
  }

  /** False: there is no room for it. */
  #start(call: StreamCall): boolean {
    const payload = call.payload();
    if (payload === undefined) return true;
    const stream = this.#choose(payload.length);
    if (stream === undefined) return false;
    call.start(stream, payload);
    let calls = 0;
    for (const { unanswered } of this.#open) calls += unanswered;
    this.#isFull = 2 * calls >= this.#limit.current;
    return true;
  }

  #choose(bytes: number): ClientStream | undefined {
    if (this.#chosen?.hasRoomFor(bytes) === true) return this.#chosen;
    let best: ClientStream | undefined;
    for (const stream of this.#open) {
      if (!stream.hasRoomFor(bytes)) continue;
      if (best === undefined || stream.unanswered < best.unanswered) best = stream;
    }
    this.#chosen = best;
    if (this.#options.count > 1) {
      this.#turn ??= setImmediate(() => {
        this.#turn = undefined;
        this.#chosen = undefined;
      });
    }
    return best;
  }
}
