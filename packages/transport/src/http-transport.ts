import { CallFailure } from '@statefun-ts/engine';
import type { Transport } from '@statefun-ts/engine';
import type { Address, FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import { Attempt } from './attempt.ts';
import { Deadlines } from './deadlines.ts';
import type { Dialect } from './dialect.ts';
import { callFailure } from './failure.ts';
import type { Route, Routes } from './routes.ts';

/** Calls by plain requests: HTTP/1.1 over kept-alive connections, one attempt per call. */
export class HttpTransport implements Transport {
  readonly #routes: Routes;
  readonly #dialect: Dialect;
  readonly #payloadBytesMax: number;
  readonly #underWay = new Deadlines<Attempt>();
  #closing: Promise<void> | undefined;

  constructor(routes: Routes, dialect: Dialect, payloadBytesMax: number) {
    this.#routes = routes;
    this.#dialect = dialect;
    this.#payloadBytesMax = payloadBytesMax;
  }

  call(request: InvocationBatchRequest, budgetMs: number): Promise<FromFunction> {
    const { target } = request;
    if (target === null) {
      return Promise.reject(
        new CallFailure('STATEFUN_ADDRESS_INVALID', 'A call has no target address.', { transient: false }),
      );
    }
    let route: Route;
    try {
      route = this.#routes.of(target.type);
    } catch (error) {
      return Promise.reject(noUrl(target, error));
    }
    if (this.#closing !== undefined) {
      const what = {
        code: 'STATEFUN_CALL_ABORTED',
        detail: 'its transport is closed',
        transient: true,
      } as const;
      return Promise.reject(callFailure({ target, url: route.url }, what));
    }
    return new Promise((resolve, reject) => {
      const attempt = new Attempt({
        request,
        target,
        route,
        budgetMs,
        dialect: this.#dialect,
        payloadBytesMax: this.#payloadBytesMax,
        underWay: this.#underWay,
        resolve,
        reject,
      });
      this.#underWay.add(attempt);
      route.gate.enter(attempt);
    });
  }

  get callsWanted(): number | undefined {
    return this.#routes.only?.gate.wanted;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#routes.stop();
    this.#underWay.close();
    for (const attempt of this.#underWay.all()) attempt.abort();
    await this.#routes.close();
  }
}

/** A function type without a URL stays so: the series ends. */
function noUrl({ namespace, type }: Address, error: unknown): CallFailure {
  if (!(error instanceof StatefunError)) throw error;
  const message = `The urlPathTemplate gives no URL for ${namespace}/${type}. ${error.message}`;
  return new CallFailure(error.code, message, { transient: false, cause: error });
}
