import type { Context } from './context.ts';
import type { Directory } from './directory.ts';
import type { Egresses } from './egresses.ts';
import type { Instance } from './functions.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { Sources } from './sources.ts';
import type { WorkingSet } from './working-set.ts';

/** Ingresses pause at this share of a budget, and go on at half of that. */
const PAUSE_SHARE = 0.5;

/** Keeps what waits within its budgets: pauses ingresses, and puts mail that waits too long or is too much into the store. */
export class Pressure {
  readonly #context: Context;
  readonly #directory: Directory;
  readonly #mailboxes: Mailboxes;
  readonly #sources: Sources;
  readonly #egresses: Egresses;
  readonly #workingSet: WorkingSet;
  #paused = false;

  constructor(
    context: Context,
    parts: {
      readonly directory: Directory;
      readonly mailboxes: Mailboxes;
      readonly sources: Sources;
      readonly egresses: Egresses;
      readonly workingSet: WorkingSet;
    },
  ) {
    this.#context = context;
    this.#directory = parts.directory;
    this.#mailboxes = parts.mailboxes;
    this.#sources = parts.sources;
    this.#egresses = parts.egresses;
    this.#workingSet = parts.workingSet;
  }

  /** Ingresses are to pause: some budget is half spent. With hysteresis. */
  get isPaused(): boolean {
    const { limits } = this.#context;
    const share = this.#paused ? PAUSE_SHARE / 2 : PAUSE_SHARE;
    this.#paused =
      this.#sources.undone > 2 * share * this.#workingSet.windowMessagesMax ||
      this.#mailboxes.queuedBytes > share * limits.queuedBytesMax ||
      this.#context.overlay.runningBytes > 2 * share * limits.epochBytesMax ||
      this.#egresses.isCrowded;
    return this.#paused;
  }

  /** Mail that holds its source's position back goes to the store: an address's whole queue, in order. */
  spillOld(): void {
    const { limits, nowMs } = this.#context;
    for (const progress of this.#sources) {
      for (let i = 0; i < limits.stepItemsMax; i++) {
        const entry = progress.oldest();
        if (entry === undefined || entry.instance === null) break;
        const isHolding = progress.window - progress.undone > limits.windowMessagesMax / 4;
        const afterMs = isHolding ? limits.spillHoldingAfterMs : limits.spillAfterMs;
        if (nowMs - entry.acceptedAtMs < afterMs) break;
        if (entry.instance.phase === 'calling') this.#mailboxes.save(entry.instance);
        else this.#mailboxes.unload(entry.instance);
      }
    }
  }

  /**
   * What functions send can't be paused: where it waits for an endpoint whose slots are all taken, it goes to the store
   * before it pauses the ingresses of others.
   */
  unloadCrowded(): void {
    const budget = (PAUSE_SHARE / 2) * this.#context.limits.queuedBytesMax;
    const isOver = (): boolean => this.#mailboxes.queuedBytes > budget;
    for (const queue of this.#directory.queues) {
      if (isOver() && queue.callsInFlight >= queue.callsMax) this.#unload(queue.ready, isOver);
    }
    for (const type of this.#directory.types()) if (isOver()) this.#unload(type.held, isOver);
  }

  #unload(waiting: Iterable<Instance>, isOver: () => boolean): void {
    for (const instance of waiting) {
      if (!isOver()) return;
      if (instance.queue.at(0)?.source === null) this.#mailboxes.unload(instance);
    }
  }
}
