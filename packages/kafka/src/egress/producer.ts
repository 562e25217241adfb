import type { CompressionAlgorithmValue } from '@platformatic/kafka';
import type { DeadLetterReason } from '@statefun-ts/engine';
import { protocolErrorOf } from '../protocol-errors.ts';
import type { Cluster } from './cluster.ts';
import type { Refusal } from './outbox-reader.ts';
import type { PartitionBatch } from './partition-batch.ts';
import { produceApi } from './produce-request.ts';
import type { ProducerIdentity } from './record-batch.ts';
import type { Topics } from './topics.ts';

export interface ProducerOptions {
  readonly cluster: Cluster;
  readonly topics: Topics;
  readonly transactionalId: string | null;
  readonly acks: -1 | 0 | 1;
  readonly compression: CompressionAlgorithmValue;
  /** How long a broker may wait for its replicas. */
  readonly timeoutMs: number;
}

/** What became of one batch in one request. */
interface Outcome {
  readonly batch: PartitionBatch;
  /** Kafka's name of the error; `NONE` for success; undefined when no answer came. */
  readonly error: string | undefined;
  readonly cause?: unknown;
  readonly baseOffset: number;
}

/** A batch could not be written now, but may be later; or it is not known whether it was. */
export class ProduceFailure extends Error {
  override readonly name = 'ProduceFailure';
  /** Kafka's names of the errors; undefined for a batch that got no answer. */
  readonly kafkaErrors: readonly (string | undefined)[];
  readonly topics: readonly string[];

  constructor(failed: readonly Outcome[]) {
    const shown = failed.slice(0, 3).map(({ batch, error, cause }) => {
      return `${batch.topic}/${batch.partition}: ${error ?? String(cause)}`;
    });
    super(`Kafka did not take ${failed.length} batches (${shown.join(', ')}).`);
    this.kafkaErrors = failed.map(({ error }) => error);
    this.topics = [...new Set(failed.map(({ batch }) => batch.topic))];
  }
}

const withoutIdentity: ProducerIdentity = { id: -1n, epoch: -1 };

/** Writes batches to the leaders of their partitions: per partition in order, one at a time. */
export class Producer {
  readonly #options: ProducerOptions;
  #identity = withoutIdentity;
  /** Per partition, the number of records that it took from the present identity. */
  readonly #sequences = new Map<string, number>();

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  /** Goes on as another producer, or as the same one in a new epoch. */
  assume(identity: ProducerIdentity): void {
    this.#identity = identity;
    this.#sequences.clear();
  }

