import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files for TLS between a broker and its clients, made for one test. */
export interface Certificates {
  /** PEM: the authority that signed the broker's and the client's certificate. */
  readonly authority: string;
  /** PEM: an authority that signed none of them. */
  readonly strangeAuthority: string;
  /** PEM: the broker's key and certificate, which is for `localhost` and no address. */
  readonly broker: string;
  /** PEM: the client's key, encrypted with `password`, and certificate. */
  readonly client: string;
  /** PKCS12: the client's key and certificate, under `password`. */
  readonly clientPkcs12: string;
  /** PKCS12: the authority's certificate alone, as Java's trust stores are. */
  readonly authorityPkcs12: string;
  readonly password: string;
  /** Removes the files. */
  remove(): void;
}

/** Makes keys and certificates with the command `openssl`, good for a day. Throws when it is missing or fails. */
export function makeCertificates(): Certificates {
  const directory = mkdtempSync(join(tmpdir(), 'statefun-certificates-'));
  const openssl = (...args: readonly string[]): void => {
    const { status, stderr, error } = spawnSync('openssl', args, { cwd: directory, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${error?.message ?? stderr}`);
  };
  const password = 'of-the-key-store';
  const authority = (name: string): void => makeAuthority(openssl, name);
  const signed = (name: string, extension: string): void => makeSigned(openssl, directory, name, extension);
  authority('authority');
  authority('strange');
  signed('broker', 'subjectAltName=DNS:localhost');
  signed('client', 'extendedKeyUsage=clientAuth');
  // prettier-ignore
  openssl('pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', 'client.key', '-passout', `pass:${password}`, '-out', 'client.encrypted');
  // prettier-ignore
  openssl('pkcs12', '-export', '-inkey', 'client.key', '-in', 'client.pem', '-passout', `pass:${password}`, '-out', 'client.p12');
  // prettier-ignore
  openssl('pkcs12', '-export', '-nokeys', '-in', 'authority.pem', '-passout', `pass:${password}`, '-out', 'authority.p12');
  const path = (name: string): string => join(directory, name);
  const joined = (name: string, ...parts: readonly string[]): string => {
    writeFileSync(path(name), parts.map((part) => readFileSync(path(part), 'utf8')).join(''));
    return path(name);
  };
  return {
    authority: path('authority.pem'),
    strangeAuthority: path('strange.pem'),
    broker: joined('broker-store.pem', 'broker.key', 'broker.pem'),
    client: joined('client-store.pem', 'client.encrypted', 'client.pem'),
    clientPkcs12: path('client.p12'),
    authorityPkcs12: path('authority.p12'),
    password,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

type OpenSsl = (...args: readonly string[]) => void;

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function makeAuthority(openssl: OpenSsl, name: string): void {
  // prettier-ignore
  openssl('req', '-x509', ...newKey, '-days', '1', '-subj', `/CN=${name} of a test`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
}

function makeSigned(openssl: OpenSsl, directory: string, name: string, extension: string): void {
  writeFileSync(join(directory, `${name}.ext`), extension);
  openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  // prettier-ignore
  openssl('x509', '-req', '-days', '1', '-in', `${name}.csr`, '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
}
