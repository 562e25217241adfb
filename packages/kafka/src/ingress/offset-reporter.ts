import { pause } from '@statefun-ts/connector';
import { problemOf } from '../protocol-errors.ts';
import { partitionKey, type Cluster } from './cluster.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { KafkaIngressSettings } from './settings.ts';
import type { Troubles } from './troubles.ts';

const lastReportMs = 2_000;

/**
 * Tells the broker where the ingress stands, under its consumer group, so that lag monitoring works. Our own
 * log decides where to go on, so a failure here is a warning and no more.
 */
export class OffsetReporter {
  readonly #settings: KafkaIngressSettings;
  readonly #cluster: Cluster;
  readonly #troubles: Troubles;
  readonly #readers: () => readonly PartitionReader[];
  readonly #reported = new Map<string, number>();
  readonly #ended = new AbortController();
  #running: Promise<void> | undefined;
  #dueAtMs = 0;

  constructor(
    settings: KafkaIngressSettings,
    cluster: Cluster,
    troubles: Troubles,
    readers: () => readonly PartitionReader[],
  ) {
    this.#settings = settings;
    this.#cluster = cluster;
    this.#troubles = troubles;
    this.#readers = readers;
  }

  /** An epoch was committed: reports soon, but not more often than the interval says. */
  committed(): void {
    if (this.#ended.signal.aborted) return;
    this.#running ??= this.#reportWhenDue().finally(() => (this.#running = undefined));
  }

  /** Reports once more, if that does not take long. */
  async stop(): Promise<void> {
    this.#ended.abort();
    const timeout = new AbortController();
    const lastReport = (this.#running ?? Promise.resolve()).then(() => this.#report());
    await Promise.race([lastReport, pause(lastReportMs, timeout.signal)]);
    timeout.abort();
  }

  async #reportWhenDue(): Promise<void> {
    await pause(Math.max(0, this.#dueAtMs - performance.now()), this.#ended.signal);
    if (this.#ended.signal.aborted) return;
    this.#dueAtMs = performance.now() + this.#settings.commitIntervalMs;
    await this.#report();
  }

  async #report(): Promise<void> {
    const offsets = this.#readers().map((reader) => {
      return { topic: reader.topic, partition: reader.partition, offset: reader.reportedOffset() };
    });
    const news = offsets.filter((each) => this.#reported.get(partitionKey(each)) !== each.offset);
    if (news.length === 0) return;
    const { consumerGroupId } = this.#settings.component;
    const what = `Kafka consumer group ${consumerGroupId}`;
    try {
      await this.#cluster.commitGroupOffsets(consumerGroupId, news);
      for (const each of news) this.#reported.set(partitionKey(each), each.offset);
      this.#troubles.end(what);
    } catch (error) {
      this.#troubles.begin(what, `positions can't be reported for monitoring: ${problemOf(error)}`);
    }
  }
}
