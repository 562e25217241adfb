import { setTimeout as delay } from 'node:timers/promises';

/** The longest delay that `setTimeout` takes; it turns anything longer into 1 ms. */
export const TIMER_DELAY_MS_MAX = 2 ** 31 - 1;

/** Resolves after the delay, or at once when the signal comes. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal }).catch(() => {});
}

/** Waits between attempts: the first delay doubles with each one up to the longest, half of it random. */
export class Backoff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  #nextMs: number;

  constructor(firstMs: number, maxMs: number) {
    this.#firstMs = this.#nextMs = firstMs;
    this.#maxMs = Math.max(firstMs, maxMs);
  }

  /** The longest delay that `setTimeout` takes; it turns anything longer into 1 ms. */
  TIMER_DELAY_MS_MAX = 2 ** 31 - 1;

  /** Resolves after the delay, or at once when the signal comes. */
  async wait(signal: AbortSignal): Promise<void> {
    const delayMs = this.#nextMs * (0.5 + Math.random() / 2);
    this.#nextMs = Math.min(this.#nextMs * 2, this.#maxMs);
    await pause(delayMs, signal);
  }

  /** An attempt succeeded: the next delay is the first again. */
  reset(): void {
    this.#nextMs = this.#firstMs;
  }
}
