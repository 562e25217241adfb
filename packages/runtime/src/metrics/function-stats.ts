import type { FromFunction } from '@statefun-ts/protocol';
import { Meter } from './meter.ts';
import { Reservoir } from './reservoir.ts';

/** Upper bounds of the buckets that calls are counted in, by how long they take. */
export const BUCKETS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000];

/** What happened between the runtime and one function type. */
export class FunctionStats {
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

  answered(messages: number, { invocationResult, incompleteInvocationContext }: FromFunction): void {
    // An incomplete reply has handled nothing yet: the same messages go out again.
    if (incompleteInvocationContext !== null) return;
    this.in.count += messages;
    if (invocationResult === null) return;
    this.outMessages.count += invocationResult.outgoingMessages.length;
    this.outEgress.count += invocationResult.outgoingEgresses.length;
  }

  failed(): void {
    this.failures.count++;
  }

  ended(tookMs: number): void {
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
}
