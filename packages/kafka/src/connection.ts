import { isIP } from 'node:net';
import { Connection, ResponseError, type Broker, type ConnectionOptions } from '@platformatic/kafka';
import type { ClientProperties } from '@statefun-ts/connector';
import { StatefunError } from '@statefun-ts/protocol';
import { connectFailure, mostTelling, type ConnectFailure } from './connect-failure.ts';
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

/** What went wrong on connections that were made, by a broker that shuts the door after that. */
const breaks = new WeakMap<Connection, unknown>();

/**
 * Opens a connection of the caller's own to the first of `brokers` that answers; rejects with a `ConnectFailure`, or
 * at once when the signal comes. A broker works on one request of a connection at a time: give long polls one of
 * their own. What goes wrong later is seen by the requests, which reject: see `explained`.
 */
export async function connect(
  settings: ConnectionSettings,
  brokers: readonly Broker[],
  signal?: AbortSignal,
): Promise<Connection> {
  const failures: ConnectFailure[] = [];
  for (const broker of brokers) {
    signal?.throwIfAborted();
    const { host, port } = broker;
    // What the client leaves out: brokers behind one address are told apart by the name that is asked for.
    const tlsServerName =
      settings.options.tls !== undefined && isIP(host) === 0 ? { tlsServerName: host } : {};
    const connection = new Connection(settings.clientId, { ...settings.options, ...tlsServerName });
    // Without a listener an 'error' event would end the process.
    connection.on('error', (error) => breaks.set(connection, error));
    const abort = (): void => disconnect(connection);
    signal?.addEventListener('abort', abort);
    try {
      await connection.connect(host, port);
      return connection;
    } catch (error) {
      failures.push(connectFailure(broker, error));
      disconnect(connection);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
  throw (
    mostTelling(failures) ??
    new StatefunError('STATEFUN_KAFKA_ADDRESS_INVALID', 'There is no Kafka broker to connect to.')
  );
}

/** Why a request on a connection failed: the reason why the connection broke, when it did. */
export function explained(connection: Connection, broker: Broker, error: unknown): unknown {
  const why = breaks.get(connection);
  return why === undefined || error instanceof ResponseError ? error : connectFailure(broker, why);
}

/** Ends a connection at once, in whatever state it is; what is under way on it rejects. */
export function disconnect(connection: Connection): void {
  connection.close(() => {});
  connection.socket?.destroy();
}
