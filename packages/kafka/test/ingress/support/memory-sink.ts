import { once } from 'node:events';
import type {
  DeadLetterReason,
  IngressSink,
  Routing,
  SourcePartition,
  SourceRecord,
  StoredPosition,
} from '@statefun-ts/engine';

export interface Delivered {
  readonly partition: string;
  readonly offset: number;
  readonly id: string;
  readonly value: string;
}

export interface DeadRecord {
  readonly partition: string;
  readonly offset: number;
  readonly reason: DeadLetterReason;
  readonly key: string | null;
  readonly value: string | null;
}

/**
 * An engine's ingress side without the engine: every record counts as done at once, and as durable with the
 * next `commit`. Partition names are shortened to `topic/partition` here.
 */
export class MemorySink implements IngressSink {
  readonly delivered: Delivered[] = [];
  readonly dead: DeadRecord[] = [];
  readonly failures: Error[] = [];
  readonly routings = new Map<string, Routing>();
  /** Raw values, in order of delivery. */
  readonly values: Uint8Array[] = [];
  /** The furthest place that a reader said it came to. */
  skippedTo = 0;
  readonly #durable: Map<string, StoredPosition>;
  readonly #partitions = new Map<string, MemoryPartition>();
  #changed = Promise.withResolvers<void>();

  constructor(durable: ReadonlyMap<string, StoredPosition> = new Map()) {
    this.#durable = new Map(durable);
  }

  /** A sink after a crash or a restart: it knows what was durable. */
  restarted(): MemorySink {
    return new MemorySink(this.#durable);
  }

  /** The same, with the store of a version that kept no epochs. */
  restartedWithoutEpochs(): MemorySink {
    const older = [...this.#durable].map(([name, { identity, resumeOffset }]) => {
      return [name, { identity, resumeOffset }] as const;
    });
    return new MemorySink(new Map(older));
  }

  stored(name: string): StoredPosition | undefined {
    return this.#durable.get(name);
  }

  openPartition(
    name: string,
    options: { identity: string; startOffset: number; routing: Routing },
  ): SourcePartition {
    const stored = this.#durable.get(name);
    const resumeOffset = stored?.identity === options.identity ? stored.resumeOffset : options.startOffset;
    const partition = new MemoryPartition(shortName(name), options.identity, resumeOffset, this);
    if (stored?.identity === options.identity) partition.epoch = stored.epoch;
    this.#partitions.set(name, partition);
    this.routings.set(shortName(name), options.routing);
    this.changed();
    return partition;
  }

  accept(): Promise<void> {
    return Promise.reject(new Error('A Kafka ingress pushes to partitions.'));
  }

  readonly troubles: (Error | null)[] = [];

  trouble(error: Error | null): void {
    this.troubles.push(error);
  }

  fail(error: Error): void {
    this.failures.push(error);
    this.changed();
  }

  /** Makes the progress so far durable. */
  commit(): void {
    for (const [name, { identity, next, epoch }] of this.#partitions) {
      this.#durable.set(name, { identity, resumeOffset: next, epoch });
    }
    for (const partition of this.#partitions.values()) partition.committed = partition.next;
  }

  /** Where a partition was opened. */
  resumeOffset(partition: string): number | undefined {
    return [...this.#partitions.values()].find(({ name }) => name === partition)?.resumeOffset;
  }

  /** Resolves when the condition holds; it is looked at whenever something comes in. Rejects when it takes too long. */
  async until(condition: (sink: this) => boolean): Promise<void> {
    const timeout = AbortSignal.timeout(30_000);
    const timedOut = once(timeout, 'abort');
    while (!condition(this)) {
      await Promise.race([this.#changed.promise, timedOut]);
      if (timeout.aborted)
        throw new Error(`Waited in vain; delivered: ${this.delivered.length}; ${String(this.failures)}`);
    }
  }

  changed(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

class MemoryPartition implements SourcePartition {
  readonly name: string;
  readonly identity: string;
  readonly resumeOffset: number;
  next: number;
  committed: number;
  epoch: number | undefined;
  readonly #sink: MemorySink;

  constructor(name: string, identity: string, resumeOffset: number, sink: MemorySink) {
    this.name = name;
    this.identity = identity;
    this.resumeOffset = this.next = this.committed = resumeOffset;
    this.#sink = sink;
  }

  push(records: readonly SourceRecord[]): void {
    for (const { offset, id, value } of records) {
      this.#arrive(offset);
      this.#sink.values.push(value);
      this.#sink.delivered.push({ partition: this.name, offset, id, value: Buffer.from(value).toString() });
    }
    this.#sink.changed();
  }

  deadLetter(
    offset: number,
    reason: DeadLetterReason,
    record: { key: Uint8Array | null; value: Uint8Array | null },
  ): void {
    this.#arrive(offset);
    const [key, value] = [record.key, record.value].map((bytes) => bytes && Buffer.from(bytes).toString());
    this.#sink.dead.push({ partition: this.name, offset, reason, key: key ?? null, value: value ?? null });
    this.#sink.changed();
  }

  skipTo(offset: number, epoch: number): void {
    if (offset < this.next) throw new Error(`${this.name}: skips to ${offset} after ${this.next - 1}.`);
    this.next = offset;
    this.epoch = epoch;
    this.#sink.skippedTo = Math.max(this.#sink.skippedTo, offset);
    this.#sink.changed();
  }

  committedOffset(): number {
    return this.committed;
  }

  /** As the engine does: a record that comes twice or out of order is an error. */
  #arrive(offset: number): void {
    if (offset < this.next) throw new Error(`${this.name}: offset ${offset} came after ${this.next - 1}.`);
    this.next = offset + 1;
  }
}

function shortName(name: string): string {
  return name.split('/').slice(-2).join('/');
}
