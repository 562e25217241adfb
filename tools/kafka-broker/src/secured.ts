import type { Certificates } from './certificates.ts';

/** What a broker asks of clients on its secured listeners. */
export interface Security {
  readonly certificates: Certificates;
  /** Passwords by user name; good for PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly users: Readonly<Record<string, string>>;
}

/** `localhost:port` of each secured listener. `SSL` wants a certificate of the client, `SASL_SSL` none. */
export interface SecuredListeners {
  readonly SASL_PLAINTEXT: string;
  readonly SASL_SSL: string;
  readonly SSL: string;
}

export const securedListenerNames = ['SASL_PLAINTEXT', 'SASL_SSL', 'SSL'] as const;

type SecuredPorts = Readonly<Record<(typeof securedListenerNames)[number], number>>;

/** One port for each listener, in the order of their names. */
export function securedPorts([SASL_PLAINTEXT = 0, SASL_SSL = 0, SSL = 0]: readonly number[]): SecuredPorts {
  return { SASL_PLAINTEXT, SASL_SSL, SSL };
}

/** Where clients find these ports; the name is the one in the broker's certificate. */
export function securedAddresses({ SASL_PLAINTEXT, SASL_SSL, SSL }: SecuredPorts): SecuredListeners {
  const at = (port: number): string => `localhost:${port}`;
  return { SASL_PLAINTEXT: at(SASL_PLAINTEXT), SASL_SSL: at(SASL_SSL), SSL: at(SSL) };
}

const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'];
const loginModules = 'org.apache.kafka.common.security';

/** Lines of server.properties for the secured listeners. OAUTHBEARER takes unsigned tokens. */
export function securedProperties({ certificates, users }: Security): Record<string, string> {
  const passwords = Object.entries(users).map(([user, password]) => `user_${user}="${password}"`);
  const jaas: Record<string, string> = {
    PLAIN: `${loginModules}.plain.PlainLoginModule required ${passwords.join(' ')};`,
    'SCRAM-SHA-256': `${loginModules}.scram.ScramLoginModule required;`,
    'SCRAM-SHA-512': `${loginModules}.scram.ScramLoginModule required;`,
    OAUTHBEARER: `${loginModules}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
  };
  const saslListeners = ['sasl_plaintext', 'sasl_ssl'];
  const saslEntries = saslListeners.flatMap((listener) =>
    mechanisms.map((mechanism) => [
      `listener.name.${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`,
      jaas[mechanism] ?? '',
    ]),
  );
  return {
    'listener.security.protocol.map': [
      'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      ...securedListenerNames.map((name) => `${name}:${name}`),
    ].join(','),
    'inter.broker.listener.name': 'PLAINTEXT',
    'sasl.enabled.mechanisms': mechanisms.join(','),
    ...(Object.fromEntries(saslEntries) as Record<string, string>),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': certificates.broker,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.authority,
    'listener.name.ssl.ssl.client.auth': 'required',
    'connection.failed.authentication.delay.ms': '10',
  };
}

/** Arguments of the storage tool that make the users known for SCRAM. */
export function scramArguments({ users }: Security): string[] {
  return Object.entries(users).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${name},password=${password}]`,
    ]),
  );
}
