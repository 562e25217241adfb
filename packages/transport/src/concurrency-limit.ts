/** The limits that it goes by. */
export interface LimitBounds {
  /** Where it starts: enough for a fast function service to be busy. */
  readonly initial: number;
  /** Looking for a cheaper limit never goes below this: fewer calls save nothing more. */
  readonly floor: number;
  /**
   * While calls would take no longer than `QUICK_MS` with so many at once, it is not below this: a quick service answers what it
   * has before this process comes to send more, and would then have nothing to do.
   */
  readonly quickFloor: number;
}

/** For calls that take a connection each. */
export const PLAIN_BOUNDS: LimitBounds = { initial: 32, floor: 16, quickFloor: 64 };
/**
 * For calls over streams, which cost nothing while they wait: it begins with many, since a slow function would be long in
 * showing that it needs them. The floor is several writes' worth: while some are on their way, the service is at others.
 */
export const STREAM_BOUNDS: LimitBounds = { initial: 1024, floor: 256, quickFloor: 256 };
const QUICK_MS = 10;
/** A measurement takes at least so long, and at least as many calls as the limit. */
const WINDOW_MS = 100;
/**
 * A try measures the other limit and the present one in turn, so that what else goes on meanwhile meets both.
 * It begins with the other one, uncounted: its connections may have to be made.
 */
const TRY_WINDOWS = 5;
/** Measurements between two tries. */
const HOLD_WINDOWS = 50;
/** A higher limit is kept when it brings at least this share of what it would bring if calls only waited. */
const GAIN_MIN = 0.4;
/** Calls that take so many times as long as at the last try, so many windows on end, are a reason for the next. */
const SLOWER = 4;
const SLOWER_WINDOWS = 3;

/** A limit, and how long calls take at it, on the mean of the best window: what else goes on only makes it longer. */
interface Level {
  readonly limit: number;
  meanMs: number;
}

const levelAt = (limit: number): Level => ({ limit, meanMs: Infinity });

/** Little's law: as many calls as the limit were in flight all the time. */
const rateOf = ({ limit, meanMs }: Level): number => limit / Math.max(meanMs, Number.EPSILON);

/**
 * How many calls should be in flight at once: the fewest that reach nearly the best rate.
 *
 * Twice the connections bring twice the rate while calls wait for something else than a processor (a slow
 * function, a long line), and only longer queues once a processor is the limit. The two look alike in the
 * latency of a single call, so this tries: it doubles the limit, compares the rates, and keeps what paid;
 * later it tries half, and so on. While the caller's own thread is busy all the time it never tries more: that
 * could not pay, and noise would look as if it did. A quick service gets `quickFloor` without that: the little that it brings
 * does not show in one comparison. It is given all times, and never asks a clock.
 */
export class ConcurrencyLimit {
  readonly #max: number;
  readonly #bounds: LimitBounds;
  /** The limit that is kept, and the one that is tried during a try. */
  #kept: Level;
  #tried: Level | undefined;
  /** Windows of this try, or since the last one. */
  #windows = 0;
  #triesUp = true;
  #usualMs = 0;
  #slowWindows = 0;
  #cold = true;
  #busy = false;
  /** What this window measures. Calls that began before it were in flight with another number of others. */
  #sinceMs = -Infinity;
  #current: number;
  #calls = 0;
  #sumMs = 0;

  /** `max` >= 1 is never exceeded. */
  constructor(max: number, bounds: LimitBounds) {
    this.#max = max;
    this.#bounds = bounds;
    this.#current = Math.min(bounds.initial, max);
    this.#kept = levelAt(this.#current);
  }

  /** The limit as it is now, 1 to max. */
  get current(): number {
    return this.#current;
  }

  /** True until the first answer or time-out: nothing is known of the service yet. */
  get cold(): boolean {
    return this.#cold;
  }

