import {
  apiVersionsV3,
  findCoordinatorV4,
  ResponseError,
  type Broker,
  type Connection,
  type FindCoordinatorKeyTypeValue,
} from '@platformatic/kafka';
import { StatefunError } from '@statefun-ts/protocol';
import { ConnectFailure, connectFailure, mostTelling } from './connect-failure.ts';
import { connect, disconnect, explained, type ConnectionSettings } from './connection.ts';

/** A request that is made: its name, its key and its version on the wire. */
export type NeededApi = readonly [name: string, key: number, version: number];

export interface BrokersOptions {
  readonly settings: ConnectionSettings;
  /** What every broker must be able to do. */
  readonly needs: readonly NeededApi[];
  /** The oldest Kafka that can. */
  readonly kafkaSince: string;
  /** Ends all connections for good; what is under way rejects. */
  readonly signal?: AbortSignal;
}

/**
 * The brokers of a cluster, with one connection to each that is needed. All methods reject on any failure, and may
 * be tried again; a connection over which no answer came is given up.
 */
export class Brokers {
  readonly #options: BrokersOptions;
  readonly #connections = new Map<string, Promise<Connection>>();
  #known: readonly Broker[] = [];

  constructor(options: BrokersOptions) {
    this.#options = options;
    options.signal?.addEventListener('abort', () => this.disconnect());
  }

  /** The cluster has told its brokers. */
  learn(brokers: Iterable<Broker>): void {
    this.#known = [...brokers];
  }

  /** Asks a connected broker, else the bootstrap brokers, else the first known one that answers. */
  async anywhere<Answer>(ask: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    const connected = this.#known.filter((broker) => this.#connections.has(addressOf(broker)));
    const failures: unknown[] = [];
    for (const broker of [...connected, ...this.#options.settings.bootstrapBrokers, ...this.#known]) {
      try {
        return await this.at(broker, ask);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        if (error instanceof StatefunError && !(error instanceof ConnectFailure)) throw error;
        failures.push(error);
      }
    }
    throw mostTelling(failures.filter((each) => each instanceof ConnectFailure)) ?? failures.at(-1);
  }

  /** Asks this broker. */
  async at<Answer>(broker: Broker, ask: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    const connection = await this.#connected(broker);
    try {
      return await ask(connection);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      // After a time-out the client can't make sense of the late answer: the connection is of no use.
      disconnect(connection);
      throw explained(connection, broker, error);
    }
  }

  /** The broker that coordinates a consumer group or a transactional id. */
  async coordinator(type: FindCoordinatorKeyTypeValue, key: string): Promise<Broker & { nodeId: number }> {
    const { coordinators } = await this.anywhere((connection) =>
      findCoordinatorV4.api.async(connection, type, [key]),
    );
    if (coordinators[0] !== undefined) return coordinators[0];
    throw new Error(`Kafka names no coordinator of ${key} now.`);
  }

  /** Closes all connections when what was written to them is with the system; to be followed by `disconnect`. */
  async close(): Promise<void> {
    const closing = [...this.#connections.values()].map(async (connection) => (await connection).close());
    await Promise.allSettled(closing);
  }

  /** Drops all connections; requests under way reject. The next request opens what it needs. */
  disconnect(): void {
    for (const opening of this.#connections.values()) opening.then(disconnect, () => {});
    this.#connections.clear();
  }

  async #connected(broker: Broker): Promise<Connection> {
    const address = addressOf(broker);
    const existing = this.#connections.get(address);
    const connection = await existing;
    if (connection?.isConnected()) return connection;
    // It is broken; or it exchanges its credentials, which ran out, and takes no other request meanwhile.
    if (connection !== undefined) disconnect(connection);
    const replaced = this.#connections.get(address);
    if (replaced !== undefined && replaced !== existing) return replaced;
    const opening = this.#open(broker);
    this.#connections.set(address, opening);
    opening.catch(() => {
      if (this.#connections.get(address) === opening) this.#connections.delete(address);
    });
    return opening;
  }

  async #open(broker: Broker): Promise<Connection> {
    const { settings, signal } = this.#options;
    const connection = await connect(settings, [broker], signal);
    try {
      await this.#checkVersions(connection, addressOf(broker));
      return connection;
    } catch (error) {
      disconnect(connection);
      if (error instanceof ResponseError || error instanceof StatefunError) throw error;
      throw connectFailure(broker, explained(connection, broker, error));
    }
  }

  async #checkVersions(connection: Connection, address: string): Promise<void> {
    const { needs, kafkaSince } = this.#options;
    const { apiKeys } = await apiVersionsV3.api.async(connection, 'statefun-ts', '0.1.0');
    const ranges = new Map(apiKeys.map((api) => [api.apiKey, api]));
    for (const [name, key, version] of needs) {
      const range = ranges.get(key);
      if (range !== undefined && range.minVersion <= version && version <= range.maxVersion) continue;
      throw new StatefunError(
        'STATEFUN_KAFKA_UNSUPPORTED',
        `The Kafka broker at ${address} does not speak ${name} version ${version}: Kafka ${kafkaSince} or later is needed.`,
      );
    }
  }
}

function addressOf({ host, port }: Broker): string {
  return `${host}:${port}`;
}
