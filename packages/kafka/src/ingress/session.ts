import { Backoff, Gate, pause, type IngressSession } from '@statefun-ts/connector';
import type { IngressSink, Observer } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { ConnectFailure } from '../connect-failure.ts';
import { problemOf, protocolErrorOf } from '../protocol-errors.ts';
import { BrokerFetcher, type FetcherContext } from './broker-fetcher.ts';
import { Cluster, LogEnd, partitionKey, type ClusterView } from './cluster.ts';
import { lastingFault, logTruncated, positionLost, topicDenied, unreadable } from './faults.ts';
import { OffsetReporter } from './offset-reporter.ts';
import type { PartitionReader } from './partition-reader.ts';
import { KafkaError } from './kafka-error.ts';
import { PartitionSet } from './partition-set.ts';
import { Isolation, type KafkaIngressSettings } from './settings.ts';
import { Troubles, troubleOf } from './troubles.ts';

const refreshSpacingMs = 250;
const unreadableMax = 5;

/** One run of an ingress, from `start` to `stop`, on one sink. */
export class KafkaSession implements IngressSession {
  readonly gate = new Gate();
  readonly #settings: KafkaIngressSettings;
  readonly #sink: IngressSink;
  readonly #cluster: Cluster;
  readonly #troubles: Troubles;
  readonly #partitions: PartitionSet;
  readonly #reporter: OffsetReporter;
  readonly #fetchers = new Map<number, Promise<void>>();
  readonly #faults = new Set<string>();
  readonly #ended = new AbortController();
  #wake = new AbortController();
  #discovery: Promise<void> | undefined;
  #view: ClusterView = { brokers: new Map(), topics: new Map() };

  constructor(settings: KafkaIngressSettings, sink: IngressSink, observer: Observer) {
    this.#settings = settings;
    this.#sink = sink;
    this.#cluster = new Cluster(settings.connection);
    this.#troubles = new Troubles(observer, settings.component.id);
    this.#partitions = new PartitionSet(settings, this.#cluster, sink, observer);
    const reported = (): PartitionReader[] => this.#partitions.readers;
    this.#reporter = new OffsetReporter(settings, this.#cluster, this.#troubles, reported);
  }

  /** Resolves when reading has begun, or when the first attempt failed (more follow). */
  async start(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#discovery = this.#keepDiscovering(resolve);
    await promise;
  }

  committed(): void {
    this.#reporter.committed();
  }

  /** Nothing is pushed any more once this was called. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.gate.open();
    for (const reader of this.#partitions.readers) if (reader.state !== 'failed') reader.state = 'closed';
    await this.#reporter.stop();
    this.#cluster.close();
    await Promise.all([this.#discovery, ...this.#fetchers.values()]);
  }

  async #keepDiscovering(onFirst: () => void): Promise<void> {
    const { signal } = this.#ended;
    const backoff = new Backoff(this.#settings.backoffFirstMs, this.#settings.backoffMaxMs);
    while (!signal.aborted) {
      const settled = await this.#tryDiscover();
      onFirst();
      if (settled) {
        backoff.reset();
        await this.#untilStale();
      } else {
        await backoff.wait(signal);
      }
    }
  }

  /** True when nothing is left that needs another look soon. */
  async #tryDiscover(): Promise<boolean> {
    try {
      const settled = await this.#discover();
      if (this.#troubles.end('Kafka cluster')) this.#sink.trouble(null);
      return settled;
    } catch (error) {
      if (this.#ended.signal.aborted) return true;
      this.#troubles.begin('Kafka cluster', problemOf(error));
      this.#sink.trouble(
        error instanceof ConnectFailure
          ? error
          : new StatefunError('STATEFUN_KAFKA_UNREACHABLE', `Kafka does not answer: ${problemOf(error)}`),
      );
      const fault = lastingFault(this.#settings.component.id, error);
      if (fault !== undefined) this.#fail(fault);
      return false;
    }
  }

  async #discover(): Promise<boolean> {
    const { component } = this.#settings;
    const view = await this.#cluster.metadata(component.topics.map(({ topic }) => topic));
    this.#view = view;
    for (const { topic } of component.topics) this.#checkTopic(topic, view.topics.get(topic)?.errorCode ?? 0);
    await this.#partitions.open(view, this.#ended.signal);
    if (this.#ended.signal.aborted) return true;
    this.#partitions.follow(view);
    await this.#judgeSuspects();
    this.#startFetchers();
    return this.#partitions.areSettled(view);
  }

  #checkTopic(topic: string, errorCode: number): void {
    const what = `Kafka topic ${topic}`;
    if (errorCode === 0) this.#troubles.end(what);
    else if (errorCode === KafkaError.unknownTopic) {
      this.#troubles.begin(what, 'it does not exist; when it does, it is read from its beginning');
    } else this.#troubles.begin(what, protocolErrorOf(errorCode));
    if (errorCode === KafkaError.topicDenied) this.#fail(topicDenied(this.#settings.component.id, topic));
  }

