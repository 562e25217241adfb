import { initProducerIdV4, type CompressionAlgorithmValue } from '@platformatic/kafka';
import type { Cluster } from './cluster.ts';
import type { Delivery } from './delivery-loop.ts';
import type { Refusal } from './outbox-reader.ts';
import type { Pacer } from './pacing.ts';
import { Producer, type ProduceFailure } from './producer.ts';
import type { Round } from './round.ts';
import type { Topics } from './topics.ts';
import { Stopped } from './transaction-session.ts';

export interface AtLeastOnceOptions {
  readonly cluster: Cluster;
  readonly topics: Topics;
  readonly pacer: Pacer;
  readonly acks: -1 | 0 | 1;
  /** With a producer identity, so that the broker recognises what it gets twice within a run. */
  readonly idempotent: boolean;
  readonly compression: CompressionAlgorithmValue;
  readonly requestTimeoutMs: number;
  readonly retryFirstDelayMs: number;
  readonly retryDelayMsMax: number;
}

/** After these the producer's identity is of no use any more. */
const identityErrors = new Set<string | undefined>([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
]);
const noTransactionTimeoutMs = 60_000;

/** Sends until the broker acknowledges. What fails is sent again as it was, what did not fail is not. */
export class AtLeastOnce implements Delivery {
  readonly #options: AtLeastOnceOptions;
  readonly #producer: Producer;

  constructor(options: AtLeastOnceOptions) {
    this.#options = options;
    const { cluster, topics, acks, compression, requestTimeoutMs: timeoutMs } = options;
    this.#producer = new Producer({ cluster, topics, transactionalId: null, acks, compression, timeoutMs });
  }

  async prepare(): Promise<void> {
    if (!this.#options.idempotent) {
      await this.#options.cluster.refresh([], { create: false });
      return;
    }
    const request = [null, noTransactionTimeoutMs, -1n, -1] as const;
    const granted = await this.#options.cluster.callAny(initProducerIdV4.api, ...request);
    this.#producer.assume({ id: granted.producerId, epoch: granted.producerEpoch });
  }

  opened(): void {
    // Streams may be read at once: only exactly-once has to compare them with what is out.
  }

  deliver(round: Round, failed: (error: Error) => void): Promise<readonly Refusal[]> {
    let failures = 0;
    return this.#producer.write(round.queues(), async (failure) => {
      if (failure.kafkaErrors.some((error) => identityErrors.has(error))) throw failure;
      failed(failure);
      failures++;
      await this.#retryLater(failure, failures);
    });
  }

  async #retryLater(failure: ProduceFailure, failures: number): Promise<void> {
    const { pacer, cluster, retryFirstDelayMs, retryDelayMsMax } = this.#options;
    await pacer.sleep(pacer.backoffMs(failures, retryFirstDelayMs, retryDelayMsMax));
    if (pacer.stopped) throw new Stopped('The egress stops.');
    await cluster.tryRefresh(failure.topics);
  }
}
