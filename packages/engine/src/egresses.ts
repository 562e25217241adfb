import type { TypedValue } from '@statefun-ts/protocol';

import type { Context } from './context.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Instance } from './functions.ts';
import { connectorKey, parseOutboxKey } from './keys.ts';
import { Outbox } from './outbox.ts';
import type { DeadLetterReason, Egress, OutboxStream, Row } from './ports.ts';
import { outboxStreamRow } from './rows.ts';

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

interface BoundEgress {
  readonly egress: Egress;
  readonly outbox: Outbox;
}

/** Somebody who waits for an epoch to be durable. */
export interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What goes out: each egress with the records that wait for it. */
export class Egresses {
  readonly #context: Context;
  readonly #deadLetters: DeadLetters;
  readonly #bound = new Map<string, BoundEgress>();
  /** Records of an egress that no module has any more: kept, and reported. */
  readonly #orphans = new Map<string, number>();
  #memories: Waiter[] = [];
  #sealedMemories: readonly Waiter[] = [];

  /** `streams`: the stored ones (kind `h`). */
  constructor(
    context: Context,
    deadLetters: DeadLetters,
    egresses: readonly Egress[],
    streams: readonly Row[],
  ) {
    this.#context = context;
    this.#deadLetters = deadLetters;
    for (const egress of egresses) this.#bind(egress);
    for (const { key, value } of streams) {
      const { egress, lane, channel } = parseOutboxKey(key);
      const row = outboxStreamRow.decode(value);
      const bound = this.#bound.get(egress);
      if (bound !== undefined) bound.outbox.restore(lane, channel, row);
      else if (row.tail > row.head)
        this.#orphans.set(egress, (this.#orphans.get(egress) ?? 0) + row.tail - row.head);
    }
  }

  #bind(egress: Egress): void {
    const outbox = new Outbox(egress.id, this.#context, (stream, record, sequence, reason) =>
      this.#reject(egress.id, { stream, record, sequence, reason }),
    );
    this.#bound.set(egress.id, { egress, outbox });
  }

  /** Egresses that the module lost while records waited for them, and how many. */
  get orphans(): ReadonlyMap<string, number> {
    return this.#orphans;
  }

  /** A function sends a record. What can't go out is set aside. */
  add(id: string, sender: Instance, argument: TypedValue): void {
    const bound = this.#bound.get(id);
    if (bound === undefined) {
      const message = `No egress is called ${id}; add one to the module, or correct function ${sender.type.title}`;
      this.#setAside({ code: 'STATEFUN_EGRESS_UNKNOWN', message }, 'engine', sender, argument);
      return;
    }
    const admission = bound.egress.admit(argument);
    if (!admission.ok) this.#setAside(admission.reason, id, sender, argument);
    else if (bound.egress.delivery === 'none') bound.egress.sendNow?.(admission.channel, admission.record);
    else bound.outbox.add(sender.lane, admission.channel, admission.record);
  }

  #setAside(reason: DeadLetterReason, component: string, sender: Instance, argument: TypedValue): void {
    this.#context.counters.deadLetters++;
    this.#deadLetters.add(reason, { component, caller: sender.address, argument }, this.#context.nowMs);
  }

  #reject(
    component: string,
    rejected: { stream: OutboxStream; record: Uint8Array; sequence: number; reason: DeadLetterReason },
  ): void {
    const { stream, record, sequence, reason } = rejected;
    const position = `lane ${stream.lane}${stream.channel === '' ? '' : `, ${stream.channel}`}, record ${sequence}`;
    const argument = { typename: '', hasValue: true, value: record };
    this.#context.counters.deadLetters++;
    this.#deadLetters.add(reason, { component, position, argument }, this.#context.nowMs);
  }

  streams(id: string): readonly OutboxStream[] {
    return this.#bound.get(id)?.outbox.streams ?? [];
  }

  recall(id: string, key: string): string | undefined {
    const row = this.#context.overlay.get(connectorKey(id, key));
    return row && fromUtf8.decode(row);
  }

  /** Keeps a small value; `waiter` hears when it is durable. */
  remember(id: string, key: string, value: string, waiter: Waiter): void {
    this.#context.overlay.put(connectorKey(id, key), utf8.encode(value));
    this.#memories.push(waiter);
  }

  /** Some egress has more waiting than it may. */
  get isCrowded(): boolean {
    for (const { egress, outbox } of this.#bound.values()) {
      if (egress.backlogBytesMax > 0 && outbox.backlogBytes > egress.backlogBytesMax) return true;
    }
    return false;
  }

  /** Bytes that wait, by egress. */
  *backlogs(): Iterable<{ id: string; bytes: number; records: number }> {
    for (const [id, { outbox }] of this.#bound) {
      const records = outbox.streams.reduce((sum, { head, tail }) => sum + tail - head, 0);
      yield { id, bytes: outbox.backlogBytes, records };
    }
  }

  get dirty(): boolean {
    for (const { outbox } of this.#bound.values()) if (outbox.dirty) return true;
    return false;
  }

  seal(): void {
    for (const { outbox } of this.#bound.values()) outbox.seal();
    this.#sealedMemories = this.#memories;
    this.#memories = [];
  }

  committed(): void {
    for (const { outbox } of this.#bound.values()) outbox.committed();
    for (const { resolve } of this.#sealedMemories) resolve();
    this.#sealedMemories = [];
  }

  /** The engine is discarded: what is not durable by now will not be. */
  abandon(error: Error): void {
    for (const { reject } of [...this.#sealedMemories, ...this.#memories]) reject(error);
  }
}
