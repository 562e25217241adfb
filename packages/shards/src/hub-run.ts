import type { Clock, Egress, EgressSink, Ingress, IngressSink } from '@statefun-ts/engine';
import { shardOfId } from '@statefun-ts/engine';
import type { Opening } from './fanned-partition.ts';
import { FannedPartition } from './fanned-partition.ts';
import type { ToHub } from './messages.ts';
import type { RemoteShard } from './remote-shard.ts';
import type { SourcePlaces } from './source-places.ts';

/** Shards that nothing goes to hear this late how far a source is. Each hearing costs them an epoch. */
const LAG_MS = 100;

type Faults = 'fail' | 'trouble';

/** What a run needs of its hub. */
interface RunHost {
  readonly clock: Clock;
  readonly egresses: readonly Egress[];
  readonly places: SourcePlaces;
  /** `isPaused` may have changed. */
  readonly changed: () => void;
  /** A connector has thrown. */
  readonly failed: (id: string, error: unknown) => void;
}

/** The ingresses and egresses at work with one session of each shard. */
export class HubRun {
  readonly #shards: readonly RemoteShard[];
  readonly #host: RunHost;
  readonly #partitions = new Map<number, FannedPartition>();
  /** Those that some shard has not opened. */
  readonly #opening = new Set<FannedPartition>();
  #lagging = new Set<FannedPartition>();

  constructor(shards: readonly RemoteShard[], host: RunHost) {
    this.#shards = shards;
    this.#host = host;
  }

  /** It keeps what belongs to no address. */
  get #first(): RemoteShard {
    return this.#shards[0] as RemoteShard;
  }

  get isPaused(): boolean {
    return this.#opening.size > 0 || this.#shards.some((shard) => shard.isPaused);
  }

  receive(shard: RemoteShard, message: ToHub): void {
    if (message.do === 'opened') this.#opened(shard, this.#partitions.get(message.partition));
    else if (message.do === 'committed')
      this.#partitions.get(message.partition)?.committed(shard, message.offset);
    else if (message.do === 'now') this.#sendNow(message);
  }

  #opened(shard: RemoteShard, partition: FannedPartition | undefined): void {
    partition?.opened(shard);
    if (partition?.isOpening === false) this.#opening.delete(partition);
  }

  #sendNow({ egress, channel, bytes }: Extract<ToHub, { do: 'now' }>): void {
    const [record] = bytes;
    if (record === undefined) return;
    try {
      this.#host.egresses.find(({ id }) => id === egress)?.sendNow?.(channel, record);
    } catch (error) {
      this.#host.failed(egress, error);
    }
  }

  ingressSink({ id: ingress }: Ingress): Omit<IngressSink, Faults> {
    return {
      stored: (name) => this.#host.places.stored(name),
      openPartition: (name, options) => this.#openPartition({ ingress, name, ...options }),
      accept: ({ namespace, type, id }, { typename, hasValue, value }) => {
        const target = { namespace, type, id };
        const shard = this.#shards[shardOfId(id, this.#first.begin.spread, this.#shards.length)];
        const { requests } = shard as RemoteShard;
        return requests.make((request) =>
          shard?.send({ do: 'accept', ingress, request, target, typename, hasValue, bytes: [value] }),
        );
      },
    };
  }

  #openPartition(opening: Omit<Opening, 'number'>): FannedPartition {
    const { name, identity } = opening;
    for (const [earlier, partition] of this.#partitions) {
      if (partition.name !== name) continue;
      this.#partitions.delete(earlier);
      this.#opening.delete(partition);
    }
    const { places, changed } = this.#host;
    const place = places.open(name, identity);
    const number = ++places.openings;
    const lags = (partition: FannedPartition): void => this.#lags(partition);
    const host = { lags, sent: changed };
    const partition = new FannedPartition({ number, ...opening }, this.#shards, place, host);
    this.#partitions.set(number, partition);
    this.#opening.add(partition);
    changed();
    return partition;
  }

  egressSink({ id: egress }: Egress): Omit<EgressSink, Faults> {
    const { incarnation, spread } = this.#first.begin;
    return {
      incarnation,
      lanes: Array.from({ length: spread.lanes }, (_, lane) => lane),
      streams: () => this.#shards.flatMap((shard) => [...shard.streamsOf(egress)]),
      recall: (key) => this.#first.memories.recall(egress, key),
      recallOthers: (key) => this.#first.memories.others(egress, key),
      remember: (key, value) => {
        this.#first.memories.keep(egress, key, value);
        return this.#first.requests.make((request) =>
          this.#first.send({ do: 'remember', egress, request, key, value }),
        );
      },
    };
  }

  #lags(partition: FannedPartition): void {
    if (this.#lagging.size === 0) {
      this.#host.clock.schedule(LAG_MS, () => {
        const lagging = this.#lagging;
        this.#lagging = new Set();
        for (const each of lagging) each.catchUp();
      });
    }
    this.#lagging.add(partition);
  }
}
