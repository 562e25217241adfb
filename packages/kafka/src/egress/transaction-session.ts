import { addPartitionsToTxnV3, endTxnV3, initProducerIdV4 } from '@platformatic/kafka';
import { StatefunError } from '@statefun-ts/protocol';
import { protocolErrorName } from '../protocol-errors.ts';
import type { Cluster } from './cluster.ts';
import type { Pacer } from './pacing.ts';
import type { PartitionBatch } from './partition-batch.ts';
import type { ProducerIdentity } from './record-batch.ts';

export interface TransactionSessionOptions {
  readonly cluster: Cluster;
  readonly pacer: Pacer;
  readonly transactionalId: string;
  readonly timeoutMs: number;
  readonly egressId: string;
}

/** The loop that used the session was told to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

const atProcessStart: ProducerIdentity = { id: -1n, epoch: -1 };
const firstRetryMs = 1;
const retryMsMax = 20;
const coordinatorRetryMs = 100;

/**
 * One transactional id at its coordinator. Transactions follow one another; after any failure the session has
 * to be opened again before the next.
 *
 * Two things about the coordinator (Kafka 3.0 to 4.x, transactions of version 1) shape it. A transaction that
 * the coordinator ends on its own, because it took too long or because its producer initialises anew, costs one
 * epoch, unknown to the producer, and its next `InitProducerId` with the epoch that it knows is refused. And a
 * producer that takes over raises the epoch by one if no transaction is open, and by two if one is. So while a
 * transaction is open, an `InitProducerId` with the next epoch succeeds exactly if nobody took over. (If nobody
 * knows whether the transaction was ended, one that took over at that moment may be fenced instead: one of the
 * two goes on, never both.)
 */
export class TransactionSession {
  readonly #options: TransactionSessionOptions;
  #identity: ProducerIdentity | undefined;
  #coordinator: number | undefined;
  /** Whether the coordinator has an open transaction of ours; `perhaps` when it did not answer. */
  #open: 'no' | 'perhaps' | 'yes' = 'no';
  /** The coordinator has refused the present epoch. */
  #refused = false;

  constructor(options: TransactionSessionOptions) {
    this.#options = options;
  }

  /**
   * Ends what is left of earlier transactions, and resolves to the identity to go on with. When it resolves no
   * transaction of this id is open or being completed, and no older producer can write. Throws
   * STATEFUN_KAFKA_FENCED when another producer has taken over.
   */
  async initialise(): Promise<ProducerIdentity> {
    const present = this.#identity;
    if (present === undefined) this.#identity = await this.#initProducerId(atProcessStart);
    else this.#identity = await this.#reinitialise(present);
    this.#open = 'no';
    this.#refused = false;
    return this.#identity;
  }

