import { AuthenticationError, NetworkError, type Broker } from '@platformatic/kafka';
import { StatefunError, type ErrorCode } from '@statefun-ts/protocol';
import { problemOf, protocolErrorName } from './protocol-errors.ts';

/**
 * No connection could be made to a broker, or it broke while it was set up. Whatever the code, it may pass:
 * credentials and certificates are changed on the broker, too.
 */
export class ConnectFailure extends StatefunError {
  override readonly name = 'ConnectFailure';
}

/** What went wrong with the connection to this broker: STATEFUN_KAFKA_ACCESS_DENIED, _TLS_FAILED or _UNREACHABLE. */
export function connectFailure({ host, port }: Broker, cause: unknown): ConnectFailure {
  if (cause instanceof ConnectFailure) return cause;
  const [code, advice] = diagnosis(cause);
  const message = `Kafka broker ${host}:${port}: ${problemOf(cause)}${advice}`;
  return new ConnectFailure(code, message, { cause });
}

/** The failure that tells most: others may be brokers that are only down. */
export function mostTelling(failures: readonly ConnectFailure[]): ConnectFailure | undefined {
  return failures.find(({ code }) => code !== 'STATEFUN_KAFKA_UNREACHABLE') ?? failures.at(-1);
}

const tlsErrors = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'EPROTO',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function diagnosis(error: unknown): [code: ErrorCode, advice: string] {
  const kafkaError = protocolErrorName(error);
  if (kafkaError === 'UNSUPPORTED_SASL_MECHANISM') {
    return ['STATEFUN_KAFKA_ACCESS_DENIED', ' The listener does not offer this sasl.mechanism.'];
  }
  if (kafkaError === 'SASL_AUTHENTICATION_FAILED' || someCause(error, isRefusal)) {
    return ['STATEFUN_KAFKA_ACCESS_DENIED', ' Check sasl.mechanism and sasl.jaas.config.'];
  }
  const code = tlsCode(error);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const advice = " The broker's certificate is for other names: use one of these in the address.";
    return ['STATEFUN_KAFKA_TLS_FAILED', advice];
  }
  if (code === undefined) return ['STATEFUN_KAFKA_UNREACHABLE', closedAdvice(error)];
  const isAboutClient = /ALERT.*(?:CERTIFICATE|CA$)/.test(code);
  const what = isAboutClient
    ? "the client's certificate, ssl.keystore.*"
    : 'ssl.truststore.* and security.protocol';
  return ['STATEFUN_KAFKA_TLS_FAILED', ` (${code}) Check ${what}.`];
}

/** What a broker does with a client that speaks another protocol than the listener. */
function closedAdvice(error: unknown): string {
  const isClosed = error instanceof NetworkError && error.message === 'Connection closed';
  return isClosed ? ' before the first answer. Check security.protocol.' : '';
}

function isRefusal(error: Error): boolean {
  return error instanceof AuthenticationError;
}

function tlsCode(error: unknown): string | undefined {
  let found: string | undefined;
  someCause(error, (each) => {
    if (!('code' in each) || typeof each.code !== 'string') return false;
    const isTls = tlsErrors.has(each.code) || /^ERR_(?:SSL|TLS)_/.test(each.code);
    if (isTls) found = each.code;
    return isTls;
  });
  return found;
}

function someCause(error: unknown, holds: (error: Error) => boolean): boolean {
  if (!(error instanceof Error)) return false;
  return holds(error) || someCause(error.cause, holds);
}
