import { TIMER_DELAY_MS_MAX } from '@statefun-ts/connector';
import type { Transport } from '@statefun-ts/engine';
import { CallFailure } from '@statefun-ts/engine';
import type { Address, ErrorCode, FromFunction } from '@statefun-ts/protocol';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';

/** What a call is sent with. */
export interface Sending {
  readonly target: Address;
  /** Aborts when the attempt has to end: its time is over, or the transport is closed. */
  readonly signal: AbortSignal;
  readonly budgetMs: number;
}

/** How bytes reach a function service, and come back. */
export interface Exchange {
  /**
   * Sends a `ToFunction` message, and resolves to the `FromFunction` message that answers it. What it throws fails the
   * attempt; it is made again unless that is a `CallFailure` that says otherwise.
   */
  send(request: Uint8Array, sending: Sending): Promise<Uint8Array>;
  /** The largest request. Default: 32 MiB. */
  readonly requestBytesMax?: number;
  /** Frees what it has; what was under way was aborted. */
  close?(): Promise<void>;
}

const REQUEST_BYTES_MAX = 32 * 1024 * 1024;

/** A transport that carries the messages of the protocol as bytes. */
export function byteTransport(exchange: Exchange): Transport {
  const { requestBytesMax = REQUEST_BYTES_MAX } = exchange;
  const underWay = new Set<Attempt>();
  let isClosed = false;
  return {
    async call(invocation, budgetMs) {
      const { target } = invocation;
      if (target === null)
        throw new CallFailure('STATEFUN_ADDRESS_INVALID', 'A call has no target address.', {
          transient: false,
        });
      if (isClosed) throw failure('STATEFUN_CALL_ABORTED', target, CLOSED);
      const request = toFunctionCodec.encode({ invocation });
      if (request.length > requestBytesMax) {
        const why = `its ${request.length} bytes are more than the ${requestBytesMax} that the transport takes`;
        throw failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', target, why);
      }
      const attempt = new Attempt(target, budgetMs);
      underWay.add(attempt);
      try {
        return await attempt.run(exchange, request);
      } finally {
        underWay.delete(attempt);
      }
    },
    async close() {
      isClosed = true;
      for (const attempt of underWay) attempt.abort();
      await exchange.close?.();
    },
  };
}

const CLOSED = 'its transport was closed';

/** One exchange. It ends in time, whatever `send` does. */
class Attempt {
  readonly #target: Address;
  readonly #budgetMs: number;
  readonly #ending = new AbortController();
  readonly #ended = Promise.withResolvers<never>();

  constructor(target: Address, budgetMs: number) {
    this.#target = target;
    this.#budgetMs = budgetMs;
  }

  async run(exchange: Exchange, request: Uint8Array): Promise<FromFunction> {
    const target = this.#target;
    const budgetMs = this.#budgetMs;
    const timer = setTimeout(() => this.#ranOut(), Math.min(budgetMs, TIMER_DELAY_MS_MAX));
    try {
      const sending = { target, budgetMs, signal: this.#ending.signal };
      return decode(await Promise.race([this.#ended.promise, exchange.send(request, sending)]), target);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The transport is being closed. */
  abort(): void {
    this.#end(failure('STATEFUN_CALL_ABORTED', this.#target, CLOSED));
  }

  #ranOut(): void {
    const why = `there was no answer within ${Math.round(this.#budgetMs)} ms`;
    this.#end(failure('STATEFUN_CALL_TIMEOUT', this.#target, why));
  }

  #end(why: CallFailure): void {
    this.#ended.reject(why);
    this.#ending.abort(why);
  }
}

function decode(reply: Uint8Array, target: Address): FromFunction {
  try {
    return fromFunctionCodec.decode(reply);
  } catch (cause) {
    throw failure('STATEFUN_CALL_REPLY_INVALID', target, 'its answer is not a FromFunction message', cause);
  }
}

function failure(
  code: ErrorCode,
  { namespace, type, id }: Address,
  why: string,
  cause?: unknown,
): CallFailure {
  const message = `Calling ${namespace}/${type} ${JSON.stringify(id)} failed: ${why}.`;
  const transient = code !== 'STATEFUN_CALL_PAYLOAD_TOO_LARGE';
  return new CallFailure(code, message, { transient, cause });
}
