import type { Limits } from './limits.ts';

/**
 * How far the delay grows with the load: so many milliseconds at one message per millisecond, and with the square
 * of the rate. Little is added where latency is what counts (0.25 ms at 500 messages a second), and an epoch is as
 * long as it may be from 6,000 a second on.
 */
const DELAY_AT_ONE_PER_MS = 1;
/**
 * An epoch is a millisecond longer for each so many messages that wait: on a machine that can't keep up, whatever its
 * rate, their turn is what takes time, and not the epoch.
 */
const WAITING_PER_MS = 100;
/** The weight of the newest interval in the estimate of the load. */
const NEWEST_WEIGHT = 0.3;

/**
 * How long an epoch collects before it is committed: about a millisecond when there is little to do, since
 * somebody waits for it; longer under load, where fewer commits are the largest saving.
 */
export class EpochPace {
  readonly #limits: Pick<Limits, 'epochDelayMinMs' | 'epochDelayMaxMs'>;
  #lastMs: number | undefined;
  #lastHandled = 0;
  /** Messages handled per millisecond, smoothed. */
  #rate = 0;

  constructor(limits: Pick<Limits, 'epochDelayMinMs' | 'epochDelayMaxMs'>) {
    this.#limits = limits;
  }

  /** The delay of an epoch that begins now, with so many messages handled so far, and so many that wait. */
  delayMs(monotonicMs: number, handled: number, waiting: number): number {
    if (this.#lastMs !== undefined && monotonicMs > this.#lastMs) {
      const rate = (handled - this.#lastHandled) / (monotonicMs - this.#lastMs);
      this.#rate += NEWEST_WEIGHT * (rate - this.#rate);
    }
    this.#lastMs = monotonicMs;
    this.#lastHandled = handled;
    const { epochDelayMinMs, epochDelayMaxMs } = this.#limits;
    const loadMs = Math.max(DELAY_AT_ONE_PER_MS * this.#rate ** 2, waiting / WAITING_PER_MS);
    return Math.min(epochDelayMaxMs, epochDelayMinMs + Math.floor(loadMs));
  }
}
