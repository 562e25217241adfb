import type { Admission, DeadLetterReason, Egress, EgressSink, OutboxStream } from '@statefun-ts/engine';

const READ_BYTES = 1024 * 1024;

/**
 * Stands in for an egress that left the module while records waited for it: sets them aside as dead letters, which
 * keeps them, where the operator has asked for that. The other choice is to put the egress back.
 */
export class RemovedEgress implements Egress {
  readonly id: string;
  readonly delivery = 'durable';
  readonly backlogBytesMax = 0;
  readonly #reason: DeadLetterReason;
  #sink: EgressSink | undefined;

  constructor(id: string) {
    this.id = id;
    const message = `Egress ${id} is not in the module any more, and --dead-letter-egress names it`;
    this.#reason = { code: 'STATEFUN_EGRESS_ORPHANED', message };
  }

  admit(): Admission {
    return { ok: false, reason: this.#reason };
  }

  async start(sink: EgressSink): Promise<void> {
    this.#sink = sink;
    this.wake();
  }

  wake(): void {
    for (const stream of this.#sink?.streams() ?? []) this.#setAside(stream);
  }

  /** As many records as can be read now; the next commit wakes it for those behind. */
  #setAside(stream: OutboxStream): void {
    const records = stream.read(stream.head, READ_BYTES).length;
    if (records === 0) return;
    const next = stream.head + records;
    for (let sequence = stream.head; sequence < next; sequence++) stream.reject(sequence, this.#reason);
    stream.done(next);
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
  }
}
