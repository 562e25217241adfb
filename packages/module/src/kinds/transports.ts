import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { AsyncTransportSpec, OkHttpTransportSpec, StreamTransportSpec, TlsSpec } from '../components.ts';
import type { Path } from '../node.ts';
import type { KindContext } from './kind.ts';
import { defineTransportKind } from './transport-kind.ts';
import {
  across,
  duration,
  INT_MAX,
  integer,
  mapping,
  positiveDuration,
  positiveSize,
  text,
} from './fields.ts';

const ASYNC = 'io.statefun.transports.v1/async';
const STREAM = 'io.statefun.transports.v1/stream';
const OKHTTP = 'io.statefun.transports.v1/okhttp';

const OKHTTP_CALL_MS = 60_000;
const OKHTTP_PART_MS = 10_000;
const ASYNC_CALL_MS = 120_000;
const ASYNC_CONNECT_MS = 20_000;
const STREAMS_MAX = 64;

interface Timeouts {
  readonly call?: number | undefined;
  readonly connect?: number | undefined;
  readonly read?: number | undefined;
  readonly write?: number | undefined;
}

const timeoutFields = {
  call: positiveDuration().optional().describe('One series of attempts. Default: 1min.'),
  connect: positiveDuration().optional().describe('Making a connection. Default: 10s, at most `call`.'),
  read: positiveDuration()
    .optional()
    .describe('Between two pieces of an answer. Default: 10s, at most `call`.'),
  write: positiveDuration()
    .optional()
    .describe('Between two pieces of a request. Default: 10s, at most `call`.'),
};

const withinCall = (path: Path) =>
  across<Timeouts>((timeouts, conflict) => {
    const { call } = timeouts;
    if (typeof call !== 'number') return;
    for (const name of ['connect', 'read', 'write'] as const) {
      const part = timeouts[name];
      if (typeof part === 'number' && part > call) {
        const message = 'longer than call, which bounds it: shorten it, or raise call.';
        conflict([name], message, [...path, 'call']);
      }
    }
  });

/** The `timeouts` of okhttp, which stand at `path` of a spec: at the root in v1, in the transport in v2. */
export const okHttpTimeouts = (path: Path) =>
  mapping(timeoutFields)
    .check(withinCall(path))
    .optional()
    .describe('Time-outs; no part can be longer than `call`.');

/**
 * Fills in the defaults such that they never contradict what is set: a short `call` shortens the others, and
 * a long `read` raises `call`. The original refuses `call: 5s` alone, since its default for `connect` is 10 s.
 */
export function toOkHttpTransport({ call, connect, read, write }: Timeouts = {}): OkHttpTransportSpec {
  const callMs = call ?? Math.max(OKHTTP_CALL_MS, connect ?? 0, read ?? 0, write ?? 0);
  const partMs = Math.min(OKHTTP_PART_MS, callMs);
  return {
    type: OKHTTP,
    callMs,
    connectMs: connect ?? partMs,
    readMs: read ?? partMs,
    writeMs: write ?? partMs,
  };
}

const tlsFields = {
  trust_cacerts: path('the PEM file of the CAs that an endpoint may be certified by. Default: those of Node'),
  client_cert: path('the PEM file of the certificate to show to the endpoint. Needs `client_key`'),
  client_key: path("the PEM file of that certificate's key (PKCS 8). Needs `client_cert`"),
  client_key_password: path('the file that has the password of `client_key`, all of it'),
};

function path(what: string) {
  return text('the path of a file').optional().describe(`TLS: ${what}.`);
}

