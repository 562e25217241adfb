import { readFileSync } from 'node:fs';
import type { ConnectionOptions, SASLOptions } from '@platformatic/kafka';
import type { ClientProperties } from './properties.ts';

type TlsOptions = NonNullable<ConnectionOptions['tls']>;

const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** TLS and SASL from `security.protocol`, `ssl.*` (PEM only) and `sasl.*` (user name and password). */
export function securityOptions(properties: ClientProperties): Pick<ConnectionOptions, 'tls' | 'sasl'> {
  const protocol = properties.oneOf('security.protocol', protocols, 'PLAINTEXT');
  return {
    ...(protocol.endsWith('SSL') ? { tls: tlsOptions(properties) } : {}),
    ...(protocol.startsWith('SASL') ? { sasl: saslOptions(properties) } : {}),
  };
}

function tlsOptions(properties: ClientProperties): TlsOptions {
  const passphrase = properties.text('ssl.key.password');
  const ca = pem(properties, 'ssl.truststore', 'certificates');
  const cert = pem(properties, 'ssl.keystore', 'certificate.chain');
  const key = pem(properties, 'ssl.keystore', 'key');
  const skipHostCheck =
    properties.has('ssl.endpoint.identification.algorithm') &&
    properties.text('ssl.endpoint.identification.algorithm') === undefined;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(skipHostCheck ? { checkServerIdentity: () => undefined } : {}),
  };
}

/** PEM text, given in place (`<store>.<part>`) or as a file (`<store>.location`). */
function pem(properties: ClientProperties, store: string, part: string): string | undefined {
  if (properties.oneOf(`${store}.type`, ['PEM', 'JKS', 'PKCS12'] as const, 'PEM') !== 'PEM') {
    throw properties.invalid(
      `${store}.type`,
      'must be PEM: Java key stores are not read; convert it with openssl',
    );
  }
  const text = properties.text(`${store}.${part}`);
  const location = properties.text(`${store}.location`);
  if (text !== undefined || location === undefined) return text;
  try {
    return readFileSync(location, 'utf8');
  } catch (error) {
    throw properties.invalid(`${store}.location`, `names a file that can't be read (${String(error)})`);
  }
}

function saslOptions(properties: ClientProperties): SASLOptions {
  const mechanism = properties.oneOf('sasl.mechanism', mechanisms, 'PLAIN');
  const jaas = properties.text('sasl.jaas.config') ?? '';
  const username = jaasOption(jaas, 'username');
  const password = jaasOption(jaas, 'password');
  if (username === undefined || password === undefined) {
    throw properties.invalid('sasl.jaas.config', 'must have username="…" and password="…"');
  }
  return { mechanism, username, password };
}

function jaasOption(jaas: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s";]+))`).exec(jaas);
  return match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? match?.[2];
}
