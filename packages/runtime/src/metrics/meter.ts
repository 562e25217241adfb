/** How often meters are to be sampled. */
export const SAMPLE_EVERY_MS = 5_000;
const SPAN_MS = 60_000;
const SAMPLES = SPAN_MS / SAMPLE_EVERY_MS + 1;

/** A count, and its rate per second, over a minute. */
export interface Metered {
  readonly count: number;
  readonly rate: number;
}

/** A count that only grows, and its mean rate over the last minute. */
export class Meter implements Metered {
  readonly #samples = new Float64Array(SAMPLES);
  #newest = 0;
  count = 0;

  /** Takes a sample: to be called every `SAMPLE_EVERY_MS`. */
  sample(): void {
    this.#newest = (this.#newest + 1) % SAMPLES;
    this.#samples[this.#newest] = this.count;
  }

  /** Per second, over the minute before the last sample. */
  get rate(): number {
    const newest = this.#samples[this.#newest] ?? 0;
    const oldest = this.#samples[(this.#newest + 1) % SAMPLES] ?? 0;
    return (newest - oldest) / (SPAN_MS / 1000);
  }
}
