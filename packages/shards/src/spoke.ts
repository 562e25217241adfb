import type { Admitter, Egress, Ingress, ShardEgressSink, ShardIngressSink } from '@statefun-ts/engine';
import { Inlet } from './inlet.ts';
import type { Envelope, StateTypes, ToHub, ToSpoke } from './messages.ts';
import { Outlet } from './outlet.ts';

/** What a spoke is made of. */
export interface SpokeOptions {
  /** The ids of the application's ingresses. */
  readonly ingresses: readonly string[];
  /** Of the application's egresses. */
  readonly admitters: readonly Admitter[];
  /** Sends to the hub, in order. */
  readonly send: (envelope: Envelope<ToHub>) => void;
}

/** The line from one shard to the hub: stands in for the ingresses and egresses that run there. */
export class Spoke {
  readonly #options: SpokeOptions;
  readonly #inlets: ReadonlyMap<string, Inlet>;
  readonly #outlets: ReadonlyMap<string, Outlet>;
  readonly #released = Promise.withResolvers<void>();
  #session = 0;
  /** How many types of states the hub knows of. */
  #typesTold = 0;
  #started = 0;
  #isPaused = false;
  #isStopping = false;
  #isDrained = false;

  constructor(options: SpokeOptions) {
    this.#options = options;
    const send = (message: ToHub): void => this.#send(message);
    const started = (): void => this.#countStart();
    const paused = (isPaused: boolean): void => this.#pause(isPaused);
    const committed = (): void => this.#tellTypes();
    const released = (): Promise<void> => this.#waitForRelease();
    const common = { send, started, committed };
    this.#inlets = new Map(options.ingresses.map((id) => [id, new Inlet(id, { ...common, paused })]));
    this.#outlets = new Map(
      options.admitters.map((admitter) => [admitter.id, new Outlet(admitter, { ...common, released })]),
    );
  }

  /** For the shard. */
  get ingresses(): readonly Ingress[] {
    return [...this.#inlets.values()];
  }

  /** For the shard. */
  get egresses(): readonly Egress[] {
    return [...this.#outlets.values()];
  }

  /** The shard is about to stop in order: its egresses do so when those of all shards can. */
  stopping(): void {
    this.#isStopping = true;
  }

  /** Messages came from the hub. */
  receive(envelopes: readonly Envelope<ToSpoke>[]): void {
    for (const envelope of envelopes) this.#receive(envelope);
  }

  #receive(message: Envelope<ToSpoke>): void {
    if (message.session !== this.#session) return;
    if (message.do === 'released') this.#released.resolve();
    else if (message.do === 'types') this.#adoptTypes(message.types);
    else if ('ingress' in message) this.#inlets.get(message.ingress)?.receive(message);
    else this.#outlets.get(message.egress)?.receive(message);
  }

  #send(message: ToHub): void {
    this.#options.send({ session: this.#session, ...message });
  }

  /** All start in one go, with each engine: then the hub is told what that has. */
  #countStart(): void {
    this.#started++;
    if (this.#started < this.#inlets.size + this.#outlets.size) return;
    this.#started = 0;
    this.#session++;
    this.#isPaused = false;
    const [inlet] = this.#inlets.values();
    const outlets = [...this.#outlets.values()];
    const [outlet] = outlets;
    const sink = this.#sink;
    if (sink === undefined) return;
    const stateTypes = [...sink.stateTypes()];
    this.#typesTold = stateTypes.length;
    this.#send({
      do: 'begin',
      spread: sink.spread,
      stateTypes,
      incarnation: outlet?.sink?.incarnation ?? '',
      positions: inlet?.sink?.positions() ?? [],
      streams: outlets.flatMap((each) => each.places()),
      memories: outlet?.sink?.memories() ?? [],
    });
    for (const each of outlets) each.wake();
  }

  /** What its engine offers to any of its ingresses and egresses. */
  get #sink(): ShardIngressSink | ShardEgressSink | undefined {
    const [inlet] = this.#inlets.values();
    const [outlet] = this.#outlets.values();
    return inlet?.sink ?? outlet?.sink;
  }

  /** An epoch is durable: types of states may have been registered in it. */
  #tellTypes(): void {
    const all = this.#sink?.stateTypes();
    if (all === undefined || all.size === this.#typesTold) return;
    const types = [...all].slice(this.#typesTold);
    this.#typesTold = all.size;
    this.#send({ do: 'types', types });
  }

  #adoptTypes(types: StateTypes): void {
    for (const [key, typename] of types) this.#sink?.adoptStateType(key, typename);
  }

  #pause(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#send({ do: 'pause', paused: isPaused });
  }

  async #waitForRelease(): Promise<void> {
    if (!this.#isStopping) return;
    if (!this.#isDrained) this.#send({ do: 'drained' });
    this.#isDrained = true;
    await this.#released.promise;
  }
}
