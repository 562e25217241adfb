import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { ConnectionSettings } from '@statefun-ts/aws';
import { clientConfig } from '@statefun-ts/aws';
import type { ClientProperties } from '@statefun-ts/connector';
import type { AwsCredentials, AwsRegion } from '@statefun-ts/module';

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

/** A client that makes one attempt per request: whoever uses it repeats, in its own order. */
export const createClient = (settings: ConnectionSettings): KinesisClient =>
  new KinesisClient(clientConfig(settings));
