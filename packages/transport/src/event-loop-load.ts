/** How long one sample covers. */
const SAMPLE_MS = 100;
/** From this share of busy time on, this process is what limits the rate. */
const BUSY_SHARE = 0.85;

/** Whether this thread has been busy nearly all of the last moments: more calls in flight would not help it. */
export class EventLoopLoad {
  #last = performance.eventLoopUtilization();
  #sampledMs = -Infinity;
  #busy = false;

  /** `nowMs` is of `performance.now()`. */
  isBusy(nowMs: number): boolean {
    if (nowMs - this.#sampledMs < SAMPLE_MS) return this.#busy;
    const current = performance.eventLoopUtilization();
    this.#busy = performance.eventLoopUtilization(current, this.#last).utilization >= BUSY_SHARE;
    this.#last = current;
    this.#sampledMs = nowMs;
    return this.#busy;
  }
}

/** Of this thread. */
export const threadLoad = new EventLoopLoad();
