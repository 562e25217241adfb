import {
  FindCoordinatorKeyTypes,
  findCoordinatorV4,
  metadataV9,
  protocolErrorsCodesById,
  ResponseError,
  type API,
  type Broker,
  type Connection,
} from '@platformatic/kafka';
import { connect, protocolErrorName, type ConnectionSettings } from '../connection.ts';

/** A topic as the cluster's metadata last showed it. */
export interface TopicInfo {
  readonly name: string;
  /** The broker that leads each partition; negative for none at the moment. */
  readonly leaders: readonly number[];
  readonly loadedAtMs: number;
}

const bootstrapId = -1;

/**
 * The brokers of a cluster as a producer sees them: one connection to each that is needed, and the leaders of
 * topics. It speaks versions of the protocol that Kafka 3.0 brought and 4.x still takes.
 */
export class Cluster {
  readonly #settings: ConnectionSettings;
  readonly #nowMs: () => number;
  readonly #connections = new Map<number, Promise<Connection>>();
  readonly #topics = new Map<string, TopicInfo>();
  #brokers = new Map<number, Broker>();
  #controllerId = -1;

  constructor(settings: ConnectionSettings, nowMs: () => number) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  /** What is known of a topic, without asking. */
  topic(name: string): TopicInfo | undefined {
    return this.#topics.get(name);
  }

  /**
   * Asks for the metadata of topics; with `create`, brokers that are set up so make missing ones. Resolves to
   * the topics that could not be had, each with Kafka's name of the reason.
   */
  async refresh(names: readonly string[], options: { create: boolean }): Promise<Map<string, string>> {
    const { brokers, controllerId, topics } = await this.#metadata(names, options.create);
    this.#brokers = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    this.#controllerId = controllerId;
    const absent = new Map<string, string>();
    for (const { name, errorCode, partitions } of topics) {
      if (name === null || name === undefined) continue;
      const leaders: number[] = [];
      for (const { partitionIndex, leaderId } of partitions) leaders[partitionIndex] = leaderId;
      if (errorCode === 0 && leaders.length > 0) {
        this.#topics.set(name, { name, leaders, loadedAtMs: this.#nowMs() });
      } else {
        this.#topics.delete(name);
        absent.set(name, kafkaErrorName(errorCode));
      }
    }
    return absent;
  }

  /** After a failure: leaders may have moved. If this fails as well, the next request will say so. */
  async tryRefresh(names: readonly string[]): Promise<void> {
    try {
      await this.refresh(names, { create: true });
    } catch {
      // What is known of the cluster stays: it may come back as it was.
    }
  }

  /** One request to one broker. A connection over which no answer came is given up. */
  call<Args extends unknown[], Result>(
    nodeId: number,
    api: API<Args, Result>,
    ...args: Args
  ): Promise<Result> {
    return this.#request(nodeId, api, args);
  }

  /** One request to whichever broker. */
  callAny<Args extends unknown[], Result>(api: API<Args, Result>, ...args: Args): Promise<Result> {
    return this.#request(bootstrapId, api, args);
  }

  /** One request to the broker that takes changes of topics. */
  async callController<Args extends unknown[], Result>(
    api: API<Args, Result>,
    ...args: Args
  ): Promise<Result> {
    if (!this.#brokers.has(this.#controllerId)) await this.refresh([], { create: false });
    return this.#request(this.#controllerId, api, args);
  }

  /** The broker that coordinates a transactional id. */
  async coordinatorOf(transactionalId: string): Promise<number> {
    const keys = [transactionalId];
    const type = FindCoordinatorKeyTypes.TRANSACTION;
    const [found] = (await this.callAny(findCoordinatorV4.api, type, keys)).coordinators;
    if (found === undefined) throw new Error('The broker named no transaction coordinator.');
    this.#brokers.set(found.nodeId, { host: found.host, port: found.port });
    return found.nodeId;
  }

  /** Closes all connections when what was written to them is with the system; to be followed by `disconnect`. */
  async close(): Promise<void> {
    const closing = [...this.#connections.values()].map(async (connection) => (await connection).close());
    await Promise.allSettled(closing);
  }

  /** Drops all connections; requests under way reject. The next request opens what it needs. */
  disconnect(): void {
    for (const connection of this.#connections.values()) {
      connection.then(
        ({ socket }) => socket.destroy(),
        () => {},
      );
    }
    this.#connections.clear();
  }

  async #metadata(names: readonly string[], create: boolean): Promise<metadataV9.MetadataResponse> {
    try {
      return await this.callAny(metadataV9.api, [...names], create);
    } catch (error) {
      return answerOf(error) as metadataV9.MetadataResponse;
    }
  }

  async #request<Args extends unknown[], Result>(
    nodeId: number,
    api: API<Args, Result>,
    args: Args,
  ): Promise<Result> {
    const opening = this.#connections.get(nodeId) ?? this.#open(nodeId);
    this.#connections.set(nodeId, opening);
    let connection: Connection | undefined;
    try {
      connection = await opening;
      return await api.async(connection, ...args);
    } catch (error) {
      if (protocolErrorName(error) === undefined) {
        connection?.socket.destroy();
        if (this.#connections.get(nodeId) === opening) this.#connections.delete(nodeId);
      }
      throw error;
    }
  }

  #open(nodeId: number): Promise<Connection> {
    if (nodeId === bootstrapId) {
      return connect(this.#settings, [...this.#settings.bootstrapBrokers, ...this.#brokers.values()]);
    }
    const broker = this.#brokers.get(nodeId);
    return broker === undefined
      ? Promise.reject(new Error(`Kafka broker ${nodeId} is not there at the moment.`))
      : connect(this.#settings, [broker]);
  }
}

/** Kafka's name of an error code. */
export function kafkaErrorName(code: number): string {
  return protocolErrorsCodesById[code] ?? `error ${code}`;
}

/**
 * The whole answer, which the client hands over with the error that it makes of a part. Throws all other errors
 * again.
 */
export function answerOf(error: unknown): unknown {
  if (error instanceof ResponseError && 'response' in error) return error['response'];
  throw error;
}
