import { Bag } from './bag.ts';
import type { Bagged } from './bag.ts';

/** Something that must be over at some time. */
export interface Dated extends Bagged {
  /** On `performance.now()`; infinite when it has none yet. */
  readonly deadlineMs: number;
  /** It is not over in time. It takes itself out. */
  onDeadline(): void;
}

/** setTimeout takes no more. */
const DELAY_MS_MAX = 2 ** 31 - 1;
/** Between two looks, at least. */
const LOOK_MS = 10;

/**
 * The deadlines of many calls, with one timer: nearly all calls end long before, so that one which is put in and taken
 * out costs next to nothing. All are looked at when the first of them may have passed.
 */
export class Deadlines<T extends Dated> {
  readonly #calls = new Bag<T>();
  #timer: NodeJS.Timeout | undefined;
  #timerMs = Infinity;

  add(call: T): void {
    this.#calls.add(call);
    this.dated(call);
  }

  /** One that is in got its deadline. */
  dated(call: T): void {
    if (call.deadlineMs < this.#timerMs) this.#lookAt(call.deadlineMs, performance.now());
  }

  remove(call: T): void {
    this.#calls.remove(call);
  }

  /** Those that are in. */
  all(): T[] {
    return this.#calls.all();
  }

  /** Looks no more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timerMs = Infinity;
  }

  #lookAt(atMs: number, nowMs: number): void {
    clearTimeout(this.#timer);
    this.#timerMs = atMs;
    const delayMs = Math.min(Math.max(LOOK_MS, Math.ceil(atMs - nowMs)), DELAY_MS_MAX);
    this.#timer = setTimeout(() => this.#look(), delayMs);
  }

  #look(): void {
    this.#timerMs = Infinity;
    const nowMs = performance.now();
    let nextMs = Infinity;
    for (const call of this.all()) {
      if (call.deadlineMs <= nowMs) call.onDeadline();
      else nextMs = Math.min(nextMs, call.deadlineMs);
    }
    if (nextMs < this.#timerMs) this.#lookAt(nextMs, nowMs);
  }
}
