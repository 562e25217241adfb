import type { Cancel, Clock } from '@statefun-ts/engine';

import type { Prng } from './random.ts';
import type { Life, VirtualTime } from './virtual-time.ts';

/** Where the wall clock of every run begins. */
const WALL_ORIGIN_MS = 1_790_000_000_000;

/** The wall clock of the fake machine: it outlives processes, and may jump. */
export class WallClock {
  readonly #time: VirtualTime;
  #offsetMs = WALL_ORIGIN_MS;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  nowMs(): number {
    return Math.floor(this.#time.nowMs + this.#offsetMs);
  }

  jump(byMs: number): void {
    this.#offsetMs += byMs;
  }
}

/** What one process knows of time. Its timers die with it; its monotonic clock begins anywhere. */
export class SimClock implements Clock {
  readonly #time: VirtualTime;
  readonly #life: Life;
  readonly #wall: WallClock;
  readonly #random: Prng;
  readonly #monotonicOriginMs: number;

  constructor(time: VirtualTime, life: Life, wall: WallClock, random: Prng) {
    this.#time = time;
    this.#life = life;
    this.#wall = wall;
    this.#random = random;
    this.#monotonicOriginMs = random.between(0, 1e9) - time.nowMs;
  }

  wallMs(): number {
    return this.#wall.nowMs();
  }

  monotonicMs(): number {
    return this.#time.nowMs + this.#monotonicOriginMs;
  }

  schedule(delayMs: number, run: () => void): Cancel {
    const lateMs = this.#random.chance(0.1) ? this.#random.exponential(2) : 0;
    return this.#time.schedule(delayMs + lateMs, run, this.#life);
  }
}
