import type {
  Address,
  CallError,
  ErrorCode,
  FromFunction,
  InvocationBatchRequest,
} from '@statefun-ts/protocol';
import { StatefunError, toFunctionCodec } from '@statefun-ts/protocol';
import type { Dated, Deadlines } from '../deadlines.ts';
import type { Dialect } from '../dialect.ts';
import { TRANSPORT_CLOSED, callFailure, quote, reasonOf } from '../failure.ts';
import { decodeReply } from '../reply.ts';
import type { Caller, ClientStream } from './client-stream.ts';

/** What a call needs to know, and where its end shows. */
export interface StreamCallOptions {
  readonly request: InvocationBatchRequest;
  readonly target: Address;
  /** For people. */
  readonly url: string;
  readonly budgetMs: number;
  readonly dialect: Dialect;
  readonly payloadBytesMax: number;
  readonly deadlines: Deadlines<StreamCall>;
  readonly resolve: (reply: FromFunction) => void;
  readonly reject: (error: Error) => void;
}

/** One call over a stream: waits for room on one, goes out, and is answered, lost or late. It is settled once. */
export class StreamCall implements Caller, Dated {
  readonly options: StreamCallOptions;
  /** The next in the queue for room. */
  next: StreamCall | undefined;
  place = 0;
  deadlineMs = 0;
  #payload: Uint8Array | undefined;
  #stream: ClientStream | undefined;
  #id = 0;

  constructor(options: StreamCallOptions) {
    this.options = options;
  }

  /**
   * The payload, encoded no sooner than there may be room, since many may wait. Undefined when the call can't be
   * made: then it was rejected.
   */
  payload(): Uint8Array | undefined {
    if (this.#payload !== undefined) return this.#payload;
    const { payloadBytesMax, dialect, request } = this.options;
    try {
      const payload = toFunctionCodec.encode({ invocation: request });
      if (payload.length > payloadBytesMax)
        this.#rejectTooLong(payload.length, payloadBytesMax, dialect.payloadLimit);
      else this.#payload = payload;
    } catch (error) {
      this.#reject(
        'STATEFUN_TRANSPORT_FAULT',
        `the request can't be encoded: ${reasonOf(error)}`,
        false,
        error,
      );
    }
    return this.#payload;
  }

  /** There is room on `stream`: its budget runs from here. */
  start(stream: ClientStream, payload: Uint8Array): void {
    if (payload.length > stream.payloadBytesMax) {
      this.#rejectTooLong(payload.length, stream.payloadBytesMax, 'the service');
      return;
    }
    const nowMs = performance.now();
    this.#stream = stream;
    this.#id = stream.call(this, payload, nowMs);
    this.#payload = undefined;
    this.deadlineMs = nowMs + this.options.budgetMs;
    this.options.deadlines.add(this);
  }

  onReply(payload: Buffer): void {
    this.#ended();
    let reply: FromFunction;
    try {
      reply = decodeReply(payload);
    } catch (error) {
      if (!(error instanceof StatefunError)) throw error;
      const { replyIsTransient } = this.options.dialect;
      this.#reject(error.code, `the reply is no answer: ${error.message}`, replyIsTransient, error);
      return;
    }
    this.options.resolve(reply);
  }

  onError({ status, text }: CallError): void {
    this.#ended();
    const said = text.trim() === '' ? '' : `: ${quote(text)}`;
    const isTransient = this.options.dialect.statusIsTransient(status);
    this.#reject('STATEFUN_CALL_STATUS', `the service answered with status ${status}${said}`, isTransient);
  }

  onTooLong(payloadBytes: number): void {
    this.#ended();
    const { payloadBytesMax, dialect } = this.options;
    const detail = `the reply has ${payloadBytes} bytes, more than the ${payloadBytesMax} of ${dialect.payloadLimit}`;
    this.#reject('STATEFUN_CALL_PAYLOAD_TOO_LARGE', detail, dialect.replyIsTransient);
  }

  onLost(reason: Error): void {
    this.#ended();
    if (reason === TRANSPORT_CLOSED) this.#reject('STATEFUN_CALL_ABORTED', reason.message, true);
    else
      this.#reject('STATEFUN_CALL_DISCONNECTED', `its stream went down: ${reasonOf(reason)}`, true, reason);
  }

  onDeadline(): void {
    this.#ended();
    this.#stream?.giveUp(this.#id);
    const { budgetMs } = this.options;
    this.#reject('STATEFUN_CALL_TIMEOUT', `its ${Math.round(budgetMs)} ms ran out with no reply`, false);
  }

  #ended(): void {
    this.options.deadlines.remove(this);
  }

  #rejectTooLong(bytes: number, bytesMax: number, whose: string): void {
    const detail = `the request has ${bytes} bytes, more than the ${bytesMax} of ${whose}`;
    this.#reject('STATEFUN_CALL_PAYLOAD_TOO_LARGE', detail, false);
  }

  #reject(code: ErrorCode, detail: string, transient: boolean, cause?: unknown): void {
    const { target, url, reject } = this.options;
    reject(callFailure({ target, url }, { code, detail, transient, cause }));
  }
}
