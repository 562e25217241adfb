import type { Admitter, Egress, Ingress } from '@statefun-ts/engine';
import { Inlet } from './inlet.ts';
import type { Envelope, ToHub, ToSpoke } from './messages.ts';
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
  #started = 0;
  #isPaused = false;
  #isStopping = false;
  #isDrained = false;

  constructor(options: SpokeOptions) {
    this.#options = options;
    const send = (message: ToHub): void => this.#send(message);
    const started = (): void => this.#countStart();
    const paused = (isPaused: boolean): void => this.#pause(isPaused);
    const released = (): Promise<void> => this.#waitForRelease();
    this.#inlets = new Map(options.ingresses.map((id) => [id, new Inlet(id, { send, started, paused })]));
    this.#outlets = new Map(
      options.admitters.map((admitter) => [admitter.id, new Outlet(admitter, { send, started, released })]),
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
    this.#send({
      do: 'begin',
      incarnation: outlet?.sink?.incarnation ?? '',
      positions: inlet?.sink?.positions() ?? [],
      spread: inlet?.sink?.spread ?? { partitions: 1, lanes: outlet?.sink?.lanes.length ?? 1 },
      streams: outlets.flatMap((each) => each.places()),
      memories: outlet?.sink?.memories() ?? [],
    });
    for (const each of outlets) each.wake();
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
