import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { ConnectionOptions } from '@platformatic/kafka';
import type { ClientProperties } from '@statefun-ts/connector';
import { isPem, pemBlocks } from './pem.ts';

type TlsOptions = NonNullable<ConnectionOptions['tls']>;

const storeTypes = ['PEM', 'PKCS12', 'JKS'] as const;
const versions = ['TLSv1.2', 'TLSv1.3'] as const;

/**
 * TLS from the properties `ssl.*`. Files are read now, and checked to fit together. What a store is, is told by its
 * contents: Java, too, takes a PKCS12 file that is called JKS. Throws STATEFUN_KAFKA_PROPERTY_INVALID.
 */
export function tlsOptions(properties: ClientProperties): TlsOptions {
  const ca = trustedCertificates(properties);
  const options = {
    ...(ca === undefined ? {} : { ca }),
    ...clientCertificate(properties),
    ...versionRange(properties),
  };
  try {
    createSecureContext(options);
  } catch (error) {
    throw properties.invalid('ssl.truststore.* or ssl.keystore.*', `can't be used: ${whyOf(error)}`);
  }
  const skipsNameCheck =
    properties.has('ssl.endpoint.identification.algorithm') &&
    properties.oneOf('ssl.endpoint.identification.algorithm', ['https', ''] as const, '') === '';
  return { ...options, ...(skipsNameCheck ? { checkServerIdentity: () => undefined } : {}) };
}

function trustedCertificates(properties: ClientProperties): string | undefined {
  const store = readStore(properties, 'ssl.truststore', ['certificates']);
  // It only guards a Java store against changes; certificates are no secret.
  properties.text('ssl.truststore.password');
  if (store === undefined || typeof store === 'string') return store;
  const { type, location } = store;
  const [before, pkcs12] = type === 'JKS' ? [`${fromJks(location)} && `, 'store.p12'] : ['', location];
  const command = `${before}openssl pkcs12 -in ${pkcs12} -nokeys -out truststore.pem`;
  throw properties.invalid(
    'ssl.truststore.location',
    `names a trust store of the type ${type}, and only PEM is read: convert it by \`${command}\` and name the result`,
  );
}

function clientCertificate(
  properties: ClientProperties,
): Pick<TlsOptions, 'cert' | 'key' | 'pfx' | 'passphrase'> {
  const store = readStore(properties, 'ssl.keystore', ['certificate.chain', 'key']);
  const [storePassword, keyPassword] = [
    properties.text('ssl.keystore.password'),
    properties.text('ssl.key.password'),
  ];
  if (store === undefined) return {};
  const passphrase = typeof store === 'string' ? (keyPassword ?? storePassword) : storePassword;
  const unlocked = passphrase === undefined ? {} : { passphrase };
  if (typeof store === 'string') return { cert: store, key: store, ...unlocked };
  if (store.type === 'PKCS12') return { pfx: store.bytes, ...unlocked };
  throw properties.invalid(
    'ssl.keystore.location',
    `names a key store of the type JKS, and only PEM and PKCS12 are read: convert it by \`${fromJks(store.location)}\` and name the result`,
  );
}

interface BinaryStore {
  readonly type: 'PKCS12' | 'JKS';
  readonly location: string;
  readonly bytes: Buffer;
}

/** PEM text (in place, `<store>.<part>`, or from a file, `<store>.location`) or the file of a Java store. */
function readStore(
  properties: ClientProperties,
  store: 'ssl.truststore' | 'ssl.keystore',
  parts: readonly string[],
): string | BinaryStore | undefined {
  properties.oneOf(`${store}.type`, storeTypes, 'JKS');
  const location = properties.text(`${store}.location`);
  const inPlace = parts.flatMap((part) => {
    const text = properties.text(`${store}.${part}`);
    if (text !== undefined && !isPem(text)) throw properties.invalid(`${store}.${part}`, 'must be PEM text');
    return text ?? [];
  });
  if (inPlace.length > 0) return pemBlocks(inPlace.join('\n'));
  if (location === undefined) return undefined;
  const bytes = readFile(properties, `${store}.location`, location);
  const text = bytes.toString('latin1');
  if (isPem(text)) return pemBlocks(text);
  if (bytes.length > 4 && bytes.readUInt32BE(0) === jksMagic) return { type: 'JKS', location, bytes };
  if (bytes[0] === derSequence) return { type: 'PKCS12', location, bytes };
  throw properties.invalid(`${store}.location`, 'names a file that is neither PEM nor PKCS12');
}

const jksMagic = 0xfeedfeed;
const derSequence = 0x30;

function readFile(properties: ClientProperties, name: string, location: string): Buffer {
  try {
    return readFileSync(location);
  } catch (error) {
    throw properties.invalid(name, `names a file that can't be read (${whyOf(error)})`);
  }
}

function versionRange(properties: ClientProperties): Pick<TlsOptions, 'minVersion' | 'maxVersion'> {
  const text = properties.text('ssl.enabled.protocols');
  if (text === undefined) return {};
  const enabled = text.split(',').map((each) => each.trim());
  const [first, last] = [versions.find(isEnabled), versions.findLast(isEnabled)];
  if (first === undefined || last === undefined) {
    throw properties.invalid('ssl.enabled.protocols', `must have one of ${versions.join(', ')}`);
  }
  return { minVersion: first, maxVersion: last };

  function isEnabled(version: string): boolean {
    return enabled.includes(version);
  }
}

/** The command that makes a PKCS12 file of an old Java store. */
function fromJks(location: string): string {
  return `keytool -importkeystore -srckeystore ${location} -destkeystore store.p12 -deststoretype PKCS12`;
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
