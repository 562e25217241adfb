import { readFile } from 'node:fs/promises';
import type { SASLOptions } from '@platformatic/kafka';
import { AuthenticationError } from '@platformatic/kafka';
import type { ClientProperties } from '@statefun-ts/connector';

const requestTimeoutMs = 10_000;
const tokenBytesMax = 64 << 10;
const unsecuredLifeSeconds = 3_600;

type Options = ReadonlyMap<string, string>;

/**
 * Where the token of OAUTHBEARER comes from, which is asked for with every connection: a file or a server
 * (`sasl.oauthbearer.token.endpoint.url`), or, for tests, made here from `unsecuredLoginStringClaim_sub`.
 * Throws STATEFUN_KAFKA_PROPERTY_INVALID.
 */
export function bearerToken(properties: ClientProperties, options: Options): () => Promise<string> {
  const url = properties.text('sasl.oauthbearer.token.endpoint.url');
  properties.text('sasl.login.callback.handler.class');
  if (url !== undefined) return fromUrl(properties, url, options);
  const subject = options.get('unsecuredLoginStringClaim_sub');
  if (subject !== undefined) return async () => unsecuredToken(subject);
  const places = 'needs the property sasl.oauthbearer.token.endpoint.url (file:, http: or https:)';
  throw properties.invalid('sasl.mechanism', `is OAUTHBEARER, which ${places}`);
}

function fromUrl(properties: ClientProperties, text: string, options: Options): () => Promise<string> {
  const name = 'sasl.oauthbearer.token.endpoint.url';
  const url = URL.parse(text);
  if (url?.protocol === 'file:') return async () => (await readFile(url, 'utf8')).trim();
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw properties.invalid(name, 'must be a URL that begins with file:, http: or https:');
  }
  const [id, secret] = [options.get('clientId'), options.get('clientSecret')];
  if (id === undefined || secret === undefined) {
    throw properties.invalid('sasl.jaas.config', 'must have clientId="…" and clientSecret="…"');
  }
  const scope = options.get('scope');
  return () => granted(url, { id, secret, scope });
}

/** The grant for clients of OAuth 2 (RFC 6749, 4.4). */
async function granted(
  url: URL,
  { id, secret, scope }: { id: string; secret: string; scope: string | undefined },
): Promise<string> {
  const encoded = [id, secret].map((part) => encodeURIComponent(part)).join(':');
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(encoded).toString('base64')}`,
      accept: 'application/json',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scope === undefined ? {} : { scope }),
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  const body = await response.text();
  if (!response.ok || body.length > tokenBytesMax) {
    throw new Error(`${url.origin} answered the request for a token with the status ${response.status}.`);
  }
  const token = tokenIn(body);
  if (token !== undefined) return token;
  throw new Error(`${url.origin} answered the request for a token without an access_token.`);
}

/** The error of a failed parse would show what it could not read. */
function tokenIn(body: string): string | undefined {
  try {
    const token: unknown = (JSON.parse(body) as { access_token?: unknown } | null)?.access_token;
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

/** A token that nobody signed, as Kafka's own default for development. */
function unsecuredToken(subject: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: subject, iat, exp: iat + unsecuredLifeSeconds })}.`;
}

type Validator = NonNullable<SASLOptions['authBytesValidator']>;

/** The broker answers a bad token not with an error, but with what is wrong with it. */
export const refuseInvalidToken: Validator = (answer, callback) => {
  if (answer.length === 0) callback(null, answer);
  else callback(new AuthenticationError(`The broker refused the token: ${answer.toString()}`), answer);
};
