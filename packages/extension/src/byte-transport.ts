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
  /** Frees what it has; nothing is under way any more. */
  close?(): Promise<void>;
}

/** setTimeout takes no more. */
const DELAY_MS_MAX = 2 ** 31 - 1;
const REQUEST_BYTES_MAX = 32 * 1024 * 1024;

/** A transport that carries the messages of the protocol as bytes. */
export function byteTransport(exchange: Exchange): Transport {
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const { requestBytesMax = REQUEST_BYTES_MAX } = exchange;

  const attempt = async (request: Uint8Array, target: Address, budgetMs: number): Promise<FromFunction> => {
    const deadline = AbortSignal.timeout(Math.min(Math.max(1, Math.ceil(budgetMs)), DELAY_MS_MAX));
    const signal = AbortSignal.any([closing.signal, deadline]);
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(endOf(target, closing.signal.aborted, budgetMs)));
    });
    const reply = await Promise.race([ended, exchange.send(request, { target, signal, budgetMs })]);
    try {
      return fromFunctionCodec.decode(reply);
    } catch (cause) {
      throw failure('STATEFUN_CALL_REPLY_INVALID', target, 'its answer is not a FromFunction message', cause);
    }
  };

  return {
    async call(invocation, budgetMs) {
      const { target } = invocation;
      if (target === null)
        throw new CallFailure('STATEFUN_ADDRESS_INVALID', 'A call has no target address.', {
          transient: false,
        });
      const request = toFunctionCodec.encode({ invocation });
      if (request.length > requestBytesMax) {
        const why = `its ${request.length} bytes are more than the ${requestBytesMax} that the transport takes`;
        throw failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', target, why);
      }
      const call = attempt(request, target, budgetMs);
      underWay.add(call);
      try {
        return await call;
      } finally {
        underWay.delete(call);
      }
    },
    async close() {
      closing.abort(new Error('its transport was closed'));
      await Promise.allSettled(underWay);
      await exchange.close?.();
    },
  };
}

const endOf = (target: Address, closed: boolean, budgetMs: number): CallFailure =>
  closed
    ? failure('STATEFUN_CALL_ABORTED', target, 'its transport was closed')
    : failure('STATEFUN_CALL_TIMEOUT', target, `there was no answer within ${Math.round(budgetMs)} ms`);

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
