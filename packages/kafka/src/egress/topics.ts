import type { Clock, DeadLetterReason, Observer } from '@statefun-ts/engine';
import type { Cluster, TopicInfo } from './cluster.ts';

/** How long a refusal holds before the cluster is asked again. */
const refusalMs = 10_000;

export interface TopicsOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly egressId: string;
  /** How long a topic that is not there is waited for. */
  readonly waitMs: number;
  /** Between two questions for topics that are waited for. */
  readonly askEveryMs: number;
  /** After this long, what is known of a topic is asked for again. */
  readonly ageMsMax: number;
  readonly batchBytesMax: number;
}

interface Missing {
  readonly sinceMs: number;
  refusedUntilMs: number;
  reason: DeadLetterReason | undefined;
}

/**
 * Which topics an egress can write to. A topic that does not exist is waited for, since it may be about to be
 * created, but not for ever: after `waitMs` its records are refused, so that a misspelt name can't hold all
 * other records back. A refusal is looked into again from time to time.
 */
export class Topics {
  readonly #options: TopicsOptions;
  readonly #wanted = new Set<string>();
  readonly #missing = new Map<string, Missing>();
  readonly #batchBytesMax = new Map<string, number>();
  #nextAskMs = Number.NEGATIVE_INFINITY;

  constructor(options: TopicsOptions) {
    this.#options = options;
  }

  /** True when the cluster should be asked, by `ask`. */
  get asking(): boolean {
    return this.#wanted.size > 0;
  }

  /** The topic; or why records for it are refused; or undefined: not known yet, `ask` and try again. */
  find(name: string): { info: TopicInfo } | { refusal: DeadLetterReason } | undefined {
    const info = this.#options.cluster.topic(name);
    const nowMs = this.#options.clock.monotonicMs();
    const missing = this.#missing.get(name);
    if (missing?.reason !== undefined && nowMs < missing.refusedUntilMs) return { refusal: missing.reason };
    if (info === undefined || nowMs - info.loadedAtMs > this.#options.ageMsMax) this.#wanted.add(name);
    return info === undefined ? undefined : { info };
  }

  /**
   * Asks the cluster for the topics that are wanted, though not too often for those that are missing. Resolves to
   * false when there was nothing to ask now.
   */
  async ask(): Promise<boolean> {
    const nowMs = this.#options.clock.monotonicMs();
    const names = [...this.#wanted].filter((name) => !this.#missing.has(name) || nowMs >= this.#nextAskMs);
    if (names.length === 0) return false;
    const absent = await this.#options.cluster.refresh(names, { create: true });
    for (const name of names) {
      this.#wanted.delete(name);
      const reason = absent.get(name);
      if (reason === undefined) this.#missing.delete(name);
      else this.#miss(name, reason);
    }
    if (absent.size > 0) this.#nextAskMs = nowMs + this.#options.askEveryMs;
    return true;
  }

  /** Refuses the records of a topic for a while. */
  refuse(name: string, kafkaError: string): DeadLetterReason {
    const nowMs = this.#options.clock.monotonicMs();
    const reason = topicRefusal(name, kafkaError, this.#options.waitMs);
    this.#missing.set(name, { sinceMs: nowMs, refusedUntilMs: nowMs + refusalMs, reason });
    return reason;
  }

  /** How large a batch for a topic may be. */
  batchBytesMax(name: string): number {
    return this.#batchBytesMax.get(name) ?? this.#options.batchBytesMax;
  }

  /** The broker found a batch of this size too large for the topic. */
  batchTooLarge(name: string, bytes: number): void {
    this.#batchBytesMax.set(name, Math.min(this.batchBytesMax(name), Math.ceil(bytes / 2)));
  }

  #miss(name: string, kafkaError: string): void {
    const { clock, observer, egressId, waitMs } = this.#options;
    const nowMs = clock.monotonicMs();
    const missing = this.#missing.get(name);
    if (!mayAppear(kafkaError) || nowMs - (missing?.sinceMs ?? nowMs) >= waitMs) {
      const sinceMs = missing?.sinceMs ?? nowMs;
      const reason = topicRefusal(name, kafkaError, waitMs);
      this.#missing.set(name, { sinceMs, refusedUntilMs: nowMs + refusalMs, reason });
    } else if (missing === undefined) {
      this.#missing.set(name, { sinceMs: nowMs, refusedUntilMs: nowMs, reason: undefined });
      observer.log(
        'warn',
        `The Kafka topic '${name}' that egress ${egressId} is to write to does not exist. Create it: records ` +
          `wait ${waitMs / 1000} s for it (property max.block.ms), then they become dead letters.`,
        { egress: egressId, topic: name, kafkaError },
      );
    }
  }
}

function mayAppear(kafkaError: string): boolean {
  return kafkaError !== 'INVALID_TOPIC_EXCEPTION' && kafkaError !== 'TOPIC_AUTHORIZATION_FAILED';
}

function topicRefusal(name: string, kafkaError: string, waitMs: number): DeadLetterReason {
  if (kafkaError === 'INVALID_TOPIC_EXCEPTION') {
    const message = `The Kafka broker takes no topic of the name '${name}': correct it in the function.`;
    return { code: 'STATEFUN_KAFKA_TOPIC_INVALID', message };
  }
  if (kafkaError === 'TOPIC_AUTHORIZATION_FAILED') {
    const message = `The egress may not write to the Kafka topic '${name}': grant it the right WRITE.`;
    return { code: 'STATEFUN_KAFKA_ACCESS_DENIED', message };
  }
  const waited = `was not there after ${waitMs / 1000} s (${kafkaError})`;
  const message = `The Kafka topic '${name}' ${waited}: create it, or correct its name, and send the record again.`;
  return { code: 'STATEFUN_KAFKA_TOPIC_UNKNOWN', message };
}
