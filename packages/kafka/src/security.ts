import type { ConnectionOptions } from '@platformatic/kafka';
import type { ClientProperties } from '@statefun-ts/connector';
import { saslOptions } from './sasl.ts';
import { tlsOptions } from './tls.ts';

const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;

/** TLS and SASL as `security.protocol` says. Throws STATEFUN_KAFKA_PROPERTY_INVALID. */
export function securityOptions(properties: ClientProperties): Pick<ConnectionOptions, 'tls' | 'sasl'> {
  const protocol = properties.oneOf('security.protocol', protocols, 'PLAINTEXT');
  return {
    ...(protocol.endsWith('SSL') ? { tls: tlsOptions(properties) } : {}),
    ...(protocol.startsWith('SASL') ? { sasl: saslOptions(properties) } : {}),
  };
}
