import type { Ingress, IngressSink, SourcePartition } from '@statefun-ts/engine';
import { packRawRecord, packRecords, weightOf } from '@statefun-ts/shards';
import type { Answers, FromIngress, Order, Question, ToPart } from '../messages.ts';
import { InnerConnector } from './inner-connector.ts';

/** Weight of records that are not with the engine yet; the ingress holds back beyond it. */
const WAY_BYTES_MAX = 1024 * 1024;

type Start = Extract<Order, { order: 'startIngress' }>;
type Opening = Omit<Extract<Question, { ask: 'openPartition' }>, 'ask' | 'partition'>;

/** An ingress of the extension: hands what it brings to the engine. */
export class InnerIngress extends InnerConnector<Ingress, Start> {
  /** By partition: the lowest offset that is not durably done. */
  readonly #committed = new Map<number, number>();
  /** By the name of a partition: its number, which is another one whenever it is opened. */
  readonly #numbers = new Map<string, number>();
  #opened = 0;
  #wayBytes = 0;
  /** The engine wants it. */
  #isToPause = false;
  #isPaused = false;

  protected async start({ session }: Start): Promise<void> {
    this.#committed.clear();
    this.#numbers.clear();
    this.#wayBytes = 0;
    this.#isToPause = false;
    this.#isPaused = false;
    await this.connector.start(this.#sink(session));
  }

  override receive(message: ToPart): void {
    if (message.do === 'committed') this.#tellCommitted(message.offsets);
    else if (message.do === 'taken') this.#weigh(-message.weight);
    else if (message.do === 'pause') {
      this.#isToPause = message.isPaused;
      this.#holdBack();
    } else super.receive(message);
  }

  #tellCommitted(offsets: readonly (readonly [partition: number, offset: number])[]): void {
    for (const [partition, offset] of offsets)
      if (this.#committed.has(partition)) this.#committed.set(partition, offset);
    this.tell(() => this.connector.committed?.());
  }

  #weigh(bytes: number): void {
    this.#wayBytes += bytes;
    this.#holdBack();
  }

  #holdBack(): void {
    const isPaused = this.#isToPause || this.#wayBytes > WAY_BYTES_MAX;
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.tell(() => (isPaused ? this.connector.pause() : this.connector.resume()));
  }

  #sink(session: number): IngressSink {
    return {
      stored: (name) => this.speaker.ask(session, { ask: 'stored', name }),
      openPartition: (name, { identity, startOffset, routing: { targets, valueType } }) =>
        this.#open(session, { name, identity, startOffset, routing: { targets, valueType } }),
      accept: ({ namespace, type, id }, { typename, hasValue, value }) => {
        const target = { namespace, type, id };
        return this.request(session, (request) =>
          this.#hand(session, { do: 'accept', request, target, typename, hasValue, bytes: [value] }),
        );
      },
      ...this.faults(session),
    };
  }

  #open(session: number, opening: Opening): SourcePartition {
    const { name } = opening;
    const partition = ++this.#opened;
    const opened = this.speaker.ask(session, { ask: 'openPartition', partition, ...opening });
    this.#committed.delete(this.#numbers.get(name) ?? 0);
    this.#numbers.set(name, partition);
    this.#committed.set(partition, opened.committedOffset);
    return this.#partition(session, partition, opened);
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
    if (!this.isOf(session)) return;
    this.speaker.say({ session, ...message });
    if ('bytes' in message) this.#weigh(weightOf(message.bytes));
  }
}
