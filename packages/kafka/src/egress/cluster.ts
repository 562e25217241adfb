import { FindCoordinatorKeyTypes, metadataV9, type API, type Broker } from '@platformatic/kafka';
import { Brokers, type NeededApi } from '../brokers.ts';
import type { ConnectionSettings } from '../connection.ts';
import { answerOf, protocolErrorOf } from '../protocol-errors.ts';

/** A topic as the cluster's metadata last showed it. */
export interface TopicInfo {
  readonly name: string;
  /** The broker that leads each partition; negative for none at the moment. */
  readonly leaders: readonly number[];
  readonly loadedAtMs: number;
}

/** All are in Kafka 3.0 to 4.x. Those of transactions are needed by exactly-once alone, and come with these. */
const needs: readonly NeededApi[] = [
  ['Produce', 0, 9],
  ['Metadata', 3, 9],
  ['FindCoordinator', 10, 4],
];

/** The brokers of a cluster as a producer sees them, and the leaders of topics. */
export class Cluster {
  readonly #connections: Brokers;
  readonly #nowMs: () => number;
  readonly #topics = new Map<string, TopicInfo>();
  #brokers = new Map<number, Broker>();
  #controllerId = -1;

  constructor(settings: ConnectionSettings, nowMs: () => number) {
    this.#connections = new Brokers({ settings, needs, kafkaSince: '3.0' });
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
    this.#connections.learn(this.#brokers.values());
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
        absent.set(name, protocolErrorOf(errorCode));
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

  /** One request to one broker. */
  async call<Args extends unknown[], Result>(
    nodeId: number,
    api: API<Args, Result>,
    ...args: Args
  ): Promise<Result> {
    const broker = this.#brokers.get(nodeId);
    if (broker === undefined) throw new Error(`Kafka broker ${nodeId} is not there at the moment.`);
    return this.#connections.at(broker, (connection) => api.async(connection, ...args));
  }

  /** The same request to all brokers. Resolves to the answers of those that gave one; rejects when none did. */
  async callAll<Args extends unknown[], Result>(api: API<Args, Result>, ...args: Args): Promise<Result[]> {
    const { brokers } = await this.#metadata([], false);
    const requests = brokers.map((broker) =>
      this.#connections.at(broker, (connection) => api.async(connection, ...args)),
    );
    const outcomes = await Promise.allSettled(requests);
    const answers = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    return answers.length > 0 ? answers : Promise.all(requests);
  }

  /** One request to whichever broker. */
  callAny<Args extends unknown[], Result>(api: API<Args, Result>, ...args: Args): Promise<Result> {
    return this.#connections.anywhere((connection) => api.async(connection, ...args));
  }

  /** One request to the broker that takes changes of topics. */
  async callController<Args extends unknown[], Result>(
    api: API<Args, Result>,
    ...args: Args
  ): Promise<Result> {
    if (!this.#brokers.has(this.#controllerId)) await this.refresh([], { create: false });
    return this.call(this.#controllerId, api, ...args);
  }

  /** The broker that coordinates a transactional id. */
  async coordinatorOf(transactionalId: string): Promise<number> {
    const type = FindCoordinatorKeyTypes.TRANSACTION;
    const { nodeId, host, port } = await this.#connections.coordinator(type, transactionalId);
    this.#brokers.set(nodeId, { host, port });
    return nodeId;
  }

  /** Closes all connections when what was written to them is with the system; to be followed by `disconnect`. */
  close(): Promise<void> {
    return this.#connections.close();
  }

  /** Drops all connections; requests under way reject. The next request opens what it needs. */
  disconnect(): void {
    this.#connections.disconnect();
  }

  async #metadata(names: readonly string[], create: boolean): Promise<metadataV9.MetadataResponse> {
    try {
      return await this.callAny(metadataV9.api, [...names], create);
    } catch (error) {
      return answerOf(error) as metadataV9.MetadataResponse;
    }
  }
}
