import { fromIni } from '@aws-sdk/credential-provider-ini';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentials, AwsRegion } from '@statefun-ts/module';

/** How to reach a service of AWS, and as whom. */
export interface ConnectionSettings {
  readonly region: AwsRegion;
  readonly credentials: AwsCredentials;
  readonly connectTimeoutMs: number;
  /** Of a connection on which nothing moves; 0: no limit. */
  readonly socketTimeoutMs: number;
  /** Of one request as a whole; 0: no limit. */
  readonly requestTimeoutMs: number;
  readonly connectionsMax: number;
}

/**
 * The configuration of a client that makes one attempt per request: whoever uses it repeats, in its own order. HTTP/1.1,
 * since emulators don't take the HTTP/2 that some clients would choose.
 */
export function clientConfig(settings: ConnectionSettings) {
  const { region, connectTimeoutMs, socketTimeoutMs, requestTimeoutMs, connectionsMax } = settings;
  const agent = { keepAlive: true, maxSockets: connectionsMax };
  const credentials = credentialsOf(settings.credentials);
  return {
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectTimeoutMs,
      socketTimeout: socketTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    }),
    ...(region.type !== 'default' && { region: region.id }),
    ...(region.type === 'custom-endpoint' && { endpoint: region.endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
}

/** Undefined: as the AWS client finds them. */
function credentialsOf(credentials: AwsCredentials) {
  switch (credentials.type) {
    case 'basic': {
      const { accessKeyId, secretAccessKey } = credentials;
      return { accessKeyId, secretAccessKey };
    }
    case 'profile': {
      const { profileName: profile, profilePath: filepath } = credentials;
      return fromIni({ profile, ...(filepath !== undefined && { filepath }) });
    }
    case 'default':
      return undefined;
    default:
      return credentials satisfies never;
  }
}
