import { CallFailure } from '@statefun-ts/engine';
import type { Endpoint, Observer, Random, Transport } from '@statefun-ts/engine';
import type { EndpointComponent } from '@statefun-ts/module';
import type { Address, FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import { Attempt } from './attempt.ts';
import { Bag } from './bag.ts';
import { Certificates } from './certificates.ts';
import { dialectOf } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { callFailure } from './failure.ts';
import { Routes } from './routes.ts';
import type { Route } from './routes.ts';
import { settingsOf } from './settings.ts';

/** What a transport may be given from outside. */
export interface TransportOptions {
  /** Spreads what should not happen together; `Math.random` unless given. */
  readonly random?: Random;
  /** Is told when certificates change, and when they can't be used. */
  readonly observer?: Observer | undefined;
}

/** What the engine needs to know to make the series of attempts as this endpoint's transport prescribes. */
export function retryOf(endpoint: EndpointComponent): Pick<Endpoint, 'callBudgetMs' | 'retryFirstDelayMs'> {
  return {
    callBudgetMs: endpoint.transport.callMs,
    retryFirstDelayMs: dialectOf(endpoint.transport).retryFirstDelayMs,
  };
}

/**
 * The transport that an endpoint asks for: HTTP/1.1 requests over kept-alive connections, one attempt per call.
 * Certificates are read here and now; throws `STATEFUN_TLS_INVALID` when one can't be. When their files change,
 * new connections use the new ones.
 *
 * Calls beyond what the service can use at once wait, per function type, first come, first served. There are
 * never more than `pool_size` in flight per function type.
 */
export function createTransport(endpoint: EndpointComponent, options: TransportOptions = {}): Transport {
  const { transport, urlPathTemplate, origin } = endpoint;
  const { connectMs, readMs, writeMs, poolSize, poolTtlMs, payloadBytesMax } = settingsOf(transport);
  const tls = 'tls' in transport ? transport.tls : {};
  const where = `${origin.file}:${origin.line}:${origin.column}`;
  const routes = new Routes({
    urlPathTemplate,
    poolSize,
    connector: {
      connectMs,
      certificates: /^https:/i.test(urlPathTemplate)
        ? new Certificates(tls, { where, observer: options.observer })
        : undefined,
    },
    connection: { ttlMs: poolTtlMs, readMs, writeMs, random: options.random ?? Math.random },
  });
  return new HttpTransport(routes, dialectOf(transport), payloadBytesMax);
}

class HttpTransport implements Transport {
  readonly #routes: Routes;
  readonly #dialect: Dialect;
  readonly #payloadBytesMax: number;
  readonly #underWay = new Bag<Attempt>();
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

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#routes.stop();
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
