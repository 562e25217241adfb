import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { MemoryOutbox, producerRecord, type OutboxState } from './memory-outbox.ts';

/** One epoch: per lane, where it stands. */
interface Epoch {
  readonly lanes: readonly { readonly lane: number; readonly head: number; readonly tail: number }[];
  readonly remembered: readonly (readonly [string, string])[];
}

export const lanes = [0, 4];

/** The value of a record says which one it is; a lane has 50 keys. */
export function recordOf(topic: string, lane: number, sequence: number): Uint8Array {
  return producerRecord(topic, `${lane}/${sequence % 50}`, `${lane} ${sequence}`);
}

/**
 * An outbox that survives `kill -9`: a line per epoch in a file, whose records can be made again from their
 * sequences. What was told since the last epoch is lost with the process.
 */
export class JournaledOutbox extends MemoryOutbox {
  readonly #file: string;
  readonly #topic: string;

  constructor(file: string, topic: string) {
    super(readState(file, topic));
    this.#file = file;
    this.#topic = topic;
  }

  /** One epoch with so many new records in each lane. */
  epoch(recordsPerLane: number): void {
    const added = new Map(lanes.map((lane) => [lane, this.#next(lane, recordsPerLane)]));
    this.#write(recordsPerLane);
    for (const [lane, records] of added) this.append(lane, records);
  }

  override async remember(key: string, value: string): Promise<void> {
    await super.remember(key, value);
    this.#write(0);
  }

  #next(lane: number, count: number): Uint8Array[] {
    const { tail } = this.stream(lane);
    return Array.from({ length: count }, (_, i) => recordOf(this.#topic, lane, tail + i));
  }

  #write(added: number): void {
    const standing = lanes.map((lane) => {
      const { head, tail } = this.stream(lane);
      return { lane, head, tail: tail + added };
    });
    const epoch: Epoch = { lanes: standing, remembered: [...this.durable().remembered] };
    appendFileSync(this.#file, `${JSON.stringify(epoch)}\n`);
  }
}

function readState(file: string, topic: string): OutboxState {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // A line that was cut off is an epoch that was not committed.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  const last = whole.trimEnd().split('\n').at(-1) ?? '';
  const epoch: Epoch = last === '' ? { lanes: [], remembered: [] } : (JSON.parse(last) as Epoch);
  return {
    incarnation: 'journaled',
    remembered: new Map(epoch.remembered),
    lanes: lanes.map((lane) => {
      const { head, tail } = epoch.lanes.find((each) => each.lane === lane) ?? { head: 0, tail: 0 };
      const records = Array.from({ length: tail - head }, (_, i) => recordOf(topic, lane, head + i));
      return { lane, head, records };
    }),
  };
}
