import { ConcurrencyLimit, PLAIN_BOUNDS } from './concurrency-limit.ts';
import { threadLoad } from './event-loop-load.ts';

/** With calls waiting and none ending for so long, what is in flight is slow. */
const STALL_MS = 250;

/** So many entrants for each place: those who follow are there when places come free, and it shows that the limit holds them. */
const ENTRANTS_PER_PLACE = 2;

/** Something that waits its turn. The links belong to the gate. */
export interface Entrant {
  /** It is this one's turn. Called once; must not throw. */
  start(): void;
  next: Entrant | undefined;
}

/** How a call ended, for the limit: only an answer says how fast the service is. */
export type Ending = 'answered' | 'timed out' | 'failed';

/**
 * Lets as many calls of a function type go on at once as its `ConcurrencyLimit` says; the others wait, first
 * come, first served. Who waits is bounded by who calls: the engine has a budget of calls in flight.
 */
export class Gate {
  readonly #limit: ConcurrencyLimit;
  #inside = 0;
  #admission: NodeJS.Immediate | undefined;
  #first: Entrant | undefined;
  #last: Entrant | undefined;
  #watch: NodeJS.Timeout | undefined;
  #lastEndMs = 0;

  /** `max` >= 1 calls at once at most. */
  constructor(max: number) {
    this.#limit = new ConcurrencyLimit(max, PLAIN_BOUNDS);
  }

  /** So many are of use now, inside and waiting. Undefined while nothing is known of the service. */
  get wanted(): number | undefined {
    return this.#limit.cold ? undefined : ENTRANTS_PER_PLACE * this.#limit.current;
  }

  /** True when nobody is inside or waits. */
  get idle(): boolean {
    return this.#inside === 0 && this.#first === undefined;
  }

  /** Starts `entrant`, now or when its turn comes. Each one that was started calls `leave` once. */
  enter(entrant: Entrant): void {
    if (this.#first === undefined && this.#inside < this.#limit.current) {
      this.#inside++;
      entrant.start();
      return;
    }
    if (this.#last === undefined) this.#first = entrant;
    else this.#last.next = entrant;
    this.#last = entrant;
    if (this.#limit.cold && this.#watch === undefined) {
      this.#lastEndMs = performance.now();
      this.#watchForStall();
    }
  }

  /** One that was started at `startedMs` on `performance.now()` ended. */
  leave(ending: Ending, startedMs: number): void {
    const nowMs = performance.now();
    this.#inside--;
    this.#lastEndMs = nowMs;
    if (ending === 'answered')
      this.#limit.answered(startedMs, nowMs, this.#first !== undefined, threadLoad.isBusy(nowMs));
    else if (ending === 'timed out') this.#limit.timedOut(startedMs, nowMs);
    if (this.#first !== undefined) this.#admission ??= setImmediate(this.#admit);
  }

  /** Forgets who waits: they are not started any more. */
  close(): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    clearImmediate(this.#admission);
    this.#admission = undefined;
    this.#first = this.#last = undefined;
  }

  /**
   * Those who follow start together, at the end of the turn in which their places came free: requests that go out at
   * once find the service awake, which saves both sides a quarter of their time under load.
   */
  readonly #admit = (): void => {
    this.#admission = undefined;
    while (this.#first !== undefined && this.#inside < this.#limit.current) {
      const entrant = this.#first;
      this.#first = entrant.next;
      if (this.#first === undefined) this.#last = undefined;
      entrant.next = undefined;
      this.#inside++;
      entrant.start();
    }
  };

  #watchForStall(): void {
    this.#watch = setTimeout(() => {
      this.#watch = undefined;
      if (this.#first === undefined) return;
      const nowMs = performance.now();
      if (nowMs - this.#lastEndMs >= STALL_MS) {
        this.#limit.stalled(nowMs);
        this.#admit();
      }
      if (this.#first !== undefined && this.#limit.cold) this.#watchForStall();
    }, STALL_MS);
  }
}
