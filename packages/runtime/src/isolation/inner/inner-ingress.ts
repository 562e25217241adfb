import type { Ingress, IngressSink, SourcePartition } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/extension';
import { Requests, packRawRecord, packRecords, weightOf } from '@statefun-ts/shards';
import type { Answers, FromIngress, Order, ToPart } from '../messages.ts';
import type { InnerPart } from './part.ts';
import { faultsOf, orderPort } from './part.ts';
import type { PartSpeaker } from './speaker.ts';

/** Weight of records that are not with the engine yet; the ingress holds back beyond it. */
const WAY_BYTES_MAX = 1024 * 1024;

/** An ingress of the extension, whose engine is in another thread. */
export class InnerIngress implements InnerPart {
  readonly #ingress: Ingress & Partial<Listening>;
  readonly #speaker: PartSpeaker;
  readonly #requests = new Requests();
  /** By partition: the lowest offset that is not durably done. */
  readonly #committed = new Map<number, number>();
  readonly #numbers = new Map<string, number>();
  #partitions = 0;
  #session = 0;
  #wayBytes = 0;
  /** The engine wants it. */
  #isToPause = false;
  #isPaused = false;

  constructor(ingress: Ingress & Partial<Listening>, speaker: PartSpeaker) {
    this.#ingress = ingress;
    this.#speaker = speaker;
  }

  /** What it resolves to goes to another thread: nothing of the extension's. */
  async order(order: Order): Promise<string | undefined> {
    if (order.order === 'startIngress') await this.#start(order);
    else if (order.order === 'stop') await this.#stop();
    else if (order.order === 'listen' || order.order === 'close')
      return orderPort(this.#ingress, order.order);
    return undefined;
  }

  async #start({ session }: Extract<Order, { order: 'startIngress' }>): Promise<void> {
    this.#session = session;
    this.#requests.abandon();
    this.#committed.clear();
    this.#numbers.clear();
    this.#wayBytes = 0;
    this.#isPaused = false;
    this.#isToPause = false;
    await this.#ingress.start(this.#sink(session));
  }

  async #stop(): Promise<void> {
    try {
      await this.#ingress.stop();
    } finally {
      this.#session = 0;
      this.#requests.abandon();
    }
  }

  receive(message: ToPart): void {
    if (message.do === 'settled') this.#requests.settled(message);
    else if (message.do === 'committed') this.#tellCommitted(message.offsets);
    else if (message.do === 'taken') this.#weigh(-message.weight);
    else if (message.do === 'pause') {
      this.#isToPause = message.isPaused;
      this.#holdBack();
    }
  }

  #tellCommitted(offsets: readonly (readonly [partition: number, offset: number])[]): void {
    for (const [partition, offset] of offsets)
      if (this.#committed.has(partition)) this.#committed.set(partition, offset);
    this.#tell(() => this.#ingress.committed?.());
  }

  #weigh(bytes: number): void {
    this.#wayBytes += bytes;
    this.#holdBack();
  }

  #holdBack(): void {
    const isPaused = this.#isToPause || this.#wayBytes > WAY_BYTES_MAX;
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#tell(() => (isPaused ? this.#ingress.pause() : this.#ingress.resume()));
  }

  #tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      faultsOf(this.#speaker, this.#session).fail(error as Error);
    }
  }

  #sink(session: number): IngressSink {
    const ask = this.#speaker.ask;
    return {
      stored: (name) => ask(session, { ask: 'stored', name }),
      openPartition: (name, { identity, startOffset, routing }) => {
        const partition = ++this.#partitions;
        const { targets, valueType } = routing;
        const question = { name, identity, startOffset, routing: { targets, valueType }, partition };
        const opened = ask(session, { ask: 'openPartition', ...question });
        this.#committed.delete(this.#numbers.get(name) ?? 0);
        this.#numbers.set(name, partition);
        this.#committed.set(partition, opened.committedOffset);
        return this.#partition(session, partition, opened);
      },
      accept: ({ namespace, type, id }, { typename, hasValue, value }) =>
        session === this.#session
          ? this.#requests.make((request) =>
              this.#hand(session, {
                do: 'accept',
                request,
                target: { namespace, type, id },
                typename,
                hasValue,
                bytes: [value],
              }),
            )
          : Promise.reject(unavailable()),
      ...faultsOf(this.#speaker, session),
    };
  }

  #partition(session: number, partition: number, opened: Answers['openPartition']): SourcePartition {
    let committed = opened.committedOffset;
    const { resumeOffset, resumeMark } = opened;
    return {
      resumeOffset,
      resumeMark,
      push: (records) => this.#hand(session, { do: 'push', partition, ...packRecords(records) }),
      deadLetter: (offset, reason, record) =>
        this.#hand(session, { do: 'deadLetter', partition, offset, reason, ...packRawRecord(record) }),
      skipTo: (offset, epoch) => this.#hand(session, { do: 'skipTo', partition, offset, epoch }),
      mark: ({ offset, token }) => this.#hand(session, { do: 'mark', partition, mark: { offset, token } }),
      committedOffset: () => (committed = this.#committed.get(partition) ?? committed),
    };
  }

  /** What an earlier session brings counts no more. */
  #hand(session: number, message: FromIngress): void {
    if (session !== this.#session) return;
    this.#speaker.say({ session, ...message });
    if ('bytes' in message) this.#weigh(weightOf(message.bytes));
  }
}
