import type { Egress, EgressSink } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/extension';
import { Mirrors, weightOf } from '@statefun-ts/shards';
import type { ToOutlet } from '@statefun-ts/shards';
import type { Order, ToPart } from '../messages.ts';
import { InnerAdmitter } from './inner-admitter.ts';
import { InnerConnector } from './inner-connector.ts';
import type { PartSpeaker } from './speaker.ts';

type Start = Extract<Order, { order: 'startEgress' }>;

/** An egress of the extension: sends what comes from the engine, and tells it what is out. */
export class InnerEgress extends InnerConnector<Egress, Start> {
  readonly #admitter: InnerAdmitter;
  #mirrors = new Mirrors(() => undefined);

  constructor(egress: Egress & Partial<Listening>, speaker: PartSpeaker, shared: Int32Array) {
    super(egress, speaker);
    this.#admitter = new InnerAdmitter(egress, speaker, shared);
  }

  protected async start(order: Start): Promise<void> {
    this.#mirrors = new Mirrors((message) => this.#tellEngine(order.session, message));
    for (const place of order.streams) this.#mirrors.at(place);
    await this.connector.start(this.#sink(order, this.#mirrors));
  }

  override receive(message: ToPart): void {
    if (message.do === 'admit') this.#admitter.receive(message);
    else if (message.do === 'records') {
      this.#mirrors.at(message).add(message);
      this.tell(() => this.connector.wake());
    } else if (message.do === 'now') {
      const { channel, bytes } = message;
      for (const record of bytes) this.tell(() => this.connector.sendNow?.(channel, record));
      this.speaker.say({ do: 'sent', weight: weightOf(bytes) });
    } else super.receive(message);
  }

  #tellEngine(session: number, message: ToOutlet): void {
    this.speaker.say({ do: 'stream', session, message });
  }

  #sink({ session, incarnation, lanes }: Start, mirrors: Mirrors): EgressSink {
    const { id } = this.connector;
    return {
      incarnation,
      lanes,
      streams: () => [...mirrors.of(id)],
      recall: (key) => this.speaker.ask(session, { ask: 'recall', key }),
      recallOthers: (key) => this.speaker.ask(session, { ask: 'recallOthers', key }),
      remember: (key, value) =>
        this.request(session, (request) =>
          this.#tellEngine(session, { do: 'remember', egress: id, request, key, value }),
        ),
      ...this.faults(session),
    };
  }
}
