import type { Cancel } from '@statefun-ts/engine';

/** One run of the fake process. What was scheduled on its behalf dies with it. */
export class Life {
  #alive = true;

  get alive(): boolean {
    return this.#alive;
  }

  end(): void {
    this.#alive = false;
  }
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly life: Life | null;
  /** `null`: cancelled. */
  run: (() => void) | null;
}

const isBefore = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** A binary heap of events, soonest first. */
class EventHeap {
  readonly #events: Event[] = [];

  push(event: Event): void {
    const events = this.#events;
    let i = events.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = events[parent] as Event;
      if (!isBefore(event, above)) break;
      events[i] = above;
      i = parent;
    }
    events[i] = event;
  }

  pop(): Event | undefined {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (first === undefined || last === undefined || events.length === 0) return first;
    this.#sink(last);
    return first;
  }

  #sink(event: Event): void {
    const events = this.#events;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= events.length) break;
      if (child + 1 < events.length && isBefore(events[child + 1] as Event, events[child] as Event)) child++;
      const below = events[child] as Event;
      if (!isBefore(below, event)) break;
      events[i] = below;
      i = child;
    }
    events[i] = event;
  }
}

/**
 * Time that passes only when nothing is left to do at its present point. Events run one by one, in order of
 * their time; all promises that an event settles are followed to their end before the next event runs.
 */
export class VirtualTime {
  nowMs = 0;
  events = 0;
  readonly #heap = new EventHeap();
  #order = 0;

  /** Runs `run` after `delayMs`, unless `life` ends first. */
  schedule(delayMs: number, run: () => void, life: Life | null = null): Cancel {
    const event: Event = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, life, run };
    this.#heap.push(event);
    return () => {
      event.run = null;
    };
  }

  /** Resolves after `delayMs`; never, when `life` ends first. */
  sleep(delayMs: number, life: Life | null = null): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(delayMs, resolve, life);
    });
  }

  /** Runs events until `until` says so, or none is left. Rejects with what an event throws. */
  run(until: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = (): void => {
        try {
          if (until() || !this.#runNext()) {
            resolve();
            return;
          }
        } catch (error) {
          reject(error);
          return;
        }
        nextStep();
      };
      // Node runs a tick that was queued by a microtask after all microtasks, those that they queue included.
      const nextStep = (): void => queueMicrotask(() => process.nextTick(step));
      nextStep();
    });
  }

  #runNext(): boolean {
    for (;;) {
      const event = this.#heap.pop();
      if (event === undefined) return false;
      if (event.run === null || event.life?.alive === false) continue;
      this.nowMs = event.atMs;
      this.events++;
      event.run();
      return true;
    }
  }
}
