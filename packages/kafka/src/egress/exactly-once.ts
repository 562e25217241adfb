import type { Clock, EgressSink, Observer, OutboxStream } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import type { addPartitionsToTxnV3 } from '@platformatic/kafka';
import { answerOf, protocolErrorName, protocolErrorOf } from '../protocol-errors.ts';
import type { Cluster } from './cluster.ts';
import type { Delivery } from './delivery-loop.ts';
import { endAbandoned } from './abandoned-transactions.ts';
import { Marks, type Mark } from './marks.ts';
import { marksTopic, transactionalId } from './names.ts';
import type { Refusal } from './outbox-reader.ts';
import type { Pacer } from './pacing.ts';
import type { PartitionBatch } from './partition-batch.ts';
import { Producer, type ProduceFailure } from './producer.ts';
import type { Round } from './round.ts';
import type { EgressSettings } from './settings.ts';
import type { Topics } from './topics.ts';
import { isStaleEpoch, TransactionSession } from './transaction-session.ts';

export interface ExactlyOnceOptions {
  readonly applicationName: string;
  /** The exactly-once egresses of the application; undefined when they are not known. */
  readonly siblings: readonly string[] | undefined;
  readonly onMarkAhead: MarkAheadChoice;
  readonly egressId: string;
  readonly transactionTimeoutMs: number;
  readonly settings: EgressSettings;
  readonly cluster: Cluster;
  readonly topics: Topics;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly observer: Observer;
}

/**
 * What to do when the marks are ahead of the store: `refuse` to send; `resend` all that waits in the store, some of it
 * perhaps twice; or `skip` what the marks cover, and with it perhaps records that never went out.
 */
export type MarkAheadChoice = 'refuse' | 'resend' | 'skip';

/** Some records of a transaction were refused for good: the transaction is given up, they are rejected. */
export class RecordsRefused extends Error {
  override readonly name = 'RecordsRefused';
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(`The Kafka broker refused ${refusals.length} records.`);
    this.refusals = refusals;
  }
}

/** The key under which the store keeps every transactional id that the egress ever used. */
const usedIdsKey = 'transactional-ids';

/**
 * Each round is one Kafka transaction, which also carries the marks of the lanes that it touches. Whatever goes
 * wrong, the way back is the same as at a start: initialise the producer, which ends what is left of the last
 * transaction and keeps late requests out; then read the marks, which say what is out; then send what is not.
 */
export class ExactlyOnce implements Delivery {
  readonly #options: ExactlyOnceOptions;
  readonly #marks: Marks;
  #session: TransactionSession | undefined;
  #producer: Producer | undefined;
  #sink: EgressSink | undefined;
  /** Per lane, one past the last sequence when the run began. */
  #firstTails: ReadonlyMap<number, number> = new Map();
  #firstOpening = true;

  constructor(options: ExactlyOnceOptions) {
    this.#options = options;
    const { applicationName, cluster, pacer, observer, egressId } = options;
    this.#marks = new Marks({ cluster, pacer, observer, egressId, topic: marksTopic(applicationName) });
  }

  /** `tails`: per lane, one past the last sequence when the run began, before any new record got in. */
  attach(sink: EgressSink, tails: ReadonlyMap<number, number>): void {
    this.#sink = sink;
    this.#firstTails = tails;
    this.#firstOpening = true;
  }

  async prepare(): Promise<void> {
    const sink = this.#attached();
    await this.#marks.ensureTopic();
    await this.#initialise(sink);
    await this.#marks.read();
    await this.#takeChoice(sink);
    for (const stream of sink.streams()) {
      const atStart = this.#firstTails.get(stream.lane) ?? stream.head;
      this.#reconcile(stream, this.#firstOpening ? atStart : stream.tail);
    }
    this.#firstOpening = false;
  }