/** Spring's way to name files, which the original takes. The directory of a module is on its class path. */
function resolvePath(location: string, moduleFile: string): string {
  const resource = /^classpath:\/*(.*)$/s.exec(location)?.[1];
  if (resource !== undefined) return join(dirname(moduleFile), resource);
  return location.replace(/^file:(?:\/\/(?=\/))?/, '');
}

/** What the transports that do not block have in common. */
const asyncFields = {
  call: positiveDuration().optional().describe('One series of attempts. Default: 2min.'),
  connect: positiveDuration().optional().describe('Making a connection. Default: 20s, at most `call`.'),
  pool_ttl: duration().prefault('15s').describe('How long a connection is used; 0: without limit.'),
  pool_size: integer(1, INT_MAX).prefault(1024).describe('Connections to the endpoint, at most.'),
  payload_max_bytes: positiveSize()
    .prefault(33_554_432)
    .describe('The largest request and the largest reply, unpacked too.'),
  ...tlsFields,
};

const asyncSchema = mapping({
  type: z
    .literal(ASYNC, { error: ASYNC })
    .optional()
    .describe('The transport that does not block. This is the default.'),
  ...asyncFields,
  timeouts: mapping(timeoutFields)
    .optional()
    .describe(
      'As with okhttp: `call` and `connect` have its defaults (1min, 10s), `read` and `write` no effect.',
    ),
})
  .check(tlsPairs())
  .check(
    across<AsyncFields>((fields, conflict) => {
      for (const name of ['call', 'connect'] as const) {
        const [outer, inner] = [fields[name], fields.timeouts?.[name]];
        if (typeof outer === 'number' && typeof inner === 'number' && outer !== inner) {
          const message = `${name} beside timeouts says otherwise: keep one of the two.`;
          conflict(['timeouts', name], message, ['transport', name]);
        }
      }
    }),
  );

const streamSchema = mapping({
  type: z
    .literal(STREAM)
    .describe('Many calls over few connections, to services that offer it; to others as `async`.'),
  streams: integer(1, STREAMS_MAX).prefault(2).describe('Connections to each URL.'),
  stream_ttl: positiveDuration().prefault('2min').describe('How long a connection takes calls.'),
  ...asyncFields,
}).check(tlsPairs());

/** Fields of TLS that need each other. */
function tlsPairs() {
  return across<TlsFields>((fields, conflict) => {
    for (const [one, other] of [
      ['client_cert', 'client_key'],
      ['client_key', 'client_cert'],
      ['client_key_password', 'client_key'],
    ] as const) {
      if (fields[one] !== undefined && fields[other] === undefined) {
        conflict([one], `it needs ${other} beside it.`);
      }
    }
  });
}

interface TlsFields {
  readonly trust_cacerts?: string | undefined;
  readonly client_cert?: string | undefined;
  readonly client_key?: string | undefined;
  readonly client_key_password?: string | undefined;
}

interface AsyncFields extends TlsFields {
  readonly call?: number | undefined;
  readonly connect?: number | undefined;
  readonly pool_ttl: number;
  readonly pool_size: number;
  readonly payload_max_bytes: number;
  readonly timeouts?: Timeouts | undefined;
}

const okHttpSchema = mapping({
  type: z.literal(OKHTTP).describe('The transport of v1 endpoints.'),
  timeouts: okHttpTimeouts(['transport', 'timeouts']),
});

export const asyncTransport = defineTransportKind({
  type: ASYNC,
  schema: asyncSchema,
  toSpec: (fields, context): AsyncTransportSpec => {
    const result = { ...toAsyncTransport(fields, context.origin.file), type: ASYNC } as const;
    warnOfNoEffect(fields, result, context);
    return result;
  },
});

export const streamTransport = defineTransportKind({
  type: STREAM,
  schema: streamSchema,
  toSpec: (fields, { origin }): StreamTransportSpec => ({
    ...toAsyncTransport(fields, origin.file),
    type: STREAM,
    streams: fields.streams,
    streamTtlMs: fields.stream_ttl,
  }),
});

export const okHttpTransport = defineTransportKind({
  type: OKHTTP,
  schema: okHttpSchema,
  toSpec: ({ timeouts }): OkHttpTransportSpec => toOkHttpTransport(timeouts),
});

function warnOfNoEffect(fields: AsyncFields, result: AsyncTransportSpec, { warn }: KindContext): void {
  for (const name of ['read', 'write'] as const) {
    if (fields.timeouts?.[name] === undefined) continue;
    const message = `${name} has no effect with the transport ${ASYNC}: call and connect bound everything.`;
    warn(['transport', 'timeouts', name], { code: 'STATEFUN_MODULE_NO_EFFECT', message });
  }
  if (result.connectMs > result.callMs) {
    const field = fields.timeouts?.connect === undefined ? ['connect'] : ['timeouts', 'connect'];
    const message = 'connect is longer than call, which bounds it, and so has no effect.';
    warn(['transport', ...field], { code: 'STATEFUN_MODULE_NO_EFFECT', message });
  }
}

function toAsyncTransport(spec: AsyncFields, moduleFile: string): Omit<AsyncTransportSpec, 'type'> {
  const compatible = spec.timeouts !== undefined;
  const callMs = spec.timeouts?.call ?? spec.call ?? (compatible ? OKHTTP_CALL_MS : ASYNC_CALL_MS);
  const connectMs = spec.timeouts?.connect ?? spec.connect;
  return {
    callMs,
    connectMs: connectMs ?? Math.min(compatible ? OKHTTP_PART_MS : ASYNC_CONNECT_MS, callMs),
    poolTtlMs: spec.pool_ttl,
    poolSize: spec.pool_size,
    payloadBytesMax: spec.payload_max_bytes,
    tls: toTls(spec, moduleFile),
  };
}

function toTls(spec: AsyncFields, moduleFile: string): TlsSpec {
  const named = (field: keyof TlsSpec, location: string | undefined): TlsSpec =>
    location === undefined ? {} : { [field]: resolvePath(location, moduleFile) };
  return {
    ...named('trustCaCerts', spec.trust_cacerts),
    ...named('clientCert', spec.client_cert),
    ...named('clientKey', spec.client_key),
    ...named('clientKeyPasswordFile', spec.client_key_password),
  };
}
