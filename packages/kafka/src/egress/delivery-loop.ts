import type { EgressSink, Observer, OutboxStream } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { ConnectFailure } from '../connect-failure.ts';
import { problemOf } from '../protocol-errors.ts';
import type { Cluster } from './cluster.ts';
import { RecordsRefused } from './exactly-once.ts';
import type { OutboxReader, Refusal } from './outbox-reader.ts';
import type { Pacer, RateLimit } from './pacing.ts';
import type { Round } from './round.ts';
import type { EgressSettings } from './settings.ts';
import type { Topics } from './topics.ts';
import { Stopped } from './transaction-session.ts';

/** How rounds get out. A rejection that is a `StatefunError` is lasting; after any other, the loop tries again. */
export interface Delivery {
  /** Called first, and again after each rejection. Afterwards the outbox is read anew from what is not out. */
  prepare(): Promise<void>;
  /** Called when a stream is first read; throws if that must not be. */
  opened(stream: OutboxStream): void;
  /**
   * Resolves, when all of the round is out, to the records that never will be. `failed` hears of each attempt that
   * failed and is made again here.
   */
  deliver(round: Round, failed: (error: Error) => void): Promise<readonly Refusal[]>;
}

export interface DeliveryLoopOptions {
  readonly egressId: string;
  readonly settings: EgressSettings;
  readonly delivery: Delivery;
  readonly reader: OutboxReader;
  readonly cluster: Cluster;
  readonly topics: Topics;
  readonly pacer: Pacer;
  readonly warnings: RateLimit;
  readonly observer: Observer;
  readonly sink: EgressSink;
}

/** Takes rounds from the outbox and delivers them, one after the other, until it is stopped or fails for good. */
export class DeliveryLoop {
  readonly #options: DeliveryLoopOptions;
  #round: Round | undefined;
  #failures = 0;

  constructor(options: DeliveryLoopOptions) {
    this.#options = options;
  }

  /** There may be new records: starts a round, or adds them to the one after the round that is on its way. */
  wake(): void {
    this.#options.pacer.notice();
    if (this.#round === undefined || this.#options.pacer.stopped) return;
    try {
      this.#options.reader.fill();
    } catch {
      // The loop comes to the same stream, and deals with it: whoever wakes has no part in it.
    }
  }

  /** Never rejects. */
  async run(): Promise<void> {
    const { pacer, delivery, reader, sink } = this.#options;
    while (!pacer.stopped) {
      try {
        await delivery.prepare();
        sink.trouble(null);
        reader.rewind();
        await this.#deliver();
      } catch (error) {
        if (pacer.stopped || error instanceof Stopped) return;
        if (isLasting(error)) {
          sink.trouble(null);
          return sink.fail(error);
        }
        if (error instanceof RecordsRefused) reader.refuse(error.refusals);
        else await this.#recover(error);
      }
    }
  }

  async #deliver(): Promise<void> {
    const { pacer, delivery, reader, topics } = this.#options;
    while (!pacer.stopped) {
      reader.fill();
      while (topics.asking && (await topics.ask())) reader.fill();
      this.#round = reader.take();
      if (this.#round === undefined) {
        await this.#idle();
        continue;
      }
      const refusals = await delivery.deliver(this.#round, (error) => this.#failed(error));
      reader.settle(this.#round, refusals);
      this.#round = undefined;
      this.#succeeded();
    }
  }

  async #idle(): Promise<void> {
    const { pacer, reader, topics, settings } = this.#options;
    if (topics.asking) return pacer.sleep(settings.retryFirstDelayMs);
    await pacer.untilNoticed();
    if (settings.lingerMs === 0) return;
    reader.fill();
    if (reader.waitingBytes < settings.lingerBytes) await pacer.sleep(settings.lingerMs);
  }

  async #recover(error: unknown): Promise<void> {
    const { pacer, settings, cluster } = this.#options;
    this.#failed(error);
    const topics = this.#round?.topics ?? [];
    this.#round = undefined;
    await pacer.sleep(pacer.backoffMs(this.#failures, settings.retryFirstDelayMs, settings.retryDelayMsMax));
    if (!pacer.stopped) await cluster.tryRefresh(topics);
  }

  #failed(error: unknown): void {
    const { warnings, observer, egressId, sink } = this.#options;
    this.#failures++;
    warnings.count(1, (failures) => {
      const message = `Kafka egress ${egressId} could not send, and tries again; nothing is lost: ${problemOf(error)}`;
      observer.log('warn', message, { egress: egressId, failures });
    });
    sink.trouble(troubleOf(egressId, error));
  }

  #succeeded(): void {
    if (this.#failures === 0) return;
    const { observer, egressId, sink } = this.#options;
    sink.trouble(null);
    observer.log('info', `Kafka egress ${egressId} sends again.`, {
      egress: egressId,
      failures: this.#failures,
    });
    this.#failures = 0;
  }
}

function isLasting(error: unknown): error is StatefunError {
  return error instanceof StatefunError && !(error instanceof ConnectFailure);
}

/** A failure that may pass, for whoever watches the egress. */
function troubleOf(egressId: string, error: unknown): StatefunError {
  if (error instanceof ConnectFailure) return error;
  const problem = `Kafka egress ${egressId} can't send at the moment: ${problemOf(error)}`;
  return new StatefunError('STATEFUN_KAFKA_UNREACHABLE', problem);
}