  /** At the start only, and unless it is to refuse: marks that are ahead are made to fit the store. */
  async #takeChoice(sink: EgressSink): Promise<void> {
    const { onMarkAhead, observer, egressId } = this.#options;
    if (onMarkAhead === 'refuse' || !this.#firstOpening) return;
    const fitting = new Map<number, Mark>();
    for (const lane of sink.lanes) {
      const stream = sink.streams().find((each) => each.lane === lane);
      const head = stream?.head ?? 0;
      const firstTail = this.#firstTails.get(lane) ?? head;
      const mark = this.#marks.get(lane);
      if (mark === undefined || !this.#isAhead(mark, head, firstTail)) continue;
      // What came after the start is new, whatever its number.
      const next = onMarkAhead === 'skip' ? Math.min(mark.next, firstTail) : head;
      stream?.done(next);
      fitting.set(lane, { incarnation: sink.incarnation, next });
      const message = `Kafka egress ${egressId}: lane ${lane} was marked as out up to ${mark.next - 1}, and goes on at ${next} (${onMarkAhead}).`;
      observer.log('warn', message, { egress: egressId, lane });
    }
    if (fitting.size > 0) await this.#transact([], fitting);
  }

  /** A stream that had no records when the run began: none of what it holds now can be out. */
  opened(stream: OutboxStream): void {
    if (!this.#firstTails.has(stream.lane)) this.#reconcile(stream, stream.head);
  }

  async deliver(round: Round): Promise<readonly Refusal[]> {
    const marks = new Map<number, Mark>();
    const { incarnation } = this.#attached();
    for (const [{ stream }, next] of round.positions) marks.set(stream.lane, { incarnation, next });
    await this.#transact(round.queues(), marks);
    return [];
  }

  /** One transaction, with records and with marks. */
  async #transact(records: readonly PartitionBatch[][], marks: ReadonlyMap<number, Mark>): Promise<void> {
    const [session, producer] = [this.#session, this.#producer];
    if (session === undefined || producer === undefined) throw new Error('The egress is not prepared.');
    const marksBatch = this.#marks.batch(marks, this.#options.clock.wallMs());
    const queues = [...records, [marksBatch]];
    await this.#begin(session, queues.flat());
    let marksOffset = -1;
    const refusals = await producer.write(
      queues,
      (failure) => this.#giveUp(failure),
      (batch, offset) => {
        if (batch === marksBatch) marksOffset = offset;
      },
    );
    if (refusals.length > 0) throw new RecordsRefused(refusals);
    await session.commit();
    this.#marks.committed(marks, marksOffset);
  }

  async #begin(session: TransactionSession, batches: readonly PartitionBatch[]): Promise<void> {
    try {
      await session.begin(batches);
    } catch (error) {
      const refusals = this.#unauthorised(error, batches);
      if (refusals.length > 0) throw new RecordsRefused(refusals);
      throw error;
    }
  }

  /** The records for topics that the coordinator says we may not write to. */
  #unauthorised(error: unknown, batches: readonly PartitionBatch[]): Refusal[] {
    const { topics, applicationName } = this.#options;
    const denied = deniedTopics(error);
    if (denied.has(marksTopic(applicationName))) throw this.#marks.denied('TOPIC_AUTHORIZATION_FAILED');
    return [...denied].flatMap((topic) => {
      const reason = topics.refuse(topic, 'TOPIC_AUTHORIZATION_FAILED');
      const records = batches.filter((batch) => batch.topic === topic).flatMap((batch) => batch.records);
      return records.map((record) => ({ record, reason }));
    });
  }

