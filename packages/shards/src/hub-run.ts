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

/** The ingresses and egresses at work with one session of each shard. */
export class HubRun {
  readonly #shards: readonly RemoteShard[];
  readonly #places: SourcePlaces;
  readonly #clock: Clock;
  readonly #egresses: readonly Egress[];
  readonly #changed: () => void;
  readonly #partitions = new Map<number, FannedPartition>();
  #lagging = new Set<FannedPartition>();

  /** `changed` is called when `isPaused` may have changed. */
  constructor(
    shards: readonly RemoteShard[],
    places: SourcePlaces,
    { clock, egresses }: { readonly clock: Clock; readonly egresses: readonly Egress[] },
    changed: () => void,
  ) {
    this.#shards = shards;
    this.#places = places;
    this.#clock = clock;
    this.#egresses = egresses;
    this.#changed = changed;
  }

  /** It keeps what belongs to no address. */
  get #first(): RemoteShard {
    return this.#shards[0] as RemoteShard;
  }

  get isPaused(): boolean {
    const isOpening = [...this.#partitions.values()].some((partition) => partition.isOpening);
    return isOpening || this.#shards.some((shard) => shard.isPaused);
  }

  receive(shard: RemoteShard, message: ToHub): void {
    if (message.do === 'opened') this.#partitions.get(message.partition)?.opened(shard);
    else if (message.do === 'committed')
      this.#partitions.get(message.partition)?.committed(shard, message.offset);
    else if (message.do === 'now') this.#sendNow(message);
  }

  #sendNow({ egress, channel, bytes }: Extract<ToHub, { do: 'now' }>): void {
    const [record] = bytes;
    if (record !== undefined) this.#egresses.find(({ id }) => id === egress)?.sendNow?.(channel, record);
  }

  ingressSink({ id: ingress }: Ingress): Omit<IngressSink, Faults> {
    return {
      stored: (name) => this.#places.stored(name),
      openPartition: (name, options) => this.#openPartition({ ingress, name, ...options }),
      accept: (target, { typename, hasValue, value }) => {
        const shard = this.#shards[shardOfId(target.id, this.#first.begin.spread, this.#shards.length)];
        const { requests } = shard as RemoteShard;
        return requests.make((request) =>
          shard?.send({ do: 'accept', ingress, request, target, typename, hasValue, bytes: [value] }),
        );
      },
    };
  }

  #openPartition(opening: Omit<Opening, 'number'>): FannedPartition {
    const { name, identity } = opening;
    for (const [earlier, partition] of this.#partitions)
      if (partition.name === name) this.#partitions.delete(earlier);
    const place = this.#places.open(name, identity);
    const number = ++this.#places.openings;
    const lags = (partition: FannedPartition): void => this.#lags(partition);
    const partition = new FannedPartition({ number, ...opening }, this.#shards, place, { lags });
    this.#partitions.set(number, partition);
    this.#changed();
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
      this.#clock.schedule(LAG_MS, () => {
        const lagging = this.#lagging;
        this.#lagging = new Set();
        for (const each of lagging) each.catchUp();
      });
    }
    this.#lagging.add(partition);
  }
}
