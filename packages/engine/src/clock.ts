import type { Clock, Observer } from './ports.ts';

/** Wall-clock differences up to this are followed; larger ones are taken for a fault. */
const JUMP_MAX_MS = 24 * 60 * 60_000;
/** At most this share of passing time is added or held back to follow the wall clock. */
const SLEW_SHARE = 0.1;
/** Below this a difference is slewed, above it a forward one is a step (a machine that slept). */
const STEP_MS = 10_000;

/**
 * Engine time: the time that the store has seen last, plus monotonic time, led towards the wall clock. It never
 * goes back, not even across restarts, and does not follow a clock that is off by more than a day while it
 * runs: then it says so, rather than fire every timer. At start a wall clock ahead of the store is believed,
 * since time passes while nothing runs.
 */
export class EngineClock {
  readonly #clock: Clock;
  readonly #observer: Observer;
  #timeMs: number;
  #monotonicMs: number;
  #alarmed = false;

  constructor(clock: Clock, storedTimeMs: number, observer: Observer) {
    this.#clock = clock;
    this.#observer = observer;
    const wallMs = Math.floor(clock.wallMs());
    this.#timeMs = Math.max(storedTimeMs, wallMs);
    this.#monotonicMs = clock.monotonicMs();
    if (storedTimeMs - wallMs > STEP_MS) {
      observer.log(
        'warn',
        "The wall clock is behind the store's last time; timers wait until it has caught up",
        {
          behindMs: storedTimeMs - wallMs,
        },
      );
    }
  }

  /** Whole milliseconds since 1970, never less than before. */
  nowMs(): number {
    const monotonicMs = this.#clock.monotonicMs();
    const passedMs = Math.max(0, monotonicMs - this.#monotonicMs);
    this.#monotonicMs = monotonicMs;
    const aheadMs = this.#clock.wallMs() - (this.#timeMs + passedMs);
    this.#timeMs += passedMs + this.#correctionMs(aheadMs, passedMs);
    return Math.floor(this.#timeMs);
  }

  #correctionMs(aheadMs: number, passedMs: number): number {
    if (Math.abs(aheadMs) > JUMP_MAX_MS) {
      this.#alarm(aheadMs);
      return 0;
    }
    this.#alarmed = false;
    if (aheadMs > STEP_MS) return aheadMs;
    const stepMs = passedMs * SLEW_SHARE;
    return Math.max(-stepMs, Math.min(stepMs, aheadMs));
  }

  #alarm(aheadMs: number): void {
    if (this.#alarmed) return;
    this.#alarmed = true;
    this.#observer.log(
      'error',
      'The wall clock jumped by more than a day; engine time does not follow it. Restart to adopt it',
      {
        jumpMs: Math.round(aheadMs),
      },
    );
  }
}