  /** A position that a broker did not have: either the log has it after all, or it is lost. */
  async #judgeSuspects(): Promise<void> {
    const suspects = this.#partitions.readers.filter(
      ({ state, leader }) => state === 'suspect' && leader >= 0,
    );
    if (suspects.length === 0) return;
    const starts = await this.#cluster.listOffsets(suspects, LogEnd.earliest, Isolation.readUncommitted);
    const ends = await this.#cluster.listOffsets(suspects, LogEnd.latest, Isolation.readUncommitted);
    for (const reader of suspects) {
      if (reader.state !== 'suspect') continue;
      const [logStart = 0, logEnd = 0] = [starts, ends].map((each) => each.get(partitionKey(reader)));
      const { position } = reader;
      if (position >= logStart && position <= logEnd) reader.state = 'reading';
      else
        this.#failReader(
          reader,
          positionLost(this.#settings.component.id, reader, position, logStart, logEnd),
        );
    }
  }

  #startFetchers(): void {
    const leaders = new Set(this.#partitions.readers.filter(isReading).map(({ leader }) => leader));
    for (const leader of leaders) {
      if (this.#fetchers.has(leader) || this.#ended.signal.aborted) continue;
      const ended = new BrokerFetcher(leader, this.#contextFor(leader)).run().finally(() => {
        this.#fetchers.delete(leader);
        // A partition may have come back to this leader while its fetcher was ending.
        this.#startFetchers();
      });
      this.#fetchers.set(leader, ended);
    }
  }

  #contextFor(leader: number): FetcherContext {
    return {
      settings: this.#settings,
      signal: this.#ended.signal,
      gate: this.gate,
      troubles: this.#troubles,
      led: () => this.#partitions.readers.filter((reader) => isReading(reader) && reader.leader === leader),
      address: () => this.#view.brokers.get(leader),
      stale: () => this.#wake.abort(),
      refused: (reader, errorCode) => this.#refused(reader, errorCode),
      truncated: (reader, endOffset) => {
        const { id } = this.#settings.component;
        this.#failReader(reader, logTruncated(id, reader, reader.position, endOffset));
      },
      unreadable: (reader, error) => this.#unreadable(reader, error),
    };
  }

  #refused(reader: PartitionReader, errorCode: number): void {
    reader.state = errorCode === KafkaError.offsetOutOfRange ? 'suspect' : 'unled';
    if (reader.state === 'unled') this.#troubles.begin(troubleOf(reader), protocolErrorOf(errorCode));
    if (errorCode === KafkaError.topicDenied)
      this.#fail(topicDenied(this.#settings.component.id, reader.topic));
    else this.#wake.abort();
  }

  #unreadable(reader: PartitionReader, error: unknown): void {
    reader.unreadableCount++;
    const { id } = this.#settings.component;
    if (lastingFault(id, error) !== undefined || reader.unreadableCount >= unreadableMax) {
      this.#failReader(reader, unreadable(id, reader, reader.position, error));
      return;
    }
    this.#troubles.begin(troubleOf(reader), problemOf(error));
    reader.state = 'unled';
    this.#wake.abort();
  }

  #failReader(reader: PartitionReader, fault: Error): void {
    reader.state = 'failed';
    this.#fail(fault);
  }

  /** Each fault is told once. */
  #fail(fault: Error): void {
    if (this.#faults.has(fault.message)) return;
    this.#faults.add(fault.message);
    this.#sink.fail(fault);
  }

  /** Until the next discovery is due: at its interval, or when something went stale, but not at once. */
  async #untilStale(): Promise<void> {
    const { signal } = this.#ended;
    await pause(refreshSpacingMs, signal);
    await pause(this.#settings.discoveryIntervalMs, AbortSignal.any([signal, this.#wake.signal]));
    this.#wake = new AbortController();
  }
}

function isReading({ state }: PartitionReader): boolean {
  return state === 'reading';
}
