import {
  createTopicsV7,
  FetchIsolationLevels,
  fetchV12,
  listOffsetsV5,
  ListOffsetTimestamps,
} from '@platformatic/kafka';
import type { Observer } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { protocolErrorName } from '../protocol-errors.ts';
import type { Cluster } from './cluster.ts';
import { committedBatches } from './committed-batches.ts';
import type { Pacer } from './pacing.ts';
import { PartitionBatch } from './partition-batch.ts';
import { Stopped } from './transaction-session.ts';

/** How far a lane's records are out, as the last committed transaction says. */
export interface Mark {
  /** Of the store that wrote it. */
  readonly incarnation: string;
  /** All sequences below are out. */
  readonly next: number;
}

export interface MarksOptions {
  readonly cluster: Cluster;
  readonly pacer: Pacer;
  readonly observer: Observer;
  readonly topic: string;
  readonly egressId: string;
}

const fetchBytesMax = 8 << 20;
const fetchWaitMs = 200;
const retryMs = 100;
const slowReadFetches = 25;

/** Small segments, compacted soon: the topic is read from its start whenever a runtime starts. */
const topicConfigs = {
  'cleanup.policy': 'compact',
  'segment.bytes': String(16 << 20),
  'min.cleanable.dirty.ratio': '0.1',
  'delete.retention.ms': '600000',
};

/**
 * The marks of an egress: in the transaction that carries records, one record per lane says up to which sequence
 * the lane is out. They live in a compacted topic of the application, in its first partition.
 */
export class Marks {
  readonly #options: MarksOptions;
  readonly #marks = new Map<number, Mark>();
  #position = -1;

  constructor(options: MarksOptions) {
    this.#options = options;
  }

  /** The mark of a lane, as it was last read or written. */
  get(lane: number): Mark | undefined {
    return this.#marks.get(lane);
  }

