import { KinesisClient } from '@aws-sdk/client-kinesis';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ClientProperties } from '@statefun-ts/connector';
import type { AwsCredentials, AwsRegion } from '@statefun-ts/module';

/** How to reach Kinesis, and as whom. */
export interface ConnectionSettings {
  readonly region: AwsRegion;
  readonly credentials: AwsCredentials;
  readonly connectTimeoutMs: number;
  /** Of a connection on which nothing moves. */
  readonly socketTimeoutMs: number;
  /** Of one request as a whole. */
  readonly requestTimeoutMs: number;
  readonly connectionsMax: number;
}

const int32Max = 2 ** 31 - 1;

/** Reads what clients have in common, under the names of both of the original's clients. */
export function connectionSettings(
  component: { readonly region: AwsRegion; readonly credentials: AwsCredentials },
  properties: ClientProperties,
): ConnectionSettings {
  const connectTimeoutMs = properties.integer('connectTimeout', 6_000, 1, int32Max);
  return {
    region: component.region,
    credentials: component.credentials,
    connectTimeoutMs: properties.integer('connectionTimeout', connectTimeoutMs, 1, int32Max),
    socketTimeoutMs: properties.integer('socketTimeout', 30_000, 1, int32Max),
    requestTimeoutMs: properties.integer('requestTimeout', 30_000, 1, int32Max),
    connectionsMax: properties.integer('maxConnections', 50, 1, 10_000),
  };
}

/**
 * A client that makes one attempt per request: whoever uses it repeats, in its own order. HTTP/1.1, since
 * emulators don't take the HTTP/2 that the client would choose.
 */
export function createClient(settings: ConnectionSettings): KinesisClient {
  const { region, connectTimeoutMs, socketTimeoutMs, requestTimeoutMs, connectionsMax } = settings;
  const agent = { keepAlive: true, maxSockets: connectionsMax };
  const credentials = credentialsOf(settings.credentials);
  return new KinesisClient({
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
  });
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
