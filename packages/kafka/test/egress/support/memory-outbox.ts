import type { DeadLetterReason, EgressSink, OutboxStream } from '@statefun-ts/engine';
import { kafkaProducerRecordCodec } from '@statefun-ts/protocol';

/** What of an outbox survives a crash. */
export interface OutboxState {
  readonly incarnation: string;
  readonly remembered: ReadonlyMap<string, string>;
  readonly lanes: readonly LaneState[];
}

interface LaneState {
  readonly lane: number;
  readonly head: number;
  readonly records: readonly Uint8Array[];
}

export interface DeadLetter {
  readonly lane: number;
  readonly sequence: number;
  readonly reason: DeadLetterReason;
}

/** A record as a function sends it. */
export function producerRecord(topic: string, key: string, value: string | Uint8Array): Uint8Array {
  return kafkaProducerRecordCodec.encode({ topic, key: Buffer.from(key), valueBytes: Buffer.from(value) });
}

/** An engine's outbox without the engine: what is told to it becomes durable with the next `commit`. */
export class MemoryOutbox implements EgressSink {
  readonly incarnation: string;
  readonly failures: Error[] = [];
  readonly deadLetters: DeadLetter[] = [];
  readonly #lanes: Map<number, MemoryStream>;
  readonly #remembered: Map<string, string>;
  #durable: OutboxState;
  #changed: () => void = () => {};

  constructor(state: OutboxState) {
    this.incarnation = state.incarnation;
    this.#remembered = new Map(state.remembered);
    this.#durable = state;
    this.#lanes = new Map(state.lanes.map((lane) => [lane.lane, new MemoryStream(lane, this)]));
  }

  static create(lanes: readonly number[] = [0], incarnation = 'first'): MemoryOutbox {
    const empty = lanes.map((lane) => ({ lane, head: 0, records: [] }));
    return new MemoryOutbox({ incarnation, remembered: new Map(), lanes: empty });
  }

  get lanes(): readonly number[] {
    return [...this.#lanes.keys()];
  }

  streams(): readonly OutboxStream[] {
    return [...this.#lanes.values()].filter(({ tail }) => tail > 0);
  }

  stream(lane: number): OutboxStream {
    const stream = this.#lanes.get(lane);
    if (stream === undefined) throw new Error(`no lane ${lane}`);
    return stream;
  }

  recall(key: string): string | undefined {
    return this.#remembered.get(key);
  }

  /** What the store has of other egresses: a test's to set. */
  readonly others = new Map<string, Map<string, string>>();

  recallOthers(key: string): ReadonlyMap<string, string> {
    return this.others.get(key) ?? new Map();
  }

  async remember(key: string, value: string): Promise<void> {
    this.#remembered.set(key, value);
    this.commit();
  }

  readonly troubles: (Error | null)[] = [];

  trouble(error: Error | null): void {
    this.troubles.push(error);
    this.changed();
  }

  fail(error: Error): void {
    this.failures.push(error);
    this.changed();
  }

  /** Adds records, durable at once. */
  append(lane: number, records: readonly Uint8Array[]): void {
    (this.stream(lane) as MemoryStream).append(records);
    this.commit();
  }

  /** Makes all that was told durable. */
  commit(): void {
    const lanes = [...this.#lanes.values()].map((stream) => stream.state());
    this.#durable = { incarnation: this.incarnation, remembered: new Map(this.#remembered), lanes };
  }

  /** What is found after a crash at this moment. */
  durable(): OutboxState {
    return this.#durable;
  }

  /** Resolves when all records are out or rejected; rejects when the egress fails. */
  async drained(): Promise<void> {
    await this.until(
      () => this.failures.length > 0 || this.streams().every(({ head, tail }) => head === tail),
    );
    if (this.failures[0] !== undefined) throw this.failures[0];
  }

  /** Resolves when the condition holds; it is looked at whenever the egress has told something. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  changed(): void {
    this.#changed();
  }
}

class MemoryStream implements OutboxStream {
  readonly lane: number;
  readonly channel = '';
  head: number;
  readonly #base: number;
  readonly #records: Uint8Array[];
  readonly #owner: MemoryOutbox;

  constructor({ lane, head, records }: LaneState, owner: MemoryOutbox) {
    this.lane = lane;
    this.head = head;
    this.#base = head;
    this.#records = [...records];
    this.#owner = owner;
  }

  get tail(): number {
    return this.#base + this.#records.length;
  }

  append(records: readonly Uint8Array[]): void {
    for (const record of records) this.#records.push(record);
  }

  read(from: number, bytesMax: number): readonly Uint8Array[] {
    if (from < this.head || from > this.tail)
      throw new Error(`read of ${from} outside of ${this.head}..${this.tail}`);
    let bytes = 0;
    const records: Uint8Array[] = [];
    for (let index = from - this.#base; index < this.#records.length; index++) {
      const record = this.#records[index] ?? new Uint8Array();
      if (records.length > 0 && bytes + record.length > bytesMax) break;
      records.push(record);
      bytes += record.length;
    }
    return records;
  }

  done(sequence: number): void {
    if (sequence > this.tail) throw new Error(`done(${sequence}) beyond ${this.tail}`);
    this.head = Math.max(this.head, sequence);
    this.#owner.changed();
  }

  reject(sequence: number, reason: DeadLetterReason): void {
    if (sequence !== this.head) throw new Error(`reject(${sequence}) while the head is ${this.head}`);
    this.#owner.deadLetters.push({ lane: this.lane, sequence, reason });
  }

  state(): LaneState {
    return { lane: this.lane, head: this.head, records: this.#records.slice(this.head - this.#base) };
  }
}