  /**
   * Writes queues of batches, one queue per partition. Resolves when each record was either acknowledged or
   * refused for good; a batch that is refused is halved until it is known which of its records are bad.
   * Whenever a batch could not be written otherwise, `onFailure` decides: it throws, or resolves when it is
   * time to try those again. Gives the offset of the first batch of each queue to `acknowledged`.
   */
  async write(
    queues: readonly PartitionBatch[][],
    onFailure: (failure: ProduceFailure) => Promise<void> | never,
    acknowledged?: (batch: PartitionBatch, baseOffset: number) => void,
  ): Promise<Refusal[]> {
    const refusals: Refusal[] = [];
    let pending = queues.map((queue) => [...queue]);
    while (pending.length > 0) {
      const outcomes = await this.#sendHeads(pending);
      const failed: Outcome[] = [];
      for (const [index, outcome] of outcomes.entries()) {
        const queue = pending[index] ?? [];
        const { batch, error } = outcome;
        if (error === 'NONE' || error === 'DUPLICATE_SEQUENCE_NUMBER') {
          queue.shift();
          this.#advance(batch);
          acknowledged?.(batch, outcome.baseOffset);
        } else if (error !== undefined && batch.records.length > 0 && isLasting(error)) {
          queue.shift();
          queue.unshift(...this.#refused(batch, error, refusals));
        } else {
          failed.push(outcome);
        }
      }
      pending = pending.filter((queue) => queue.length > 0);
      if (failed.length > 0) await onFailure(new ProduceFailure(failed));
    }
    return refusals;
  }

  /** Sends the first batch of each queue, in one request per leader. Outcomes are in the order of the queues. */
  async #sendHeads(queues: readonly PartitionBatch[][]): Promise<Outcome[]> {
    const heads = queues.flatMap((queue) => queue.slice(0, 1));
    const byLeader = Map.groupBy(heads, (batch) => this.#leader(batch));
    const outcomes = new Map<PartitionBatch, Outcome>();
    const requests = [...byLeader].map(([leader, batches]) => this.#send(leader, batches));
    for (const sent of await Promise.all(requests)) {
      for (const outcome of sent) outcomes.set(outcome.batch, outcome);
    }
    return heads.map((batch) => outcomes.get(batch) ?? { batch, error: undefined, baseOffset: -1 });
  }

  async #send(leader: number, batches: readonly PartitionBatch[]): Promise<Outcome[]> {
    if (leader < 0) return batches.map((batch) => ({ batch, error: 'LEADER_NOT_AVAILABLE', baseOffset: -1 }));
    const { cluster, transactionalId, acks, timeoutMs } = this.#options;
    const sealed = batches.map((batch) => this.#seal(batch));
    try {
      const request = { transactionalId, acks, timeoutMs, batches: sealed };
      const response = await cluster.call(leader, produceApi, request);
      if (acks === 0) return batches.map((batch) => ({ batch, error: 'NONE', baseOffset: -1 }));
      const answers = new Map(response.responses.map((topic) => [topic.name, topic.partitionResponses]));
      return batches.map((batch) => {
        const answer = answers.get(batch.topic)?.find(({ index }) => index === batch.partition);
        if (answer === undefined) return { batch, error: undefined, baseOffset: -1 };
        return { batch, error: protocolErrorOf(answer.errorCode), baseOffset: Number(answer.baseOffset) };
      });
    } catch (cause) {
      return batches.map((batch) => ({ batch, error: undefined, cause, baseOffset: -1 }));
    }
  }

  #seal(batch: PartitionBatch): { topic: string; partition: number; bytes: Buffer } {
    const { transactionalId, compression } = this.#options;
    const anonymous = this.#identity.id < 0n;
    const bytes = batch.encoder.seal({
      producer: this.#identity,
      transactional: transactionalId !== null,
      baseSequence: anonymous ? -1 : (this.#sequences.get(partitionName(batch)) ?? 0),
      compression,
    });
    return { topic: batch.topic, partition: batch.partition, bytes };
  }

  #advance(batch: PartitionBatch): void {
    const name = partitionName(batch);
    const next = (this.#sequences.get(name) ?? 0) + batch.encoder.count;
    // After 2^31 - 1 comes 0.
    this.#sequences.set(name, next > 0x7fffffff ? next - 0x80000000 : next);
  }

  #leader({ topic, partition }: PartitionBatch): number {
    return this.#options.cluster.topic(topic)?.leaders[partition] ?? -1;
  }

  /** What is left to try of a refused batch; records that are known to be bad are added to `refusals`. */
  #refused(batch: PartitionBatch, error: string, refusals: Refusal[]): PartitionBatch[] {
    const { topics } = this.#options;
    if (isTopicError(error)) {
      const reason = topics.refuse(batch.topic, error);
      for (const record of batch.records) refusals.push({ record, reason });
      return [];
    }
    if (isSizeError(error)) topics.batchTooLarge(batch.topic, batch.encoder.bytes);
    const [record, ...others] = batch.records;
    if (record === undefined || others.length > 0) return batch.halves();
    refusals.push({ record, reason: recordRefusal(batch, error) });
    return [];
  }
}

function partitionName({ topic, partition }: PartitionBatch): string {
  return `${topic}/${partition}`;
}

/** True when to try again would be in vain. */
function isLasting(error: string): boolean {
  return (
    isTopicError(error) || isSizeError(error) || error === 'INVALID_RECORD' || error === 'INVALID_TIMESTAMP'
  );
}

function isTopicError(error: string): boolean {
  return error === 'INVALID_TOPIC_EXCEPTION' || error === 'TOPIC_AUTHORIZATION_FAILED';
}

function isSizeError(error: string): boolean {
  return error === 'MESSAGE_TOO_LARGE' || error === 'RECORD_LIST_TOO_LARGE';
}

function recordRefusal({ topic, encoder }: PartitionBatch, error: string): DeadLetterReason {
  if (isSizeError(error)) {
    const message =
      `The record of ${encoder.bytes} bytes is larger than the Kafka topic '${topic}' takes (${error}): ` +
      'send less, or raise max.message.bytes of the topic.';
    return { code: 'STATEFUN_KAFKA_RECORD_TOO_LARGE', message };
  }
  const message = `The Kafka broker refused the record for topic '${topic}' (${error}): correct it in the function.`;
  return { code: 'STATEFUN_KAFKA_RECORD_REFUSED', message };
}