  /**
   * A call was answered; `startedMs` is when it was let go. `waiting`: others were waiting for its place, so
   * the limit was what held them. `busy`: the caller's thread has no time left.
   */
  answered(startedMs: number, endedMs: number, waiting: boolean, busy = false): void {
    this.#cold = false;
    this.#busy = busy;
    if (!waiting) {
      this.#measure(this.#current, endedMs);
      return;
    }
    if (startedMs < this.#sinceMs) return;
    this.#calls++;
    this.#sumMs += endedMs - startedMs;
    if (this.#calls < this.#current || endedMs - this.#sinceMs < WINDOW_MS) return;
    const meanMs = this.#sumMs / this.#calls;
    this.#windows++;
    if (busy && this.#tried !== undefined && this.#tried.limit > this.#kept.limit)
      this.#keep(this.#kept, endedMs);
    else if (this.#tried === undefined) this.#holding(meanMs, endedMs);
    else this.#trying(this.#tried, meanMs, endedMs);
  }

  /**
   * A call's time ran out: too much is asked of the service. Halves the limit, below the floor too, once for
   * all calls that were in flight together.
   */
  timedOut(startedMs: number, nowMs: number): void {
    this.#cold = false;
    if (startedMs < this.#sinceMs) return;
    this.#keep(levelAt(Math.max(1, this.#current >> 1)), nowMs);
  }

  /**
   * Calls wait and none ends. While the limit is cold that means a slow function, so it lets more start:
   * with calls of ten seconds, measuring each step would take minutes.
   */
  stalled(nowMs: number): void {
    if (this.#cold) this.#keep(levelAt(Math.min(this.#max, this.#current * 2)), nowMs);
  }

  #holding(meanMs: number, nowMs: number): void {
    this.#slowWindows = meanMs > SLOWER * this.#usualMs ? this.#slowWindows + 1 : 0;
    const first = this.#usualMs === 0;
    const { limit } = this.#kept;
    const least = this.#least(meanMs);
    // Step by step, measuring each: time-outs may have brought it down.
    if (limit < least) this.#keep(levelAt(Math.min(least, 2 * limit)), nowMs);
    else if (first || this.#slowWindows >= SLOWER_WINDOWS) {
      this.#usualMs = meanMs;
      this.#try(true, nowMs);
    } else if (this.#windows >= HOLD_WINDOWS) this.#try(this.#triesUp, nowMs);
    else this.#measure(limit, nowMs);
  }

  #trying(tried: Level, meanMs: number, nowMs: number): void {
    const here = this.#current === tried.limit ? tried : this.#kept;
    if (this.#windows > 1) here.meanMs = Math.min(here.meanMs, meanMs);
    if (this.#windows < TRY_WINDOWS) this.#measure((here === tried ? this.#kept : tried).limit, nowMs);
    else this.#decide(this.#kept, tried, nowMs);
  }

  #decide(kept: Level, tried: Level, nowMs: number): void {
    const up = tried.limit > kept.limit;
    const [low, high] = up ? [kept, tried] : [tried, kept];
    const gain = (rateOf(high) / rateOf(low) - 1) / (high.limit / low.limit - 1);
    const better = gain >= GAIN_MIN ? high : low;
    this.#usualMs = better.meanMs;
    this.#keep(better, nowMs);
    if (better === tried) this.#try(up, nowMs, up ? 4 : 2);
    else if (high.limit > 2 * low.limit) this.#try(up, nowMs, 2);
  }

  /**
   * Begins to try twice or half the limit; four times when going up has just paid. At the upper end of the range it turns at
   * once; at the lower it holds, and turns next time.
   */
  #try(upwards: boolean, nowMs: number, factor = 2): void {
    const { limit } = this.#kept;
    const up = upwards && !this.#busy && limit < this.#max;
    const other = up
      ? Math.min(this.#max, limit * factor)
      : Math.max(this.#least(this.#usualMs), Math.floor(limit / factor));
    this.#keep(levelAt(limit), nowMs);
    this.#triesUp = !up;
    if (!up && other >= limit) return;
    this.#tried = levelAt(other);
    this.#measure(other, nowMs);
  }

  /** The least that it looks for, when calls take `meanMs` at the limit that is kept, and so in proportion at others: they may wait for a processor. */
  #least(meanMs: number): number {
    const { floor, quickFloor } = this.#bounds;
    const isQuick = (meanMs / this.#kept.limit) * quickFloor <= QUICK_MS;
    return Math.min(this.#max, isQuick ? quickFloor : floor);
  }

  #keep(level: Level, nowMs: number): void {
    this.#kept = level;
    this.#tried = undefined;
    this.#windows = 0;
    this.#slowWindows = 0;
    this.#measure(level.limit, nowMs);
  }

  #measure(limit: number, nowMs: number): void {
    this.#current = limit;
    this.#sinceMs = nowMs;
    this.#calls = 0;
    this.#sumMs = 0;
  }
}
