/** As many as the original keeps: 99.9% confidence with a 5% margin of error. */
const SAMPLES_MAX = 1028;

/** A uniform sample of all the values that there ever were, as the original's histograms keep it. */
export class Reservoir {
  readonly #samples: number[] = [];
  readonly #random: () => number;
  count = 0;

  /** `random` gives numbers in [0, 1). */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  add(value: number): void {
    this.count++;
    if (this.#samples.length < SAMPLES_MAX) {
      this.#samples.push(value);
      return;
    }
    const place = Math.floor(this.#random() * this.count);
    if (place < SAMPLES_MAX) this.#samples[place] = value;
  }

  get samples(): readonly number[] {
    return this.#samples;
  }
}

/** The values below which the given shares of a sample lie; 0 when there is none. */
export const quantiles = (samples: readonly number[], shares: readonly number[]): number[] => {
  const sorted = Float64Array.from(samples).toSorted();
  return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
};
