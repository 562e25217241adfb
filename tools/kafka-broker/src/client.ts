import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Admin,
  alterPartitionReassignmentsV0,
  Connection,
  parseBroker,
  ProduceAcks,
  Producer,
  type ClusterPartitionMetadata,
  type CompressionAlgorithmValue,
  type MessageToProduce,
} from '@platformatic/kafka';
import { consume, type ConsumedRecord } from './consume.ts';

/** A record for `TestClient.produce`: strings are sent as UTF-8, null as Kafka's null. */
export interface TestRecord {
  readonly key: string | Uint8Array | null;
  readonly value: string | Uint8Array | null;
  /** 0 unless given. */
  readonly partition?: number;
  readonly timestampMs?: number;
}

export interface TopicOptions {
  /** 1 unless given. */
  readonly partitions?: number;
  /** 1 unless given. */
  readonly replicas?: number;
  readonly configs?: Readonly<Record<string, string>>;
}

const waitMsMax = 30_000;

export interface OpenTransaction {
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** A name that no other test uses: `prefix-` and a random part. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}

/** What tests do to a broker besides what they test. Close it, or the process stays alive. */
export class TestClient {
  readonly bootstrap: string;
  readonly #admin: Admin;
  readonly #producer: Producer;
  readonly #transactional: Producer;

  constructor(bootstrap: string) {
    this.bootstrap = bootstrap;
    const options = {
      clientId: 'statefun-test',
      bootstrapBrokers: [bootstrap],
      retries: 30,
      retryDelay: 200,
    };
    this.#admin = new Admin(options);
    this.#producer = new Producer(options);
    const transactionalId = uniqueName('transactional');
    this.#transactional = new Producer({ ...options, idempotent: true, transactionalId });
  }

