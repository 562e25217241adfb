import type { CallMeter } from '@statefun-ts/engine';
import type { FromFunction } from '@statefun-ts/protocol';
import type { Metered } from './meter.ts';
import { Meter } from './meter.ts';
import { Reservoir } from './reservoir.ts';

/** Upper bounds of the buckets that calls are counted in, by how long they take. */
export const BUCKETS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000];

/** The figures of one function type, as plain data. */
export interface FunctionFigures {
  readonly in: Metered;
  readonly outMessages: Metered;
  readonly outEgress: Metered;
  readonly failures: Metered;
  readonly inFlight: number;
  /** How long attempts took: how many there were, their sum, and a sample of them. */
  readonly latencyMs: { readonly count: number; readonly sum: number; readonly samples: readonly number[] };
  /** Attempts by `BUCKETS_MS`; the last are those that took longer. */
  readonly buckets: readonly number[];
}

/** What happened between the runtime and one function type. */
export class FunctionStats implements CallMeter {
  /** Messages that the function answered for. */
  readonly in = new Meter();
  readonly outMessages = new Meter();
  readonly outEgress = new Meter();
  /** Attempts that failed. */
  readonly failures = new Meter();
  /** Attempts under way. */
  inFlight = 0;
  /** How long attempts took, in milliseconds. */
  readonly latencyMs = new Reservoir();
  latencySumMs = 0;
  /** Attempts by `BUCKETS_MS`; the last are those that took longer. */
  readonly buckets = new Float64Array(BUCKETS_MS.length + 1);

  began(): void {
    this.inFlight++;
  }

  answered(
    tookMs: number,
    messages: number,
    { invocationResult, incompleteInvocationContext }: FromFunction,
  ): void {
    this.#ended(tookMs);
    // An incomplete reply has handled nothing yet: the same messages go out again.
    if (incompleteInvocationContext !== null) return;
    this.in.count += messages;
    if (invocationResult === null) return;
    this.outMessages.count += invocationResult.outgoingMessages.length;
    this.outEgress.count += invocationResult.outgoingEgresses.length;
  }

  failed(tookMs: number): void {
    this.#ended(tookMs);
    this.failures.count++;
  }

  #ended(tookMs: number): void {
    this.inFlight--;
    this.latencyMs.add(tookMs);
    this.latencySumMs += tookMs;
    const bucket = BUCKETS_MS.findIndex((boundMs) => tookMs <= boundMs);
    const place = bucket === -1 ? BUCKETS_MS.length : bucket;
    this.buckets[place] = (this.buckets[place] ?? 0) + 1;
  }

  sample(): void {
    for (const meter of [this.in, this.outMessages, this.outEgress, this.failures]) meter.sample();
  }

  figures(): FunctionFigures {
    const plain = ({ count, rate }: Meter): Metered => ({ count, rate });
    const { count, samples } = this.latencyMs;
    return {
      in: plain(this.in),
      outMessages: plain(this.outMessages),
      outEgress: plain(this.outEgress),
      failures: plain(this.failures),
      inFlight: this.inFlight,
      latencyMs: { count, sum: this.latencySumMs, samples },
      buckets: [...this.buckets],
    };
  }
}

/** The figures of one function type in several shards, together. */
export const together = (all: readonly FunctionFigures[]): FunctionFigures => {
  const sum = (value: (figures: FunctionFigures) => number): number =>
    all.reduce((total, figures) => total + value(figures), 0);
  const metered = (meter: 'in' | 'outMessages' | 'outEgress' | 'failures'): Metered => ({
    count: sum((figures) => figures[meter].count),
    rate: sum((figures) => figures[meter].rate),
  });
  return {
    in: metered('in'),
    outMessages: metered('outMessages'),
    outEgress: metered('outEgress'),
    failures: metered('failures'),
    inFlight: sum(({ inFlight }) => inFlight),
    latencyMs: {
      count: sum(({ latencyMs }) => latencyMs.count),
      sum: sum(({ latencyMs }) => latencyMs.sum),
      samples: all.flatMap(({ latencyMs }) => latencyMs.samples),
    },
    buckets: [...BUCKETS_MS, Infinity].map((_, bucket) => sum(({ buckets }) => buckets[bucket] ?? 0)),
  };
};
