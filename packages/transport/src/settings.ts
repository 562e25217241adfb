import type { HttpTransportSpec } from '@statefun-ts/module';

/** For okhttp, which has no settings for these, and had no limits: generous, but there. */
const POOL_SIZE = 1024;
const PAYLOAD_BYTES_MAX = 128 * 1024 * 1024;

/** The figures of any transport, in one shape. */
export interface Settings {
  readonly connectMs: number;
  /** A service may be silent so long, before its reply and within it; 0: no limit but the call's budget. */
  readonly readMs: number;
  /** A service may take nothing of a request for so long; 0: no limit but the call's budget. */
  readonly writeMs: number;
  /** Calls of one function type at once, and so connections for it. */
  readonly poolSize: number;
  /** A connection lives this long; 0 or less: no limit. */
  readonly poolTtlMs: number;
  /** Holds for requests, and for replies as they come and as they are unpacked. */
  readonly payloadBytesMax: number;
}

/** The figures that a transport goes by. */
export function settingsOf(transport: HttpTransportSpec): Settings {
  return transport.type === 'io.statefun.transports.v1/okhttp'
    ? { ...transport, poolSize: POOL_SIZE, poolTtlMs: 0, payloadBytesMax: PAYLOAD_BYTES_MAX }
    : { ...transport, readMs: 0, writeMs: 0, poolSize: Math.max(1, transport.poolSize) };
}