  /** Creates a topic and waits until it can be written to; `name` is made unless given. */
  async createTopic(name = uniqueName('topic'), options: TopicOptions = {}): Promise<string> {
    const configs = Object.entries(options.configs ?? {}).map(([key, value]) => ({ name: key, value }));
    await this.#admin.createTopics({
      topics: [name],
      partitions: options.partitions ?? 1,
      replicas: 1,
      configs,
    });
    await this.#metadata(name);
    return name;
  }

  async deleteTopic(name: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [name] });
  }

  /** Raises the number of partitions to `count`. */
  async addPartitions(name: string, count: number): Promise<void> {
    await this.#admin.createPartitions({ topics: [{ name, count }] });
    await this.#metadata(name);
  }

  /**
   * Moves a partition to other brokers, and waits until the first of them leads it and all are in sync. It
   * goes by the first alone, since the order of replicas by itself moves no leader.
   */
  async movePartition(name: string, partition: number, nodeIds: readonly number[]): Promise<void> {
    const { host, port } = parseBroker(this.bootstrap);
    const connection = new Connection('statefun-test');
    await connection.connect(host, port);
    for (const replicas of [nodeIds.slice(0, 1), [...nodeIds]]) {
      const partitions = [{ partitionIndex: partition, replicas }];
      await alterPartitionReassignmentsV0.api.async(connection, 30_000, true, [{ name, partitions }]);
      const isDone = (state?: ClusterPartitionMetadata): boolean =>
        state?.leader === replicas[0] && state?.isr.length === replicas.length;
      await this.#until(name, partition, isDone);
    }
    await connection.close();
  }

  /** Waits until a broker leads a partition. */
  async awaitLeader(name: string, partition: number, nodeId: number): Promise<void> {
    await this.#until(name, partition, (state) => state?.leader === nodeId);
  }

  /** Deletes the records of a partition below `beforeOffset`, as retention does. */
  async deleteRecords(name: string, partition: number, beforeOffset: number): Promise<void> {
    const partitions = [{ partition, offset: BigInt(beforeOffset) }];
    await this.#admin.deleteRecords({ topics: [{ name, partitions }] });
  }

  /**
   * Resolves when the broker has all records; order within a partition is kept. Each partition has a request
   * of its own: the client repeats a whole request when one partition refused it, and would double the rest.
   */
  async produce(
    topic: string,
    records: readonly TestRecord[],
    options: { readonly compression?: CompressionAlgorithmValue } = {},
  ): Promise<void> {
    const { compression = 'none' } = options;
    for (const [partition, each] of Map.groupBy(records, (record) => record.partition ?? 0)) {
      const messages = each.map((record) => messageOf(topic, partition, record));
      await this.#producer.send({ acks: ProduceAcks.ALL, compression, messages });
    }
  }

  /** Produces within a transaction, which the caller ends. One at a time, all by the same transactional producer. */
  async beginTransaction(topic: string, records: readonly TestRecord[]): Promise<OpenTransaction> {
    const transaction = await this.#transactional.beginTransaction();
    for (const [partition, each] of Map.groupBy(records, (record) => record.partition ?? 0)) {
      await transaction.send({ messages: each.map((record) => messageOf(topic, partition, record)) });
    }
    return transaction;
  }

  /** All committed (`read_committed`) records of a topic, partition by partition, up to its present end. */
  consumeAll(topic: string): Promise<ConsumedRecord[]> {
    return this.#metadata(topic).then((partitions) => consume(this.bootstrap, topic, partitions));
  }

  /** What a consumer group has committed for a partition; undefined for nothing. */
  async groupOffset(group: string, topic: string, partition: number): Promise<number | undefined> {
    const topics = [{ name: topic, partitionIndexes: [partition] }];
    const found = await this.#admin.listConsumerGroupOffsets({ groups: [{ groupId: group, topics }] });
    const offset = found[0]?.topics[0]?.partitions[0]?.committedOffset ?? -1n;
    return offset < 0n ? undefined : Number(offset);
  }

  async setGroupOffset(group: string, topic: string, partition: number, offset: number): Promise<void> {
    const partitionOffsets = [{ partition, offset: BigInt(offset) }];
    await this.#admin.alterConsumerGroupOffsets({
      groupId: group,
      topics: [{ name: topic, partitionOffsets }],
    });
  }

  async deleteGroupOffset(group: string, topic: string, partition: number): Promise<void> {
    const topics = [{ name: topic, partitionIndexes: [partition] }];
    await this.#admin.deleteConsumerGroupOffsets({ groupId: group, topics });
  }

  async close(): Promise<void> {
    await Promise.all([this.#admin.close(), this.#producer.close(), this.#transactional.close()]);
  }

  async #until(
    topic: string,
    partition: number,
    condition: (state?: ClusterPartitionMetadata) => boolean,
  ): Promise<void> {
    const deadline = performance.now() + waitMsMax;
    for (;;) {
      await this.#metadata(topic);
      const state = this.#admin.currentMetadata?.topics.get(topic)?.partitions[partition];
      if (condition(state)) return;
      if (performance.now() > deadline) throw new Error(`Waited in vain; it is ${JSON.stringify(state)}.`);
      await delay(100);
    }
  }

  /** The number of partitions, when all of them have a leader. */
  async #metadata(topic: string): Promise<number> {
    for (const client of [this.#admin, this.#producer, this.#transactional]) {
      await client.metadata({ topics: [topic], forceUpdate: true });
    }
    return this.#admin.currentMetadata?.topics.get(topic)?.partitionsCount ?? 0;
  }
}

function messageOf(
  topic: string,
  partition: number,
  { key, value, timestampMs }: TestRecord,
): MessageToProduce {
  const timestamp = timestampMs === undefined ? {} : { timestamp: BigInt(timestampMs) };
  // The types know of no null, the wire does.
  return { topic, partition, key: bytes(key) as Buffer, value: bytes(value) as Buffer, ...timestamp };
}

function bytes(value: string | Uint8Array | null): Buffer | null {
  return value === null ? null : Buffer.from(value);
}
