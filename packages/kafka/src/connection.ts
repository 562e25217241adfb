import { Connection, type Broker, type ConnectionOptions } from '@platformatic/kafka';
import { StatefunError } from '@statefun-ts/protocol';
import type { ClientProperties } from './properties.ts';
import { securityOptions } from './security.ts';

/** How to reach a Kafka cluster; spread into a client's options, or use `connect`. */
export interface ConnectionSettings {
  readonly clientId: string;
  readonly bootstrapBrokers: Broker[];
  /** Time-outs, TLS and SASL. */
  readonly options: ConnectionOptions;
}

const connectTimeoutMs = 5_000;
const requestTimeoutMs = 30_000;
const timeoutMsMax = 3_600_000;
const defaultPort = 9092;

/**
 * What a component's address and client properties say about the connection. `address` wins over the
 * property `bootstrap.servers`. Throws STATEFUN_KAFKA_ADDRESS_INVALID or STATEFUN_KAFKA_PROPERTY_INVALID.
 */
export function connectionSettings(
  address: string,
  properties: ClientProperties,
  defaultClientId: string,
): ConnectionSettings {
  properties.text('bootstrap.servers');
  return {
    // The client takes no blank in it.
    clientId: (properties.text('client.id') ?? defaultClientId).replaceAll(/\s+/g, '-'),
    bootstrapBrokers: parseAddress(address),
    options: {
      connectTimeout: properties.integer(
        'socket.connection.setup.timeout.ms',
        connectTimeoutMs,
        1,
        timeoutMsMax,
      ),
      requestTimeout: properties.integer('request.timeout.ms', requestTimeoutMs, 1, timeoutMsMax),
      ...securityOptions(properties),
    },
  };
}

/** `host:port` pairs, comma-separated; IPv6 in brackets; the port is 9092 unless given. */
export function parseAddress(address: string): Broker[] {
  const parts = address.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map((part) => parseBroker(part, address));
}

function parseBroker(part: string, address: string): Broker {
  // A listener name may stand in front, as Kafka's own clients allow: PLAINTEXT://host:port.
  const match = /^(?:\w+:\/\/)?(?:\[([^\]]+)\]|([^\s:/]+))(?::(\d{1,5}))?$/.exec(part);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host !== undefined && port > 0 && port < 65_536) return { host, port };
  const message = `The Kafka address '${address}' is not a comma-separated list of host:port: '${part}' is neither.`;
  throw new StatefunError('STATEFUN_KAFKA_ADDRESS_INVALID', message);
}

/**
 * Opens a connection of the caller's own to the first of `brokers` that answers; rejects with the last
 * failure, or at once when the signal comes. A broker works on one request of a connection at a time: give
 * long polls one of their own. What goes wrong later is seen by the requests, which reject.
 */
export async function connect(
  settings: ConnectionSettings,
  brokers: readonly Broker[],
  signal?: AbortSignal,
): Promise<Connection> {
  let failure: unknown = new StatefunError(
    'STATEFUN_KAFKA_ADDRESS_INVALID',
    'There is no Kafka broker to connect to.',
  );
  for (const { host, port } of brokers) {
    signal?.throwIfAborted();
    const connection = new Connection(settings.clientId, settings.options);
    // Without a listener an 'error' event would end the process.
    connection.on('error', () => {});
    const abort = (): void => disconnect(connection);
    signal?.addEventListener('abort', abort);
    try {
      await connection.connect(host, port);
      return connection;
    } catch (error) {
      failure = error;
      disconnect(connection);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
  throw failure;
}

/** Ends a connection at once, in whatever state it is; what is under way on it rejects. */
export function disconnect(connection: Connection): void {
  connection.close(() => {});
  connection.socket?.destroy();
}

/**
 * The name of the first Kafka protocol error in an error of the client, as `NOT_LEADER_OR_FOLLOWER`;
 * undefined when the broker did not answer with one (network, time-out).
 */
export function protocolErrorName(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('apiId' in error && typeof error.apiId === 'string') return error.apiId;
  for (const inner of error instanceof AggregateError ? error.errors : [error.cause]) {
    const name: string | undefined = protocolErrorName(inner);
    if (name !== undefined) return name;
  }
  return undefined;
}
