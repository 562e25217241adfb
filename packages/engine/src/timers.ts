import type { Address, TypedValue } from '@statefun-ts/protocol';

import { Heap } from './heap.ts';
import { rangeOf, timerFireAtMs, timerKey, tokenKey } from './keys.ts';
import type { Limits } from './limits.ts';
import type { Overlay } from './overlay.ts';
import type { Row } from './ports.ts';
import type { TimerRow } from './rows.ts';
import { timerRow, tokenRow } from './rows.ts';

/** A time past which no timer lies: 2^53 ms. */
const FIRE_AT_MS_MAX = Number.MAX_SAFE_INTEGER;

const [FIRST, LAST] = rangeOf('t');

/** Whose timer it is: its place in the store follows from it. */
export interface TimerOwner {
  readonly address: Address;
  readonly partition: string;
  readonly lane: number;
  readonly type: { readonly key: string };
}

/**
 * Delayed messages, their cancellation tokens, and checks of expirations: rows ordered by time. The next ones
 * are in memory, as hints only: a timer is what its row says when it fires, so cancelling deletes the row,
 * and an entry that is in memory twice does no harm.
 */
export class Timers {
  readonly #overlay: Overlay;
  readonly #limits: Limits;
  /** The next sequence; in the meta row. */
  sequence: number;
  /** Keys of timers before the horizon. */
  readonly #near = new Heap<string>((a, b) => a < b);
  /** All rows before it are in `near`. */
  #horizon = FIRST;
  /** Timers past the horizon that a running scan may miss, since they were not committed when it began. */
  #uncommitted: string[] = [];
  #committing: string[] = [];
  #scanning = false;

  constructor(overlay: Overlay, limits: Limits, sequence: number) {
    this.#overlay = overlay;
    this.#limits = limits;
    this.sequence = sequence;
  }

  /** Timers in memory. */
  get size(): number {
    return this.#near.size;
  }

  addMessage(
    sender: TimerOwner,
    fireAtMs: number,
    message: { token: string; target: Address; argument: TypedValue },
  ): void {
    const key = this.#add(sender.lane, fireAtMs, { sender: sender.address, expiry: null, ...message });
    if (message.token === '') return;
    const token = tokenKey(sender.partition, sender.type.key, message.token, sender.address.id);
    this.#overlay.put(token, tokenRow.encode({ timerKeys: [...this.#tokenTimers(token), key] }));
  }

  addExpiry(owner: TimerOwner, stateName: string, fireAtMs: number): void {
    const expiry = { address: owner.address, stateName };
    this.#add(owner.lane, fireAtMs, { sender: null, token: '', target: null, argument: null, expiry });
  }

  #add(lane: number, fireAtMs: number, row: TimerRow): string {
    const key = timerKey(Math.min(fireAtMs, FIRE_AT_MS_MAX), lane, this.sequence++);
    this.#overlay.put(key, timerRow.encode(row));
    if (key < this.#horizon) {
      this.#near.push(key);
      this.#bound();
    } else {
      this.#uncommitted.push(key);
    }
    return key;
  }

  /** How many messages that have not fired bear this token. */
  pending(sender: TimerOwner, token: string): number {
    return this.#tokenTimers(tokenKey(sender.partition, sender.type.key, token, sender.address.id)).length;
  }

  /** Cancels all messages of this sender that bear the token; returns how many there were. */
  cancel(sender: TimerOwner, token: string): number {
    const key = tokenKey(sender.partition, sender.type.key, token, sender.address.id);
    const timers = this.#tokenTimers(key);
    for (const timer of timers) this.#overlay.delete(timer);
    if (timers.length > 0) this.#overlay.delete(key);
    return timers.length;
  }

  #tokenTimers(key: string): readonly string[] {
    const row = this.#overlay.get(key);
    return row ? tokenRow.decode(row).timerKeys : [];
  }

  /** When the next timer in memory is due; undefined when there is none. */
  get nextFireAtMs(): number | undefined {
    const key = this.#near.peek();
    return key === undefined ? undefined : timerFireAtMs(key);
  }

  /** Takes the next timer that is due, and deletes its row. `forgetToken` must follow for messages. */
  take(nowMs: number): TimerRow | undefined {
    for (;;) {
      const key = this.#near.peek();
      if (key === undefined || timerFireAtMs(key) > nowMs) return undefined;
      this.#near.pop();
      const row = this.#overlay.get(key);
      if (row === undefined) continue;
      this.#overlay.delete(key);
      return timerRow.decode(row);
    }
  }

  /** A message with a token has fired: one message less bears it. */
  forgetToken(sender: TimerOwner, token: string): void {
    const key = tokenKey(sender.partition, sender.type.key, token, sender.address.id);
    const timerKeys = this.#tokenTimers(key).filter((timer) => this.#overlay.get(timer) !== undefined);
    if (timerKeys.length > 0) this.#overlay.put(key, tokenRow.encode({ timerKeys }));
    else this.#overlay.delete(key);
  }

  /** An epoch was sealed: what it holds is being committed. */
  sealed(): void {
    this.#committing = this.#scanning ? [...this.#committing, ...this.#uncommitted] : this.#uncommitted;
    this.#uncommitted = [];
  }

  /** Timers past the horizon are to be brought into memory. */
  get wantsScan(): boolean {
    return !this.#scanning && this.#horizon < LAST && this.#near.size <= this.#limits.timersMax / 4;
  }

  /** Begins to bring timers past the horizon into memory, when few are left: a range of rows to scan. */
  beginScan(): { from: string; to: string; limit: number } | undefined {
    if (!this.wantsScan) return undefined;
    this.#scanning = true;
    return { from: this.#horizon, to: LAST, limit: Math.ceil(this.#limits.timersMax / 2) };
  }

  /** What the scan found. */
  endScan(rows: readonly Row[], limit: number): void {
    this.#scanning = false;
    const last = rows.at(-1);
    // Right behind the last row that was read.
    const horizon = rows.length < limit || last === undefined ? LAST : `${last.key}\0`;
    for (const row of rows) this.#near.push(row.key);
    this.#committing = this.#pull(this.#committing, horizon);
    this.#uncommitted = this.#pull(this.#uncommitted, horizon);
    this.#horizon = horizon;
    this.#bound();
  }

  #pull(keys: readonly string[], horizon: string): string[] {
    for (const key of keys) if (key < horizon) this.#near.push(key);
    return keys.filter((key) => key >= horizon);
  }

  /** Draws the horizon nearer when too many timers are in memory. */
  #bound(): void {
    if (this.#near.size <= this.#limits.timersMax) return;
    const dropped = this.#near.truncate(Math.ceil(this.#limits.timersMax / 2));
    this.#horizon = dropped[0] ?? this.#horizon;
    // Some of these may not be committed yet, and a scan would miss them.
    this.#uncommitted.push(...dropped);
  }
}
