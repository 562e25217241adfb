import type { Endpoint, Observer, Random, Transport } from '@statefun-ts/engine';
import type { HttpEndpointComponent, HttpTransportSpec, ModuleEndpointComponent } from '@statefun-ts/module';
import { Certificates } from './certificates.ts';
import { ASYNC, dialectOf } from './dialect.ts';
import { ModuleTransport } from './module/module-transport.ts';
import { HttpTransport } from './http-transport.ts';
import { Routes } from './routes.ts';
import { settingsOf } from './settings.ts';
import { StreamTransport } from './stream/stream-transport.ts';

/** The endpoints that there are transports for. */
type EndpointComponent = HttpEndpointComponent<HttpTransportSpec> | ModuleEndpointComponent;

/** What a transport may be given from outside. */
export interface TransportOptions {
  /** Spreads what should not happen together; `Math.random` unless given. */
  readonly random?: Random;
  /** Is told when certificates change, and when they, a stream or a thread can't be used. */
  readonly observer?: Observer | undefined;
}

/** What the engine needs to know to make the series of attempts as this endpoint's transport prescribes. */
export function retryOf(endpoint: EndpointComponent): Pick<Endpoint, 'callBudgetMs' | 'retryFirstDelayMs'> {
  if (endpoint.kind === 'io.statefun.endpoints.v1/module')
    return { callBudgetMs: endpoint.callMs, retryFirstDelayMs: ASYNC.retryFirstDelayMs };
  return {
    callBudgetMs: endpoint.transport.callMs,
    retryFirstDelayMs: dialectOf(endpoint.transport).retryFirstDelayMs,
  };
}

/**
 * The transport that an endpoint asks for: HTTP/1.1 requests over kept-alive connections, one attempt per call; streams,
 * where services offer them; or worker threads of this process.
 * Certificates are read here and now; throws `STATEFUN_TLS_INVALID` when one can't be. When their files change,
 * new connections use the new ones.
 *
 * Calls beyond what the service can use at once wait, per function type, first come, first served. There are
 * never more than `pool_size` in flight per function type.
 */
export function createTransport(endpoint: EndpointComponent, options: TransportOptions = {}): Transport {
  return endpoint.kind === 'io.statefun.endpoints.v1/module'
    ? new ModuleTransport(endpoint, options)
    : overHttp(endpoint, options);
}

function overHttp(endpoint: HttpEndpointComponent<HttpTransportSpec>, options: TransportOptions): Transport {
  const { transport, urlPathTemplate, origin } = endpoint;
  const { connectMs, readMs, writeMs, poolSize, poolTtlMs, payloadBytesMax } = settingsOf(transport);
  const { random = Math.random } = options;
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
    connection: { ttlMs: poolTtlMs, readMs, writeMs, random },
  });
  const dialect = dialectOf(transport);
  const plain = new HttpTransport(routes, dialect, payloadBytesMax);
  if (transport.type !== 'io.statefun.transports.v1/stream') return plain;
  const { streams, streamTtlMs } = transport;
  return new StreamTransport({
    routes,
    plain,
    dialect,
    payloadBytesMax,
    connectMs,
    streams,
    streamTtlMs,
    random,
    observer: options.observer,
  });
}
