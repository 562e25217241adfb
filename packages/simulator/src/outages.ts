import type { Prng } from './random.ts';

/** When something is out of order: some stretches of time before `untilMs`. */
export class Outages {
  readonly #stretches: { readonly fromMs: number; readonly toMs: number }[] = [];

  /** Up to `count` outages of up to `lengthMs` each. */
  constructor(random: Prng, count: number, lengthMs: number, untilMs: number) {
    const actual = random.integer(0, count);
    for (let i = 0; i < actual; i++) {
      const fromMs = random.between(0, untilMs);
      this.#stretches.push({ fromMs, toMs: Math.min(untilMs, fromMs + random.between(0, lengthMs)) });
    }
  }

  isOut(nowMs: number): boolean {
    return this.#stretches.some(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs);
  }
}
