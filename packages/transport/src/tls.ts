import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { TlsSpec } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';

/** Larger than any bundle of authorities. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** What an endpoint's files hold. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Of the key. Secret, like the key. */
  readonly passphrase?: string;
}

/**
 * Reads an endpoint's files. `where` names the endpoint in errors.
 * Throws `STATEFUN_TLS_INVALID`, naming the file that can't be read or holds something else.
 */
export function readTlsFiles(spec: TlsSpec, where: string): TlsFiles {
  const pem = (field: string, location: string, label: string): string => {
    const content = read(field, location, where);
    if (content.includes('-----BEGIN ') && content.includes(`${label}-----`)) return content;
    throw invalid(where, `${field} ${location} holds no ${label} in PEM form ("-----BEGIN … ${label}-----")`);
  };
  const { trustCaCerts, clientCert, clientKey, clientKeyPasswordFile } = spec;
  return {
    ...(trustCaCerts !== undefined && { ca: pem('trust_cacerts', trustCaCerts, 'CERTIFICATE') }),
    ...(clientCert !== undefined && { cert: pem('client_cert', clientCert, 'CERTIFICATE') }),
    ...(clientKey !== undefined && { key: pem('client_key', clientKey, 'PRIVATE KEY') }),
    ...(clientKeyPasswordFile !== undefined && {
      // Editors end a file with a line break that nobody means as a part of the password.
      passphrase: read('client_key_password', clientKeyPasswordFile, where).replace(/\r?\n$/, ''),
    }),
  };
}

/**
 * What connections are made with. Without `ca` the authorities of Node and of the system are trusted, with it
 * only those in it. Throws `STATEFUN_TLS_INVALID`, naming the files that do not go together.
 */
export function secureContextOf(files: TlsFiles, spec: TlsSpec, where: string): SecureContext {
  const { ca = [...getCACertificates('default'), ...getCACertificates('system')], cert, key } = files;
  const trust = attempt(() => createSecureContext({ ca }), where, `trust_cacerts ${spec.trustCaCerts ?? ''}`);
  if (cert === undefined || key === undefined) return trust;
  const { passphrase } = files;
  const locked = passphrase === undefined && key.includes('ENCRYPTED');
  return attempt(
    () => createSecureContext({ ca, cert, key, ...(passphrase !== undefined && { passphrase }) }),
    where,
    `client_cert ${spec.clientCert} with client_key ${spec.clientKey}` +
      (locked ? ' (it is encrypted, and there is no client_key_password)' : '') +
      (passphrase === undefined ? '' : ` and client_key_password ${spec.clientKeyPasswordFile}`),
  );
}

function read(field: string, path: string, where: string): string {
  try {
    const stats = statSync(path);
    if (stats.isFile() && stats.size <= FILE_BYTES_MAX) return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid(where, `${field} ${path} can't be read`, error);
  }
  throw invalid(where, `${field} ${path} is no file of at most ${FILE_BYTES_MAX} bytes`);
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
