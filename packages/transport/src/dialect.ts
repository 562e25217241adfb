import type { HttpTransportSpec } from '@statefun-ts/module';

/**
 * What the two transports of the original do differently; ours goes by the rules of the asynchronous one. Both repeat what may heal by itself (no connection, a
 * broken one, a reply that is late); they differ in what they take a reply of the service for.
 */
export interface Dialect {
  /** The delay before the second attempt of a series; it doubles with each further one. */
  readonly retryFirstDelayMs: number;
  /** Repeat after this status, which is not 2xx? */
  readonly statusIsTransient: (status: number) => boolean;
  /** Repeat after a reply that is no answer: wrong content type, damaged, too large? */
  readonly replyIsTransient: boolean;
  /** Go where a reply redirects to, within the origin? */
  readonly followsRedirects: boolean;
  /** What the limit of requests and replies is called. */
  readonly payloadLimit: string;
}

/** Of the transports that do not block. */
export const ASYNC: Dialect = {
  retryFirstDelayMs: 4,
  statusIsTransient: () => true,
  replyIsTransient: true,
  followsRedirects: false,
  payloadLimit: 'payload_max_bytes',
};

const DIALECTS: Readonly<Record<HttpTransportSpec['type'], Dialect>> = {
  'io.statefun.transports.v1/async': ASYNC,
  'io.statefun.transports.v1/stream': ASYNC,
  'io.statefun.transports.v1/okhttp': {
    retryFirstDelayMs: 10,
    statusIsTransient: (status) => status >= 500 || [408, 409, 420, 429, 499].includes(status),
    replyIsTransient: false,
    followsRedirects: true,
    payloadLimit: 'okhttp (with async it is payload_max_bytes)',
  },
};

/** The rules of a transport. */
export function dialectOf(transport: HttpTransportSpec): Dialect {
  return DIALECTS[transport.type];
}
