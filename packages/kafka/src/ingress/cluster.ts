import {
  FindCoordinatorKeyTypes,
  listOffsetsV7,
  metadataV12,
  offsetCommitV8,
  offsetFetchV8,
  type Broker,
} from '@platformatic/kafka';
import { Backoff } from '@statefun-ts/connector';
import { Brokers, type NeededApi } from '../brokers.ts';
import type { ConnectionSettings } from '../connection.ts';
import { answerOf, protocolErrorName } from '../protocol-errors.ts';

/** A partition as the cluster names it. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface PartitionView extends TopicPartition {
  /** Of the topic: a topic made anew under the same name has another one. */
  readonly topicId: string;
  /** Node id; -1 while there is none. */
  readonly leader: number;
  readonly leaderEpoch: number;
}

export interface TopicView {
  /** 0, or the broker's error code for this topic. */
  readonly errorCode: number;
  readonly partitions: readonly PartitionView[];
}

export interface ClusterView {
  readonly brokers: ReadonlyMap<number, Broker>;
  readonly topics: ReadonlyMap<string, TopicView>;
}

/** `timestamp` of ListOffsets for the ends of a log. */
export const LogEnd = { latest: -1n, earliest: -2n } as const;

const coordinatorAttemptsMax = 10;
const coordinatorDelayMs = 100;

/** One text for a partition: `topic/partition`. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/**
 * The questions that an ingress asks a cluster, besides fetching. All methods reject on any failure, and may be
 * tried again.
 */
export class Cluster {
  readonly #brokers: Brokers;
  readonly #ended = new AbortController();
  #byId: ReadonlyMap<number, Broker> = new Map();

  constructor(settings: ConnectionSettings) {
    this.#brokers = new Brokers({ settings, needs, kafkaSince: '3.1', signal: this.#ended.signal });
  }

  /** Topics that do not exist are there with their error code. */
  async metadata(topics: readonly string[]): Promise<ClusterView> {
    const response = await this.#brokers.anywhere((connection) =>
      partial(metadataV12.api.async(connection, [...topics], false, false)),
    );
    this.#byId = new Map(response.brokers.map((broker) => [broker.nodeId, broker]));
    this.#brokers.learn(response.brokers);
    const views = response.topics.map(({ name, topicId, errorCode, partitions }): [string, TopicView] => {
      const topic = name ?? '';
      const view = partitions.map(({ partitionIndex, leaderId, leaderEpoch }) => {
        return { topic, topicId, partition: partitionIndex, leader: leaderId, leaderEpoch };
      });
      return [topic, { errorCode, partitions: view }];
    });
    return { brokers: this.#byId, topics: new Map(views) };
  }

  /**
   * For each partition, by `partitionKey`: the first offset at or after a time (milliseconds; -1 for none),
   * or an end of the log (`LogEnd`). Asks the leaders that the last `metadata` named.
   */
  async listOffsets(
    partitions: readonly PartitionView[],
    timestamp: bigint,
    isolation: 0 | 1,
  ): Promise<Map<string, number>> {
    const answers = [...Map.groupBy(partitions, ({ leader }) => leader)].map(async ([leader, led]) => {
      const broker = this.#byId.get(leader);
      if (broker === undefined)
        throw new Error(`Partition ${partitionKey(led[0] as PartitionView)} has no leader now.`);
      const topics = byTopic(led, ({ partition, leaderEpoch }) => {
        return { partitionIndex: partition, currentLeaderEpoch: leaderEpoch, timestamp };
      });
      return this.#brokers.at(broker, (connection) =>
        listOffsetsV7.api.async(connection, -1, isolation, topics),
      );
    });
    const offsets = new Map<string, number>();
    for (const { topics } of await Promise.all(answers)) {
      for (const { name, partitions: found } of topics) {
        for (const { partitionIndex, offset } of found) {
          offsets.set(partitionKey({ topic: name, partition: partitionIndex }), Number(offset));
        }
      }
    }
    return offsets;
  }

  /** What a group has committed, by `partitionKey`; partitions without a commit are left out. */
  async groupOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<Map<string, number>> {
    const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([name, asked]) => {
      return { name, partitionIndexes: asked.map(({ partition }) => partition) };
    });
    const coordinator = await this.#coordinator(groupId);
    const response = await this.#brokers.at(coordinator, (connection) =>
      offsetFetchV8.api.async(connection, [{ groupId, memberEpoch: -1, topics }], true),
    );
    const offsets = new Map<string, number>();
    for (const { name, partitions: found } of response.groups[0]?.topics ?? []) {
      for (const { partitionIndex, committedOffset } of found) {
        if (committedOffset < 0n) continue;
        offsets.set(partitionKey({ topic: name, partition: partitionIndex }), Number(committedOffset));
      }
    }
    return offsets;
  }

  /** Commits as a simple consumer does: without being a member of the group. */
  async commitGroupOffsets(
    groupId: string,
    offsets: readonly (TopicPartition & { offset: number })[],
  ): Promise<void> {
    const topics = byTopic(offsets, ({ partition, offset }) => {
      return {
        partitionIndex: partition,
        committedOffset: BigInt(offset),
        committedLeaderEpoch: -1,
        committedMetadata: '',
      };
    });
    const coordinator = await this.#coordinator(groupId);
    await this.#brokers.at(coordinator, (connection) =>
      offsetCommitV8.api.async(connection, groupId, -1, '', null, topics),
    );
  }

  /** Ends all connections for good; what is under way rejects. */
  close(): void {
    this.#ended.abort();
  }

  async #coordinator(groupId: string): Promise<Broker> {
    const backoff = new Backoff(coordinatorDelayMs, coordinatorDelayMs * 4);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#brokers.coordinator(FindCoordinatorKeyTypes.GROUP, groupId);
      } catch (error) {
        // The first question of all makes a new cluster create its offsets topic.
        const isPassing = protocolErrorName(error) === 'COORDINATOR_NOT_AVAILABLE';
        if (!isPassing || attempt === coordinatorAttemptsMax) throw error;
        await backoff.wait(this.#ended.signal);
      }
    }
  }
}

/** All are in Kafka 3.1 to 4.x. */
const needs: readonly NeededApi[] = [
  ['Fetch', 1, 13],
  ['ListOffsets', 2, 7],
  ['Metadata', 3, 12],
  ['OffsetCommit', 8, 8],
  ['OffsetFetch', 9, 8],
  ['FindCoordinator', 10, 4],
];

/** The answer, errors of single topics or partitions included: these have error codes in their places. */
async function partial<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    return answerOf(error) as Answer;
  }
}

function byTopic<Item extends TopicPartition, Entry>(
  items: readonly Item[],
  entryOf: (item: Item) => Entry,
): { name: string; partitions: Entry[] }[] {
  const groups = Map.groupBy(items, ({ topic }) => topic);
  return [...groups].map(([name, group]) => ({ name, partitions: group.map(entryOf) }));
}