  /** The marks of a transaction, one for each of these lanes. */
  batch(marks: ReadonlyMap<number, Mark>, timestampMs: number): PartitionBatch {
    const batch = new PartitionBatch(this.#options.topic, 0, timestampMs);
    for (const [lane, { incarnation, next }] of marks) {
      batch.encoder.add(Buffer.from(this.#key(lane)), Buffer.from(JSON.stringify({ incarnation, next })));
    }
    return batch;
  }

  /** The transaction that wrote these marks at this offset is committed: no need to read so far again. */
  committed(marks: ReadonlyMap<number, Mark>, offset: number): void {
    for (const [lane, mark] of marks) this.#marks.set(lane, mark);
    this.#position = Math.max(this.#position, offset + marks.size);
  }

  /** Creates the topic, if it is missing, and waits until it can be used. */
  async ensureTopic(): Promise<void> {
    const { cluster, pacer, topic } = this.#options;
    for (;;) {
      const absent = (await cluster.refresh([topic], { create: false })).get(topic);
      if (absent === undefined && (cluster.topic(topic)?.leaders[0] ?? -1) >= 0) return;
      if (absent === 'TOPIC_AUTHORIZATION_FAILED') throw this.denied(absent);
      if (absent === 'UNKNOWN_TOPIC_OR_PARTITION') await this.#createTopic(-1);
      await pacer.sleep(retryMs);
      if (pacer.stopped) throw new Stopped('The egress stops.');
    }
  }

  /**
   * Reads the marks up to the present end of the topic. The end is the high watermark: what is committed below
   * it but behind a transaction of another egress that is still open is waited for.
   */
  async read(): Promise<void> {
    const { pacer, observer, topic } = this.#options;
    const end = await this.#offset(ListOffsetTimestamps.LATEST);
    const start = await this.#offset(ListOffsetTimestamps.EARLIEST);
    let position = Math.max(this.#position, start);
    for (let fetches = 1; position < end; fetches++) {
      const partition = await this.#fetch(position);
      const next = this.#apply(partition, position);
      // Nothing but removed offsets may be left below the last stable one.
      position = next === position && Number(partition.lastStableOffset) >= end ? end : next;
      if (pacer.stopped) throw new Stopped('The egress stops.');
      if (fetches % slowReadFetches === 0) {
        const message = `Reading the topic ${topic}, at ${position} of ${end}. If this does not advance, another transaction holds it up.`;
        observer.log('warn', message, { egress: this.#options.egressId });
      }
    }
    this.#position = position;
  }

  #apply(partition: fetchV12.FetchResponsePartition, from: number): number {
    let next = from;
    for (const { batch, end } of committedBatches(partition)) {
      for (const { key, value } of batch?.records ?? []) this.#take(key, value);
      next = Math.max(next, end);
    }
    return next;
  }

  #take(key: Buffer | null, value: Buffer | null): void {
    const prefix = this.#key('');
    const name = key?.toString() ?? '';
    if (value === null || !name.startsWith(prefix)) return;
    const { incarnation, next } = JSON.parse(value.toString()) as Mark;
    this.#marks.set(Number(name.slice(prefix.length)), { incarnation, next });
  }

  #key(lane: number | ''): string {
    return `${this.#options.egressId}#${lane}`;
  }

  async #offset(timestamp: bigint): Promise<number> {
    const { cluster, topic } = this.#options;
    const partitions = [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp }];
    const level = FetchIsolationLevels.READ_UNCOMMITTED;
    const request = [{ name: topic, partitions }];
    const response = await cluster.call(await this.#leader(), listOffsetsV5.api, -1, level, request);
    return Number(response.topics[0]?.partitions[0]?.offset ?? 0);
  }

  async #fetch(offset: number): Promise<fetchV12.FetchResponsePartition> {
    const { cluster, topic } = this.#options;
    const request = {
      partition: 0,
      currentLeaderEpoch: -1,
      fetchOffset: BigInt(offset),
      lastFetchedEpoch: -1,
      partitionMaxBytes: fetchBytesMax,
    };
    const topics = [{ topicId: topic, partitions: [request] }];
    const level = FetchIsolationLevels.READ_COMMITTED;
    const leader = await this.#leader();
    const noSession = [0, -1] as const;
    const response = await cluster.call(
      leader,
      fetchV12.api,
      fetchWaitMs,
      1,
      fetchBytesMax,
      level,
      ...noSession,
      topics,
      [],
      '',
    );
    const partition = response.responses[0]?.partitions[0];
    if (partition === undefined) throw new Error(`The broker gave nothing of ${topic}.`);
    return partition;
  }

  async #leader(): Promise<number> {
    const { cluster, topic } = this.#options;
    const leader = cluster.topic(topic)?.leaders[0] ?? -1;
    if (leader >= 0) return leader;
    throw new Error(`The topic ${topic} has no leader at the moment.`);
  }

  /** `replicas` -1: as many as the brokers give new topics. */
  async #createTopic(replicas: number): Promise<void> {
    const { cluster, observer, topic, egressId } = this.#options;
    const configs = Object.entries(topicConfigs).map(([name, value]) => ({ name, value }));
    const request = { name: topic, numPartitions: 1, replicationFactor: replicas, assignments: [], configs };
    try {
      await cluster.callController(createTopicsV7.api, [request], 10_000, false);
      observer.log('info', `Created the topic ${topic} for the marks of exactly-once egresses.`, {
        egress: egressId,
      });
    } catch (error) {
      const name = protocolErrorName(error);
      if (name === 'TOPIC_ALREADY_EXISTS') return;
      if (name === 'INVALID_REPLICATION_FACTOR' && replicas !== 1) return this.#createTopic(1);
      if (name === 'TOPIC_AUTHORIZATION_FAILED' || name === 'CLUSTER_AUTHORIZATION_FAILED') {
        throw this.denied(name);
      }
      throw error;
    }
  }

  /** The error for missing rights on the topic. */
  denied(kafkaError: string): StatefunError {
    const { topic, egressId } = this.#options;
    const settings = Object.entries(topicConfigs).map(([name, value]) => `${name}=${value}`);
    const message =
      `Kafka egress ${egressId} may not use or create the topic '${topic}', which holds its marks (${kafkaError}): ` +
      `grant it CREATE, DESCRIBE, READ and WRITE, or create the topic with one partition and ${settings.join(', ')}.`;
    return new StatefunError('STATEFUN_KAFKA_ACCESS_DENIED', message);
  }
}
