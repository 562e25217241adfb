import type { Observer, Transport } from '@statefun-ts/engine';
import { CallFailure } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import type { StatefunError } from '@statefun-ts/protocol';
import { fromFunctionCodec } from '@statefun-ts/protocol';
import type { Boundary } from './boundary.ts';
import { reply } from './checks.ts';

/** A transport that doesn't end its attempts in time is waited for so much longer. */
const CALL_GRACE_MS = 1_000;
const CLOSE_MS = 5_000;

/**
 * The transport of an extension: what it throws becomes a failed attempt, an attempt that does not end is given up, and
 * only a reply that a function can have made gets through.
 */
export class GuardedTransport implements Transport {
  readonly #inner: Transport;
  readonly #title: string;
  readonly #boundary: Boundary;
  readonly #observer: Observer;
  #isHintWrong = false;

  constructor(inner: Transport, title: string, boundary: Boundary, observer: Observer) {
    this.#inner = inner;
    this.#title = title;
    this.#boundary = boundary;
    this.#observer = observer;
  }

  /** The engine trusts its replies, so they are what the wire can carry. */
  async call(request: InvocationBatchRequest, budgetMs: number): Promise<FromFunction> {
    return fromFunctionCodec.decode(await this.exchange(request, budgetMs));
  }

  /** The same, for who wants the bytes of the reply. */
  async exchange(request: InvocationBatchRequest, budgetMs: number): Promise<Uint8Array> {
    const limitMs = budgetMs + CALL_GRACE_MS;
    try {
      return this.#encoded(
        await this.#boundary.settle(this.#title, limitMs, () => this.#inner.call(request, budgetMs)),
      );
    } catch (error) {
      const { code, message, cause } = error as StatefunError;
      throw new CallFailure(code, message, { transient: isTransient(cause), cause });
    }
  }

  /** It is only a hint: when it is wrong once, that is told, and it is not asked for again. */
  get callsWanted(): number | undefined {
    if (this.#isHintWrong) return undefined;
    try {
      return this.#boundary.ask(this.#title, () => wantedOf(this.#inner));
    } catch (error) {
      this.#isHintWrong = true;
      const { code, message } = error as StatefunError;
      this.#observer.log('warn', `${message}; it gets as many calls as there may be`, { code });
      return undefined;
    }
  }

  close(): Promise<void> {
    return this.#boundary.settle(this.#title, CLOSE_MS, () => this.#inner.close());
  }

  #encoded(answer: FromFunction): Uint8Array {
    try {
      return reply(answer);
    } catch (error) {
      throw this.#boundary.failure(
        this.#title,
        new TypeError('its reply is no FromFunction', { cause: error }),
      );
    }
  }
}

const wantedOf = ({ callsWanted }: Transport): number | undefined => {
  if (callsWanted === undefined || (typeof callsWanted === 'number' && callsWanted >= 1)) return callsWanted;
  throw new TypeError('its callsWanted is no number from 1 on');
};

/** What is no `CallFailure` says nothing of the next attempt. It may be one of another copy of the engine. */
const isTransient = (cause: unknown): boolean =>
  !(cause instanceof Error && 'transient' in cause && cause.transient === false);
