import type { Egress, EgressSink } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/extension';
import { Mirrors, Requests, weightOf } from '@statefun-ts/shards';
import type { ToOutlet } from '@statefun-ts/shards';
import type { Order, ToPart } from '../messages.ts';
import { InnerAdmitter } from './inner-admitter.ts';
import type { InnerPart } from './part.ts';
import { faultsOf, orderPort } from './part.ts';
import type { PartSpeaker } from './speaker.ts';

type Start = Extract<Order, { order: 'startEgress' }>;

/** An egress of the extension, whose engine is in another thread. */
export class InnerEgress implements InnerPart {
  readonly #egress: Egress & Partial<Listening>;
  readonly #speaker: PartSpeaker;
  readonly #admitter: InnerAdmitter;
  readonly #requests = new Requests();
  #mirrors = new Mirrors(() => undefined);
  #session = 0;

  constructor(egress: Egress & Partial<Listening>, speaker: PartSpeaker, shared: Int32Array) {
    this.#egress = egress;
    this.#speaker = speaker;
    this.#admitter = new InnerAdmitter(egress, speaker, shared);
  }

  /** What it resolves to goes to another thread: nothing of the extension's. */
  async order(order: Order): Promise<string | undefined> {
    if (order.order === 'startEgress') await this.#start(order);
    else if (order.order === 'stop') await this.#stop();
    else if (order.order === 'listen' || order.order === 'close') return orderPort(this.#egress, order.order);
    return undefined;
  }

  async #start(order: Start): Promise<void> {
    this.#session = order.session;
    this.#requests.abandon();
    this.#mirrors = new Mirrors((message) => this.#tell(order.session, message));
    for (const place of order.streams) this.#mirrors.at(place);
    await this.#egress.start(this.#sink(order, this.#mirrors));
  }

  async #stop(): Promise<void> {
    try {
      await this.#egress.stop();
    } finally {
      this.#session = 0;
      this.#requests.abandon();
    }
  }

  receive(message: ToPart): void {
    if (message.do === 'admit') this.#admitter.receive(message);
    else if (message.do === 'settled') this.#requests.settled(message);
    else if (message.do === 'records') {
      this.#mirrors.at(message).add(message);
      this.#run(() => this.#egress.wake());
    } else if (message.do === 'now') {
      const { channel, bytes } = message;
      for (const record of bytes) this.#run(() => this.#egress.sendNow?.(channel, record));
      this.#speaker.say({ do: 'sent', weight: weightOf(bytes) });
    }
  }

  #run(call: () => void): void {
    try {
      call();
    } catch (error) {
      faultsOf(this.#speaker, this.#session).fail(error as Error);
    }
  }

  #tell(session: number, message: ToOutlet): void {
    this.#speaker.say({ do: 'stream', session, message });
  }

  #sink({ session, incarnation, lanes }: Start, mirrors: Mirrors): EgressSink {
    const { id } = this.#egress;
    return {
      incarnation,
      lanes,
      streams: () => [...mirrors.of(id)],
      recall: (key) => this.#speaker.ask(session, { ask: 'recall', key }),
      recallOthers: (key) => this.#speaker.ask(session, { ask: 'recallOthers', key }),
      remember: (key, value) =>
        session === this.#session
          ? this.#requests.make((request) =>
              this.#tell(session, { do: 'remember', egress: id, request, key, value }),
            )
          : Promise.reject(unavailable()),
      ...faultsOf(this.#speaker, session),
    };
  }
}
