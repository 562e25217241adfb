import type { EpochWrites } from '@statefun-ts/engine';

import type { Message } from './commands.ts';
import { findMarks } from './marks.ts';

/** When a message's effects may have been applied: between the first and the last reply that held it. */
export interface ReplyTimes {
  readonly firstMs: number;
  lastMs: number;
}

interface RowMarks {
  readonly log: { readonly address: string; readonly uids: readonly string[] } | null;
  readonly texts: readonly string[];
}

const logOf = (text: string): { address: string; uids: string[] } => {
  const bar = text.indexOf('|');
  return { address: text.slice(0, bar), uids: text.slice(bar + 1).split(',') };
};

/** The uids that a `LOG` mark lists, in order. */
export const logUids = (text: string): string[] => logOf(text).uids;

/** What the world knows of what happened: what is durable, and when services answered. */
export class History {
  /** Marks of each durable row that has any. */
  readonly #rows = new Map<string, RowMarks>();
  /** How many durable rows hold a text (a message, a record, a bad record). */
  readonly #held = new Map<string, number>();
  /** What each address has durably applied, in order. */
  readonly #logs = new Map<string, { uids: readonly string[]; set: ReadonlySet<string> }>();
  readonly #replies = new Map<Message, ReplyTimes>();
  readonly #firstCalls = new Map<Message, number>();
  readonly #calls = new Map<string, number[]>();
  /** Client messages in the order in which they were handed over. */
  readonly accepted = new Map<Message, number>();
  readonly acked = new Set<Message>();

  /** An epoch became durable (or, with the old values, was lost again). */
  applied(writes: EpochWrites, disk: string): void {
    for (const [key, value] of writes) {
      const row = disk + key;
      this.#forget(row);
      if (value !== null) this.#note(row, value);
    }
  }

  #forget(key: string): void {
    const old = this.#rows.get(key);
    if (old === undefined) return;
    this.#rows.delete(key);
    if (old.log !== null) this.#logs.delete(old.log.address);
    for (const text of old.texts) this.#count(text, -1);
  }

  #note(key: string, value: Uint8Array): void {
    const marks = findMarks(value);
    if (marks.length === 0) return;
    const log = marks.find(({ kind }) => kind === 'LOG');
    const texts = marks
      .filter(({ kind }) => kind === 'MSG' || kind === 'OUT' || kind === 'BAD')
      .map(({ text }) => text);
    const row = { log: log === undefined ? null : logOf(log.text), texts };
    this.#rows.set(key, row);
    if (row.log !== null) this.#logs.set(row.log.address, { uids: row.log.uids, set: new Set(row.log.uids) });
    for (const text of texts) this.#count(text, 1);
  }

  #count(text: string, by: number): void {
    this.#held.set(text, (this.#held.get(text) ?? 0) + by);
  }

  /** The message's effects are durable. */
  isApplied({ targetKey, uid }: Message): boolean {
    return this.#logs.get(targetKey)?.set.has(uid) ?? false;
  }

  /** The message is durable: waiting, set aside, or done. */
  isSafe(message: Message): boolean {
    return this.isApplied(message) || this.isHeld(message.uid);
  }

  /** Some durable row holds this message, record or bad record. */
  isHeld(text: string): boolean {
    return (this.#held.get(text) ?? 0) > 0;
  }

  /** What an address has durably applied, in order. */
  logOf(address: string): readonly string[] {
    return this.#logs.get(address)?.uids ?? [];
  }

  logs(): Iterable<[address: string, log: { readonly uids: readonly string[] }]> {
    return this.#logs;
  }

  replied(messages: readonly Message[], nowMs: number): void {
    for (const message of messages) {
      const times = this.#replies.get(message);
      if (times === undefined) this.#replies.set(message, { firstMs: nowMs, lastMs: nowMs });
      else times.lastMs = nowMs;
    }
  }

  replyTimes(message: Message): ReplyTimes | undefined {
    return this.#replies.get(message);
  }

  called(address: string, messages: readonly Message[], nowMs: number): void {
    const calls = this.#calls.get(address);
    if (calls === undefined) this.#calls.set(address, [nowMs]);
    else calls.push(nowMs);
    for (const message of messages) if (!this.#firstCalls.has(message)) this.#firstCalls.set(message, nowMs);
  }

  firstCallMs(message: Message): number | undefined {
    return this.#firstCalls.get(message);
  }

  /** When calls to an address were made. */
  callsTo(address: string): readonly number[] {
    return this.#calls.get(address) ?? [];
  }
}
