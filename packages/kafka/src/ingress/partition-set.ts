import type { IngressSink, Observer } from '@statefun-ts/engine';
import { partitionKey, type Cluster, type ClusterView, type PartitionView } from './cluster.ts';
import { PartitionReader } from './partition-reader.ts';
import { KafkaError } from './kafka-error.ts';
import type { KafkaIngressSettings } from './settings.ts';
import { earliestOffsets, startupOffsets } from './start-offsets.ts';

/** The partitions of an ingress: which there are, where each one starts, and who leads it. */
export class PartitionSet {
  readonly #settings: KafkaIngressSettings;
  readonly #cluster: Cluster;
  readonly #sink: IngressSink;
  readonly #observer: Observer;
  readonly #readers = new Map<string, PartitionReader>();
  /** The startup position counts for what the first look at the cluster finds; all else is new. */
  #lookedBefore = false;

  constructor(settings: KafkaIngressSettings, cluster: Cluster, sink: IngressSink, observer: Observer) {
    this.#settings = settings;
    this.#cluster = cluster;
    this.#sink = sink;
    this.#observer = observer;
  }

  get readers(): PartitionReader[] {
    return [...this.#readers.values()];
  }

  /** Opens the partitions that are not open yet. Rejects when their start offsets can't be found out now. */
  async open(view: ClusterView, signal: AbortSignal): Promise<void> {
    const found = [...view.topics.values()].flatMap(({ partitions }) => partitions);
    const added = found.filter((each) => this.#readers.get(partitionKey(each))?.topicId !== each.topicId);
    const isFresh =
      !this.#lookedBefore && !added.some((each) => this.#sink.stored(this.#nameOf(each)) !== undefined);
    if (isFresh && [...view.topics.values()].some(({ errorCode }) => isPassing(errorCode))) {
      throw new Error('Topics are not available yet.');
    }
    const starts = await this.#startOffsets(added, isFresh);
    if (signal.aborted) return;
    // All in one go: a crash must not leave some stored and the others to start as if they were new.
    this.#lookedBefore = true;
    for (const each of added) {
      const start = starts.get(partitionKey(each));
      if (start !== undefined) this.#open(each, start, isFresh);
    }
  }

  /** Takes the leaders over from the cluster's view. */
  follow(view: ClusterView): void {
    for (const each of [...view.topics.values()].flatMap(({ partitions }) => partitions)) {
      const reader = this.#readers.get(partitionKey(each));
      if (reader === undefined || each.leader < 0 || each.leaderEpoch < reader.leaderEpoch) continue;
      reader.leader = each.leader;
      reader.leaderEpoch = each.leaderEpoch;
      if (reader.state === 'unled') reader.state = 'reading';
    }
  }

  /** True when all that the view shows is being read, or never will be. */
  areSettled({ topics }: ClusterView): boolean {
    const views = [...topics.values()];
    const isOpen = (each: PartitionView): boolean =>
      each.leader >= 0 && this.#readers.has(partitionKey(each));
    return (
      views.every(({ errorCode, partitions }) => !isPassing(errorCode) && partitions.every(isOpen)) &&
      this.readers.every(({ state }) => state !== 'suspect')
    );
  }

  /** Partitions without a leader are left out, unless they need none. */
  async #startOffsets(added: readonly PartitionView[], isFresh: boolean): Promise<Map<string, number>> {
    if (isFresh) return startupOffsets(this.#cluster, added, this.#settings, this.#observer);
    const stored = added.map((each) => ({ each, position: this.#sink.stored(this.#nameOf(each)) }));
    const starts = new Map<string, number>();
    for (const { each, position } of stored) {
      if (position?.identity === each.topicId) starts.set(partitionKey(each), position.resumeOffset);
    }
    const rest = added.filter((each) => !starts.has(partitionKey(each)) && each.leader >= 0);
    return new Map([...starts, ...(await earliestOffsets(this.#cluster, rest))]);
  }

  #open(each: PartitionView, startOffset: number, isFresh: boolean): void {
    const { component } = this.#settings;
    const topic = component.topics.find(({ topic }) => topic === each.topic);
    if (topic === undefined) return;
    const name = this.#nameOf(each);
    const before = this.#sink.stored(name);
    const replaced = this.#readers.get(partitionKey(each));
    const fields = { ingress: component.id, topic: each.topic, partition: each.partition, startOffset };
    if (replaced !== undefined) replaced.state = 'closed';
    if (replaced !== undefined || (before !== undefined && before.identity !== each.topicId)) {
      this.#observer.log(
        'warn',
        'The Kafka topic was deleted and made anew: reading it from its beginning',
        fields,
      );
    } else if (before === undefined && !isFresh) {
      this.#observer.log('info', 'A new Kafka partition: reading it from its beginning', fields);
    }
    const partition = this.#sink.openPartition(name, {
      identity: each.topicId,
      startOffset,
      routing: { targets: topic.targets, valueType: topic.valueType },
    });
    const epoch = before?.identity === each.topicId ? (before.epoch ?? -1) : -1;
    this.#readers.set(partitionKey(each), new PartitionReader(each, partition, topic.valueEncoding, epoch));
  }

  #nameOf(partition: PartitionView): string {
    return `${this.#settings.component.id}/${partitionKey(partition)}`;
  }
}

/** Errors of a topic that time will heal, as while its leaders are elected. */
function isPassing(errorCode: number): boolean {
  return errorCode !== 0 && errorCode !== KafkaError.unknownTopic && errorCode !== KafkaError.topicDenied;
}