  /** Begins a transaction over the partitions of these batches. */
  async begin(batches: readonly PartitionBatch[]): Promise<void> {
    const byTopic = Map.groupBy(batches, ({ topic }) => topic);
    const topics = [...byTopic].map(([name, own]) => ({
      name,
      partitions: [...new Set(own.map(({ partition }) => partition))],
    }));
    const { id, epoch } = this.#present();
    const transactionalId = this.#options.transactionalId;
    const transaction = { transactionalId, producerId: id, producerEpoch: epoch, verifyOnly: false, topics };
    this.#open = 'perhaps';
    try {
      await this.#patiently(async () => {
        await this.#options.cluster.call(await this.#node(), addPartitionsToTxnV3.api, [transaction]);
      });
      this.#open = 'yes';
    } catch (error) {
      // An answer with an error, whichever, means that no transaction was begun.
      if (protocolErrorName(error) !== undefined) this.#open = 'no';
      if (isFenced(error)) throw this.#fenced(error);
      throw error;
    }
  }

  /** Commits; when it resolves, the transaction is certain to be seen by `read_committed` consumers. */
  async commit(): Promise<void> {
    await this.#end(true);
    this.#open = 'no';
  }

  /** Tells the session that a broker refused the present epoch while a transaction was open. */
  epochRefused(): void {
    this.#refused = true;
  }

  async #reinitialise(present: ProducerIdentity): Promise<ProducerIdentity> {
    if (this.#open === 'perhaps') await this.#abortUnconfirmed();
    const afterOwnEnd = { id: present.id, epoch: present.epoch + 1 };
    try {
      if (this.#open === 'yes' && this.#refused) return await this.#initProducerId(afterOwnEnd);
      return await this.#initProducerId(present);
    } catch (error) {
      if (!isFenced(error)) throw error;
      if (this.#open !== 'yes' || this.#refused) throw this.#fenced(error);
      this.#refused = true;
      return this.#reinitialise(present);
    }
  }

  /** Nothing was written in it yet, so an abort can't be overtaken by a record. */
  async #abortUnconfirmed(): Promise<void> {
    try {
      await this.#end(false);
    } catch (error) {
      if (isFenced(error)) throw this.#fenced(error);
      // There is no such transaction.
      if (protocolErrorName(error) !== 'INVALID_TXN_STATE') throw error;
    }
    this.#open = 'no';
  }

  async #end(commit: boolean): Promise<void> {
    const { id, epoch } = this.#present();
    const { cluster, transactionalId } = this.#options;
    try {
      await this.#patiently(async () => {
        await cluster.call(await this.#node(), endTxnV3.api, transactionalId, id, epoch, commit);
      });
    } catch (error) {
      if (isFenced(error)) this.#refused = true;
      throw error;
    }
  }

  async #initProducerId(expected: ProducerIdentity): Promise<ProducerIdentity> {
    const { cluster, transactionalId, timeoutMs } = this.#options;
    const { id, epoch } = expected;
    try {
      const granted = await this.#patiently(async () =>
        cluster.call(await this.#node(), initProducerIdV4.api, transactionalId, timeoutMs, id, epoch),
      );
      return { id: granted.producerId, epoch: granted.producerEpoch };
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Repeats while the coordinator is busy with the transaction before, or is just being found or loaded. */
  async #patiently<Result>(request: () => Promise<Result>): Promise<Result> {
    const { pacer } = this.#options;
    for (let delayMs = firstRetryMs; ; delayMs = Math.min(retryMsMax, delayMs * 1.5)) {
      try {
        return await request();
      } catch (error) {
        const name = protocolErrorName(error);
        if (name === undefined || isAboutCoordinator(name)) this.#coordinator = undefined;
        if (name === undefined || !(isAboutCoordinator(name) || name === 'CONCURRENT_TRANSACTIONS'))
          throw error;
        await pacer.sleep(isAboutCoordinator(name) ? coordinatorRetryMs : delayMs);
        if (pacer.stopped) throw new Stopped('The egress stops.');
      }
    }
  }

  async #node(): Promise<number> {
    this.#coordinator ??= await this.#options.cluster.coordinatorOf(this.#options.transactionalId);
    return this.#coordinator;
  }

  #present(): ProducerIdentity {
    if (this.#identity === undefined) throw new Error('The transaction session is not initialised.');
    return this.#identity;
  }

  #fenced(cause: unknown): StatefunError {
    const { transactionalId, egressId } = this.#options;
    const message =
      `Another producer has taken over the transactional id '${transactionalId}' of Kafka egress ${egressId}: two ` +
      'runtimes with the same --name run at the same time. This one has stopped sending. Stop one of them, or give ' +
      'it another --name, then start this one again.';
    return new StatefunError('STATEFUN_KAFKA_FENCED', message, { cause });
  }

  /** Lasting refusals of `InitProducerId` as coded errors. */
  #explained(error: unknown): unknown {
    const { transactionalId, timeoutMs, egressId } = this.#options;
    const name = protocolErrorName(error);
    if (name === 'INVALID_TRANSACTION_TIMEOUT') {
      const message =
        `The Kafka broker refuses the transactionTimeout of egress ${egressId}, ${timeoutMs} ms: it is longer than ` +
        "the broker's setting transaction.max.timeout.ms (15 min unless set). Lower the one or raise the other.";
      return new StatefunError('STATEFUN_KAFKA_TRANSACTION_TIMEOUT', message, { cause: error });
    }
    if (name === 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED' || name === 'CLUSTER_AUTHORIZATION_FAILED') {
      const message =
        `Kafka egress ${egressId} may not use the transactional id '${transactionalId}' (${name}): grant it WRITE and ` +
        'DESCRIBE on transactional ids that begin with the application name.';
      return new StatefunError('STATEFUN_KAFKA_ACCESS_DENIED', message, { cause: error });
    }
    return error;
  }
}

/** True for Kafka's names of the errors by which a producer learns that its epoch is over. */
export function isStaleEpoch(kafkaError: string | undefined): boolean {
  return kafkaError === 'PRODUCER_FENCED' || kafkaError === 'INVALID_PRODUCER_EPOCH';
}

function isFenced(error: unknown): boolean {
  return isStaleEpoch(protocolErrorName(error));
}

function isAboutCoordinator(name: string): boolean {
  return (
    name === 'NOT_COORDINATOR' ||
    name === 'COORDINATOR_NOT_AVAILABLE' ||
    name === 'COORDINATOR_LOAD_IN_PROGRESS'
  );
}
