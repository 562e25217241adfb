import type { TransportSpec } from '@statefun-ts/module';

/** For okhttp, which has no settings for these, and had no limits: generous, but there. */
const POOL_SIZE = 1024;
const PAYLOAD_BYTES_MAX = 128 * 1024 * 1024;

/** The figures of either transport, in one shape. */
export interface Settings {
  readonly connectMs: number;
  /** A service may be silent so long, before its reply and within it; 0: no limit but the call's budget. */
  readonly silenceMs: number;
  /** Calls of one function type at once, and so connections for it. */
  readonly poolSize: number;
  /** A connection lives this long; 0 or less: no limit. */
  readonly poolTtlMs: number;
  /** Holds for requests, and for replies as they come and as they are unpacked. */
  readonly payloadBytesMax: number;
}

/**
 * The figures that a transport goes by. okhttp's `write` has no counterpart: a request is handed to the
 * system at once, and a service that does not take it does not answer within `read` either.
 */
export function settingsOf(transport: TransportSpec): Settings {
  return transport.type === 'io.statefun.transports.v1/async'
    ? { ...transport, silenceMs: 0, poolSize: Math.max(1, transport.poolSize) }
    : {
        connectMs: transport.connectMs,
        silenceMs: transport.readMs,
        poolSize: POOL_SIZE,
        poolTtlMs: 0,
        payloadBytesMax: PAYLOAD_BYTES_MAX,
      };
}
