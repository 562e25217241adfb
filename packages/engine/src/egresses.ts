import type { TypedValue } from '@statefun-ts/protocol';

import type { Context } from './context.ts';
import type { DeadLetters } from './dead-letters.ts';
import { EXCHANGE } from './exchange.ts';
import type { Instance } from './functions.ts';
import { connectorKey, parseOutboxKey, parseConnectorKey } from './keys.ts';
import { Outbox } from './outbox.ts';
import { laneOfId, shardOfId } from './partition.ts';
import type { Admission, DeadLetterReason, Egress, OutboxStream, Row } from './ports.ts';
import type { LetterRow } from './rows.ts';
import { letterRow, outboxStreamRow } from './rows.ts';

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

/** What the store has of egresses when an engine begins. */
export interface EgressRows {
  /** The outbox streams: all rows of kind `h`. */
  readonly streams: readonly Row[];
  /** What they keep: all rows of kind `c`. */
  readonly memories: readonly Row[];
}

/** What goes out: each egress with the records that wait for it. */
export class Egresses {
  readonly #context: Context;
  readonly #deadLetters: DeadLetters;
  readonly #bound = new Map<string, BoundEgress>();
  /** The mail for other shards; undefined when there is none. */
  readonly #exchange: Outbox | undefined;
  /** Records of an egress that no module has any more: kept, and reported. */
  readonly #orphans = new Map<string, number>();
  /** The names of all that egresses keep, those that left the module included. */
  readonly #memoryKeys: Set<string>;
  #memories: Waiter[] = [];
  #sealedMemories: readonly Waiter[] = [];

  constructor(
    context: Context,
    deadLetters: DeadLetters,
    egresses: readonly Egress[],
    { streams, memories }: EgressRows,
  ) {
    this.#context = context;
    this.#deadLetters = deadLetters;
    this.#memoryKeys = new Set(memories.map(({ key }) => key));
    for (const egress of egresses) this.#bind(egress);
    this.#exchange = this.#bound.get(EXCHANGE)?.outbox;
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
    const admission = admit(bound.egress, argument);
    if (!admission.ok) this.#setAside(admission.reason, id, sender, argument);
    else if (bound.egress.delivery !== 'none')
      bound.outbox.add(sender.lane, admission.channel, admission.record);
  }

  /** An id belongs to another shard. */
  isElsewhere(id: string): boolean {
    const { share } = this.#context;
    return this.#exchange !== undefined && shardOfId(id, this.#context, share.count) !== share.index;
  }

  /** Sends a letter to the shard of its target, which is another one. */
  exchange(lane: number, letter: LetterRow): void {
    const to = laneOfId(letter.target.id, this.#context);
    this.#exchange?.add(lane, String(to), letterRow.encode(letter));
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

  /** All that egresses keep. */
  memories(): [egress: string, key: string, value: string][] {
    return [...this.#memoryKeys].flatMap((memory) => {
      const { egress, name } = parseConnectorKey(memory);
      const value = this.recall(egress, name);
      return value === undefined ? [] : [[egress, name, value]];
    });
  }

  /** What the other egresses keep under `key`. */
  recallOthers(id: string, key: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const memory of this.#memoryKeys) {
      const { egress, name } = parseConnectorKey(memory);
      const value = name === key && egress !== id ? this.recall(egress, key) : undefined;
      if (value !== undefined) found.set(egress, value);
    }
    return found;
  }

  /** Keeps a small value; `waiter` hears when it is durable. */
  remember(id: string, key: string, value: string, waiter: Waiter): void {
    const memory = connectorKey(id, key);
    this.#memoryKeys.add(memory);
    this.#context.overlay.put(memory, utf8.encode(value));
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

/** Admits a record, and hands it over at once where no delivery is promised. A connector that throws is named, and harms no other. */
const admit = (egress: Egress, argument: TypedValue): Admission => {
  try {
    const admission = egress.admit(argument);
    // Connectors may be anybody's, and in plain JavaScript.
    if (admission.ok && !(admission.record instanceof Uint8Array))
      throw new TypeError('it made no bytes of it');
    if (admission.ok && egress.delivery === 'none') egress.sendNow?.(admission.channel, admission.record);
    return admission;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `Egress ${egress.id} failed at a record: ${why}; the record is set aside, and the fault is the connector's`;
    return { ok: false, reason: { code: 'STATEFUN_CONNECTOR_FAILED', message } };
  }
};
