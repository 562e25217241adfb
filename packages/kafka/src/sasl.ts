import type { SASLOptions } from '@platformatic/kafka';
import type { ClientProperties } from '@statefun-ts/connector';
import { jaasEntry, type JaasEntry } from './jaas.ts';
import { bearerToken, refuseInvalidToken } from './oauth.ts';

const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const;

/** SASL from the properties `sasl.*`. Throws STATEFUN_KAFKA_PROPERTY_INVALID. */
export function saslOptions(properties: ClientProperties): SASLOptions {
  const entry = jaasEntry(properties.text('sasl.jaas.config') ?? '');
  const mechanism = mechanismOf(properties, entry);
  if (mechanism === 'OAUTHBEARER') {
    const token = bearerToken(properties, entry.options);
    return { mechanism, token, authBytesValidator: refuseInvalidToken };
  }
  const [username, password] = [entry.options.get('username'), entry.options.get('password')];
  if (username === undefined || password === undefined) {
    throw properties.invalid('sasl.jaas.config', 'must have username="…" and password="…"');
  }
  return { mechanism, username, password };
}

/** Java's default is Kerberos, which nobody means who names another login module. */
function mechanismOf(properties: ClientProperties, { module }: JaasEntry): (typeof mechanisms)[number] {
  const given = properties.text('sasl.mechanism')?.toUpperCase() ?? mechanismOfModule(module);
  const mechanism = mechanisms.find((each) => each === given);
  if (mechanism !== undefined) return mechanism;
  const choices = `must be one of ${mechanisms.join(', ')}`;
  throw properties.invalid(
    'sasl.mechanism',
    given === 'GSSAPI' ? `${choices}: Kerberos is not supported` : choices,
  );
}

function mechanismOfModule(module: string): string {
  if (module.endsWith('.Krb5LoginModule')) return 'GSSAPI';
  if (module.endsWith('.OAuthBearerLoginModule')) return 'OAUTHBEARER';
  return module.endsWith('.ScramLoginModule') ? 'SCRAM-SHA-256 or SCRAM-SHA-512' : 'PLAIN';
}
