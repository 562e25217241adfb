import type { Cancel, Clock } from '@statefun-ts/engine';

/** Where time begins: 2026-01-01. */
const START_MS = Date.UTC(2026, 0, 1);

interface Entry {
  readonly atMs: number;
  readonly run: () => void;
}

/** A clock that stands still until it is told to go on. */
export class VirtualClock implements Clock {
  #nowMs = START_MS;
  /** A handful: a shard schedules its next commit and its next timer. */
  readonly #entries = new Set<Entry>();

  wallMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, run: () => void): Cancel {
    const entry = { atMs: this.#nowMs + Math.max(0, delayMs), run };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  /** Moves to the next that is scheduled, up to `untilMs`, and runs it; false when there is none. */
  runNext(untilMs: number): boolean {
    let next: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.atMs <= untilMs && (next === undefined || entry.atMs < next.atMs)) next = entry;
    }
    if (next === undefined) return false;
    this.#entries.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.run();
    return true;
  }

  /** Moves on, past nothing that is scheduled. */
  moveTo(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }
}
