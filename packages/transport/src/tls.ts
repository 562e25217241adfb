import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { TlsSpec } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';

/**
 * Reads an endpoint's certificates. Without `trust_cacerts` the authorities of Node and of the system are
 * trusted, with it only those in its file. `where` names the endpoint in errors.
 *
 * Throws `STATEFUN_TLS_INVALID`, naming the file that can't be read or used.
 */
export function secureContextOf(spec: TlsSpec, where: string): SecureContext {
  const ca =
    spec.trustCaCerts === undefined
      ? [...getCACertificates('default'), ...getCACertificates('system')]
      : pemOf('trust_cacerts', spec.trustCaCerts, 'CERTIFICATE', where);
  const trust = attempt(() => createSecureContext({ ca }), where, `trust_cacerts ${spec.trustCaCerts ?? ''}`);
  if (spec.clientCert === undefined || spec.clientKey === undefined) return trust;

  const cert = pemOf('client_cert', spec.clientCert, 'CERTIFICATE', where);
  const key = pemOf('client_key', spec.clientKey, 'PRIVATE KEY', where);
  const passphrase =
    spec.clientKeyPasswordFile === undefined
      ? undefined
      : // Editors end a file with a line break that nobody means as a part of the password.
        read('client_key_password', spec.clientKeyPasswordFile, where).replace(/\r?\n$/, '');
  const unlocked = passphrase !== undefined || !key.includes('ENCRYPTED');
  return attempt(
    () => createSecureContext({ ca, cert, key, ...(passphrase === undefined ? {} : { passphrase }) }),
    where,
    `client_cert ${spec.clientCert} with client_key ${spec.clientKey}` +
      (unlocked ? '' : ' (it is encrypted, and there is no client_key_password)') +
      (spec.clientKeyPasswordFile === undefined
        ? ''
        : ` and client_key_password ${spec.clientKeyPasswordFile}`),
  );
}

function pemOf(field: string, location: string, label: string, where: string): string {
  const text = read(field, location, where);
  if (text.includes('-----BEGIN ') && text.includes(`${label}-----`)) return text;
  throw invalid(where, `${field} ${location} holds no ${label} in PEM form ("-----BEGIN … ${label}-----")`);
}

function read(field: string, location: string, where: string): string {
  if (location.startsWith('classpath:')) {
    throw invalid(where, `${field} ${location}: there is no class path here; give the path of a file`);
  }
  try {
    return readFileSync(
      location.startsWith('file://') ? new URL(location) : location.replace(/^file:/, ''),
      'utf8',
    );
  } catch (error) {
    throw invalid(where, `${field} ${location} can't be read`, error);
  }
}

function attempt(make: () => SecureContext, where: string, what: string): SecureContext {
  try {
    return make();
  } catch (error) {
    throw invalid(where, `${what} can't be used`, error);
  }
}

function invalid(where: string, what: string, cause?: unknown): StatefunError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new StatefunError('STATEFUN_TLS_INVALID', `${where}: ${what}${reason}.`, { cause });
}
