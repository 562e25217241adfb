import { unavailable } from '@statefun-ts/engine';
import type { Egress, Ingress } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/extension';
import { isListening } from '@statefun-ts/extension/host';
import { Requests } from '@statefun-ts/shards';
import type { Made, Order, ToPart } from '../messages.ts';
import { faultOf } from '../messages.ts';
import type { InnerPart } from './part.ts';
import type { PartSpeaker } from './speaker.ts';

/** What is known of a connector that may have a port of its own. */
export const listensOf = (connector: object): Made['ingress'] =>
  isListening(connector) ? { listens: { label: connector.label } } : {};

type Start = Extract<Order, { readonly session: number }>;

/** An ingress or egress of the extension, whose engine is in another thread. */
export abstract class InnerConnector<C extends Ingress | Egress, S extends Start> implements InnerPart {
  protected readonly connector: C & Partial<Listening>;
  protected readonly speaker: PartSpeaker;
  readonly #requests = new Requests();
  /** What belongs to an earlier one counts no more; 0: it does not run. */
  #session = 0;

  constructor(connector: C & Partial<Listening>, speaker: PartSpeaker) {
    this.connector = connector;
    this.speaker = speaker;
  }

  /** Starts it, in a session that has begun. */
  protected abstract start(order: S): Promise<void>;

  /** What it resolves to goes to another thread: nothing of the extension's. */
  async order(order: Order): Promise<string | undefined> {
    if ('session' in order) await this.#start(order as S);
    else if (order.order === 'stop') await this.#stop();
    else if (order.order === 'listen') await this.connector.listen?.();
    else if (order.order === 'close') await this.connector.close?.();
    return order.order === 'listen' ? String(this.connector.url) : undefined;
  }

  async #start(order: S): Promise<void> {
    this.#session = order.session;
    this.#requests.abandon();
    await this.start(order);
  }

  async #stop(): Promise<void> {
    const session = this.#session;
    try {
      await this.connector.stop();
    } finally {
      if (this.isOf(session)) {
        this.#session = 0;
        this.#requests.abandon();
      }
    }
  }

  receive(message: ToPart): void {
    if (message.do === 'settled') this.#requests.settled(message);
  }

  /** A session is the one that there is now. */
  protected isOf(session: number): boolean {
    return session === this.#session;
  }

  /** Asks for what is durable later. Rejects when it will not be. */
  protected request(session: number, send: (request: number) => void): Promise<void> {
    return this.isOf(session) ? this.#requests.make(send) : Promise.reject(unavailable());
  }

  /** Runs code of the extension that answers nothing: what it throws is a lasting fault. */
  protected tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.faults(this.#session).fail(error as Error);
    }
  }

  /** The faults that it tells of in a session, as any sink takes them. */
  protected faults(session: number) {
    const say = (isLasting: boolean, error: Error | null): void =>
      this.speaker.say({ do: 'fault', session, isLasting, fault: error && faultOf(error) });
    return {
      fail: (error: Error): void => say(true, error),
      trouble: (error: Error | null): void => say(false, error),
    };
  }
}
