import type { Clock, Egress, EgressSink, Ingress, IngressSink, Observer, Problem } from '@statefun-ts/engine';
import { Connectors, Status } from '@statefun-ts/engine';
import type { Begin, Envelope, StateTypes, ToHub, ToSpoke } from './messages.ts';
import { HubRun } from './hub-run.ts';
import { RemoteShard } from './remote-shard.ts';
import { SourcePlaces } from './source-places.ts';

/** What a hub is made of. */
export interface HubOptions {
  /** How many shards there are. */
  readonly shards: number;
  readonly ingresses: readonly Ingress[];
  readonly egresses: readonly Egress[];
  readonly clock: Clock;
  readonly observer: Observer;
  /** Sends to the spoke of a shard, in order. */
  readonly send: (shard: number, envelope: Envelope<ToSpoke>) => void;
}

/**
 * Where the ingresses and egresses of an application with several shards run, once for all of them, as if it were one:
 * what comes in goes to the shard of its address, and what goes out is gathered. They start when all shards have
 * begun, and start anew when one has begun anew.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #status = new Status();
  readonly #connectors: Connectors;
  readonly #places = new SourcePlaces();
  readonly #stateTypes = new Map<string, string>();
  readonly #shards: (RemoteShard | undefined)[];
  readonly #drained: PromiseWithResolvers<void>[];
  #run: HubRun | undefined;
  /** What is being stopped or started. */
  #changing: Promise<void> = Promise.resolve();
  #isPaused = false;
  #isStopping = false;

  constructor(options: HubOptions) {
    const { shards, ingresses, egresses, observer } = options;
    this.#options = options;
    this.#connectors = new Connectors({ ingresses, egresses, status: this.#status, observer });
    this.#shards = Array.from({ length: shards }, () => undefined);
    this.#drained = Array.from({ length: shards }, () => Promise.withResolvers<void>());
  }

  /** All ingresses and egresses have started, and the problems that they have. */
  status(): { readonly isStarted: boolean; readonly problems: readonly Problem[] } {
    return { isStarted: this.#connectors.ready, problems: this.#status.report(true).problems };
  }

  /** Messages came from the spoke of a shard. */
  receive(index: number, envelopes: readonly Envelope<ToHub>[]): void {
    for (const envelope of envelopes) this.#receive(index, envelope);
    this.#follow();
    const isNews = (message: ToHub): boolean => message.do === 'records' || message.do === 'committed';
    if (this.#run !== undefined && envelopes.some(isNews)) this.#connectors.committed();
  }

  #receive(index: number, message: Envelope<ToHub>): void {
    if (message.do === 'begin') this.#begin(index, message);
    const shard = this.#shards[index];
    if (shard?.session !== message.session) return;
    if (message.do === 'drained') this.#drained[index]?.resolve();
    if (message.do === 'types') this.#spreadTypes(message.types);
    shard.receive(message);
    this.#run?.receive(shard, message);
  }

  /** A state has one type in all shards: that of the first to register it. */
  #spreadTypes(types: StateTypes): void {
    const news = types.filter(([key]) => !this.#stateTypes.has(key));
    if (news.length === 0) return;
    for (const [key, typename] of news) this.#stateTypes.set(key, typename);
    for (const shard of this.#shards) shard?.send({ do: 'types', types: news });
  }

  /**
   * Stops in order: ingresses, the shards by `stopShards` until all is done that they can do, egresses. Resolves when
   * all shards have stopped.
   */
  async stop(stopShards: () => readonly Promise<void>[]): Promise<void> {
    this.#isStopping = true;
    await this.#changing;
    await this.#connectors.stopIngresses();
    const stopped = stopShards();
    await Promise.all(stopped.map((each, index) => Promise.race([each, this.#drained[index]?.promise])));
    await this.#connectors.stopEgresses();
    for (const shard of this.#shards) shard?.send({ do: 'released' });
    await Promise.all(stopped);
  }

  #begin(index: number, envelope: Envelope<Begin>): void {
    const gone = this.#shards[index];
    if (gone !== undefined) {
      this.#places.forget(gone);
      gone.requests.abandon();
    }
    const shard = new RemoteShard(envelope, (message) => this.#options.send(index, message));
    this.#shards[index] = shard;
    this.#places.restore(shard);
    this.#spreadTypes(envelope.stateTypes);
    shard.send({ do: 'types', types: [...this.#stateTypes] });
    this.#changing = this.#changing.then(() => this.#restart());
  }

  /** Starts all with the shards as they are, once all are there. */
  async #restart(): Promise<void> {
    if (this.#run !== undefined) await this.#connectors.stopAll();
    this.#run = undefined;
    const shards = this.#shards.filter((shard) => shard !== undefined);
    if (this.#isStopping || shards.length < this.#shards.length) return;
    const run = new HubRun(shards, {
      ...this.#options,
      places: this.#places,
      changed: () => this.#follow(),
      failed: (id, error) => this.#connectors.failed(id, error),
    });
    this.#run = run;
    this.#isPaused = false;
    this.#status.begin();
    this.#connectors.start({
      ingress: (ingress) => ({ ...run.ingressSink(ingress), ...this.#faults(run, ingress) }),
      egress: (egress) => ({ ...run.egressSink(egress), ...this.#faults(run, egress) }),
    });
    this.#follow();
  }

  /** Faults of an earlier run don't count any more. */
  #faults(run: HubRun, { id }: Ingress | Egress): Pick<IngressSink & EgressSink, 'fail' | 'trouble'> {
    return {
      fail: (error) => this.#run === run && this.#connectors.failed(id, error),
      trouble: (error) => this.#run === run && this.#connectors.troubled(id, error),
    };
  }

  /** Ingresses hold back while a shard wants that. */
  #follow(): void {
    if (this.#run === undefined) return;
    const { isPaused } = this.#run;
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#connectors.pause(isPaused);
  }
}
