import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Broker, Connection, fetchV13 } from '@platformatic/kafka';
import { Backoff, type Gate } from '@statefun-ts/connector';
import { connect, disconnect } from '../connection.ts';
import { problemOf, protocolErrorOf } from '../protocol-errors.ts';
import { AbortedTransactions } from './aborted-transactions.ts';
import { fetchApi, type FetchedPartition } from './fetch.ts';
import type { PartitionReader } from './partition-reader.ts';
import { recordBatches } from './record-batch.ts';
import type { KafkaIngressSettings } from './settings.ts';
import { troubleOf, type Troubles } from './troubles.ts';

/** What a fetcher needs of the session that it works for. */
export interface FetcherContext {
  readonly settings: KafkaIngressSettings;
  readonly signal: AbortSignal;
  /** Closed while the engine asks for a pause. */
  readonly gate: Gate;
  readonly troubles: Troubles;
  /** The partitions that this broker leads and that can be fetched now. */
  readonly led: () => readonly PartitionReader[];
  readonly address: () => Broker | undefined;
  /** Asks for new metadata soon. */
  readonly stale: () => void;
  /** The log of a partition was cut off below its position: its records from `endOffset` on are gone. */
  readonly truncated: (reader: PartitionReader, endOffset: number) => void;
  /** The broker refused to hand out this partition, with this error code. */
  readonly refused: (reader: PartitionReader, errorCode: number) => void;
  /** Its records could not be read or delivered. */
  readonly unreadable: (reader: PartitionReader, error: unknown) => void;
}

/** Bytes of log after which other work of the process gets a turn. */
const turnBytes = 256 << 10;

/** Fetches all partitions that one broker leads over one connection, by long polls, until there are none. */
export class BrokerFetcher {
  readonly #what: string;
  readonly #context: FetcherContext;
  readonly #backoff: Backoff;
  #connection: Connection | undefined;
  #round = 0;

  constructor(nodeId: number, context: FetcherContext) {
    this.#what = `Kafka broker ${nodeId}`;
    this.#context = context;
    this.#backoff = new Backoff(context.settings.backoffFirstMs, context.settings.backoffMaxMs);
  }

  /** Resolves when the broker leads no more partitions or the signal comes. */
  async run(): Promise<void> {
    const { signal, gate, led } = this.#context;
    const disconnect = (): void => this.#disconnect();
    signal.addEventListener('abort', disconnect);
    try {
      for (;;) {
        await gate.passable();
        const readers = led();
        if (signal.aborted || readers.length === 0) return;
        await this.#attempt(readers);
      }
    } finally {
      signal.removeEventListener('abort', disconnect);
      disconnect();
    }
  }

  async #attempt(readers: readonly PartitionReader[]): Promise<void> {
    const { signal, troubles, stale } = this.#context;
    try {
      const partitions = await this.#fetch(readers);
      this.#backoff.reset();
      troubles.end(this.#what);
      await this.#deliverAll(readers, partitions);
    } catch (error) {
      this.#disconnect();
      if (signal.aborted) return;
      troubles.begin(this.#what, problemOf(error));
      stale();
      await this.#backoff.wait(signal);
    }
  }

  #disconnect(): void {
    if (this.#connection !== undefined) disconnect(this.#connection);
    this.#connection = undefined;
  }

  /** One long poll. The broker fills its answer in the order of the request: each partition is first in turn. */
  async #fetch(readers: readonly PartitionReader[]): Promise<readonly FetchedPartition[]> {
    const { fetchWaitMs, fetchBytesMin, fetchBytesMax, partitionBytesMax, isolation } =
      this.#context.settings;
    const first = this.#round++ % readers.length;
    const topics = [...readers.slice(first), ...readers.slice(0, first)].map(
      (reader): fetchV13.FetchRequestTopic => {
        const request = {
          partition: reader.partition,
          currentLeaderEpoch: reader.leaderEpoch,
          fetchOffset: BigInt(reader.position),
          lastFetchedEpoch: reader.lastFetchedEpoch,
          partitionMaxBytes: partitionBytesMax,
        };
        return { topicId: reader.topicId, partitions: [request] };
      },
    );
    const limits = [fetchWaitMs, fetchBytesMin, fetchBytesMax, isolation] as const;
    // Without a fetch session (id 0, epoch -1) each request stands for itself.
    const connection = await this.#connected();
    const answer = await fetchApi.async(connection, ...limits, 0, -1, topics, [], '');
    if (answer.errorCode !== 0)
      throw new Error(`It answered a fetch with ${protocolErrorOf(answer.errorCode)}.`);
    return answer.partitions;
  }

  async #connected(): Promise<Connection> {
    if (this.#connection?.isConnected()) return this.#connection;
    this.#disconnect();
    const { settings, address, signal } = this.#context;
    const broker = address();
    if (broker === undefined) throw new Error('It is not in the cluster now.');
    const { options } = settings.connection;
    // A long poll is no slow answer.
    const requestTimeout = (options.requestTimeout ?? 0) + settings.fetchWaitMs;
    const patient = { ...settings.connection, options: { ...options, requestTimeout } };
    return (this.#connection = await connect(patient, [broker], signal));
  }

  async #deliverAll(
    readers: readonly PartitionReader[],
    partitions: readonly FetchedPartition[],
  ): Promise<void> {
    const byKey = new Map(readers.map((reader) => [fetchKey(reader), reader]));
    for (const fetched of partitions) {
      const reader = byKey.get(fetchKey(fetched));
      if (reader === undefined || reader.state !== 'reading') continue;
      if (fetched.errorCode !== 0) this.#context.refused(reader, fetched.errorCode);
      else if (fetched.diverging !== undefined) {
        if (reader.hasDiverged(fetched.diverging))
          this.#context.truncated(reader, fetched.diverging.endOffset);
      } else await this.#deliver(reader, fetched);
    }
  }

  /**
   * Hands the batches on one by one. A pause takes effect between two of them, the rest waits here; when the
   * partition was read by someone else meanwhile, the rest is dropped.
   */
  async #deliver(reader: PartitionReader, { aborted, records }: FetchedPartition): Promise<void> {
    const { settings, gate, signal, troubles, unreadable } = this.#context;
    const transactions = new AbortedTransactions(aborted);
    const leader = reader.leader;
    let turn = 0;
    try {
      for (const batch of recordBatches(records)) {
        if (gate.isClosed) await gate.passable();
        if ((turn += batch.size) >= turnBytes) turn = await nextTurn(0);
        if (signal.aborted || reader.state !== 'reading' || reader.leader !== leader) return;
        if (settings.checksCrc) batch.checkCrc();
        if (transactions.counts(batch)) reader.deliver(batch);
        else reader.skip(batch);
      }
      reader.unreadableCount = 0;
      troubles.end(troubleOf(reader));
    } catch (error) {
      unreadable(reader, error);
    }
  }
}

function fetchKey({ topicId, partition }: { readonly topicId: string; readonly partition: number }): string {
  return `${topicId}/${partition}`;
}
