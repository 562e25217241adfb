import type { Clock, Random } from '@statefun-ts/engine';

/** The waits of one delivery loop, which a stop cuts short. One wait at a time. */
export class Pacer {
  readonly #clock: Clock;
  readonly #random: Random;
  #stopped = false;
  #noticed = false;
  #endWait: () => void = nothing;
  #endNoticeWait: () => void = nothing;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Ends the present wait and all later ones, until `restart`. */
  stop(): void {
    this.#stopped = true;
    this.#endWait();
  }

  restart(): void {
    this.#stopped = false;
    this.#noticed = false;
  }

  /** Ends the present or else the next `untilNoticed`. */
  notice(): void {
    this.#noticed = true;
    this.#endNoticeWait();
  }

  /** Resolves when `notice` was called since the last such wait, or on `stop`. */
  async untilNoticed(): Promise<void> {
    if (!this.#noticed && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#endWait = resolve;
        this.#endNoticeWait = resolve;
      });
      this.#endNoticeWait = nothing;
    }
    this.#noticed = false;
  }

  /** Resolves after `delayMs`, or on `stop`. */
  async sleep(delayMs: number): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.schedule(delayMs, resolve);
      this.#endWait = () => {
        cancel();
        resolve();
      };
    });
  }

  /** The delay after `failures` failures in a row: doubling, with 20 % of jitter either way. */
  backoffMs(failures: number, firstMs: number, maxMs: number): number {
    const base = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
    return base * (0.8 + 0.4 * this.#random());
  }
}

/** Lets a repeated report through once per period, and counts what it holds back. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #periodMs: number;
  #nextMs = Number.NEGATIVE_INFINITY;
  #heldBack = 0;

  constructor(clock: Clock, periodMs: number) {
    this.#clock = clock;
    this.#periodMs = periodMs;
  }

  /** If it is time, calls `report` with the number of events since it last did, these included. */
  count(events: number, report: (events: number) => void): void {
    this.#heldBack += events;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + this.#periodMs;
    const total = this.#heldBack;
    this.#heldBack = 0;
    report(total);
  }
}

function nothing(): void {}