  #giveUp(failure: ProduceFailure): never {
    if (failure.kafkaErrors.some(isStaleEpoch)) this.#session?.epochRefused();
    throw failure;
  }

  /** Ends the transactions of all producers that this egress ever had, and keeps those producers out. */
  async #initialise(sink: EgressSink): Promise<void> {
    const { cluster, topics, settings } = this.#options;
    const transactionalId = this.#transactionalId(sink);
    let session = this.#session;
    if (session === undefined) {
      const used = JSON.parse(sink.recall(usedIdsKey) ?? '[]') as string[];
      if (!used.includes(transactionalId)) {
        await sink.remember(usedIdsKey, JSON.stringify([...used, transactionalId]));
      }
      for (const id of used) if (id !== transactionalId) await this.#newSession(id).initialise();
      await this.#endAbandoned(sink);
      session = this.#newSession(transactionalId);
      this.#session = session;
    }
    const identity = await session.initialise();
    const { compression, requestTimeoutMs: timeoutMs } = settings;
    this.#producer ??= new Producer({ cluster, topics, transactionalId, acks: -1, compression, timeoutMs });
    this.#producer.assume(identity);
  }

  async #endAbandoned(sink: EgressSink): Promise<void> {
    const { observer, egressId, siblings } = this.#options;
    if (siblings === undefined) return;
    const others = [...sink.recallOthers(usedIdsKey)];
    const used = new Map(others.map(([egress, ids]) => [egress, JSON.parse(ids) as string[]]));
    const session = (id: string): TransactionSession => this.#newSession(id);
    await endAbandoned({ observer, egressId, used, present: siblings, session });
  }

  #newSession(transactionalId: string): TransactionSession {
    const { cluster, pacer, egressId, transactionTimeoutMs: timeoutMs } = this.#options;
    return new TransactionSession({ cluster, pacer, transactionalId, timeoutMs, egressId });
  }

  #transactionalId(sink: EgressSink): string {
    const { applicationName, egressId } = this.#options;
    return transactionalId(applicationName, egressId, Math.min(...sink.lanes));
  }

  /** Takes over from the mark what is out; refuses to go on when the mark can't be of this store's past. */
  #reconcile(stream: OutboxStream, tail: number): void {
    const mark = this.#marks.get(stream.lane);
    if (mark === undefined || mark.next <= stream.head) return;
    if (this.#isAhead(mark, stream.head, tail)) throw this.#markAhead(stream, mark);
    stream.done(mark.next);
  }

  /** It says more than a store can know that has sent up to `head` and numbered up to `tail`. */
  #isAhead({ incarnation, next }: Mark, head: number, tail: number): boolean {
    if (next <= head) return false;
    return incarnation !== this.#attached().incarnation || next > tail;
  }

  #markAhead({ lane, head, tail }: OutboxStream, mark: Mark): StatefunError {
    const own = mark.incarnation === this.#attached().incarnation;
    const { egressId, applicationName } = this.#options;
    const topic = marksTopic(applicationName);
    const store = own
      ? `the store's last one is ${tail - 1}: it is an old copy, or its end is lost`
      : `that was another store (incarnation ${mark.incarnation}), and this one, new or restored, stands at ${head}`;
    const message =
      `Kafka egress ${egressId} sends nothing: the topic ${topic} says that the records of lane ${lane} are out up to ` +
      `${mark.next - 1}, but ${store}. To go on from here would send some records twice or not at all. Start with the ` +
      `newest store; or give the application another --name; or choose, for one start, --kafka-mark-ahead=resend or =skip.`;
    return new StatefunError('STATEFUN_KAFKA_MARK_AHEAD', message);
  }

  #attached(): EgressSink {
    if (this.#sink === undefined) throw new Error('The egress is not started.');
    return this.#sink;
  }
}

function deniedTopics(error: unknown): Set<string> {
  if (protocolErrorName(error) === undefined) return new Set();
  const { resultsByTransaction } = answerOf(error) as addPartitionsToTxnV3.AddPartitionsToTxnResponse;
  const topics = resultsByTransaction.flatMap(({ topicResults }) => topicResults);
  return new Set(topics.filter(isDenied).map(({ name }) => name));
}

function isDenied({ resultsByPartition }: addPartitionsToTxnV3.AddPartitionsToTxnResponseTopic): boolean {
  return resultsByPartition.some(
    ({ partitionErrorCode: code }) => protocolErrorOf(code) === 'TOPIC_AUTHORIZATION_FAILED',
  );
}
