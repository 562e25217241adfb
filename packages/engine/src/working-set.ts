import type { Context } from './context.ts';
import type { Directory } from './directory.ts';

/** What a small working set may hold of what a large one may: messages that wait, and addresses without mail, just enough to see whether some come back. */
const SMALL_WINDOW_SHARE = 1 / 32;
const SMALL_IDLE_SHARE = 1 / 512;
/** A large one is worth it when so many of the messages find their address in memory: with others that wait, or idle. */
const KNOWN_SHARE_MIN = 1 / 4;
/** So many trials' messages pass before a large one is tried again. */
const SMALL_TRIALS = 10;
/** Messages that may wait for each call in flight at least: the next call must find one. */
const WINDOW_PER_CALL = 4;

/**
 * How much may be in memory beside what is being worked on: as much as the limits say, or a small part of that. What stays for
 * long is dear, since V8's collector moves and traces it, and the processor's caches do not hold it. It pays where
 * messages meet: in batches, or at an address that still has its state. With many addresses that come in turn they never do,
 * and a small working set costs a tenth less for a message. So it is tried: by the number of messages, since an
 * engine has no clock.
 */
export class WorkingSet {
  readonly #context: Pick<Context, 'limits'>;
  readonly #directory: Directory;
  #messages = 0;
  #known = 0;
  /** Trials that are left of a small working set; 0: it is a large one. */
  #smallTrials = 0;

  constructor(context: Pick<Context, 'limits'>, directory: Directory) {
    this.#context = context;
    this.#directory = directory;
  }

  /** Messages in memory that their source still holds. */
  get windowMessagesMax(): number {
    const { windowMessagesMax } = this.#context.limits;
    // Where endpoints share ingresses, what waits for one of them must leave room for the others.
    if (this.#smallTrials === 0 || this.#directory.queueCount > 1) return windowMessagesMax;
    let calls = 0;
    for (const { callsMax } of this.#directory.queues) calls += callsMax;
    return Math.min(
      windowMessagesMax,
      Math.max(windowMessagesMax * SMALL_WINDOW_SHARE, calls * WINDOW_PER_CALL),
    );
  }

  /** Addresses without mail. */
  get idleAddressesMax(): number {
    const { idleAddressesMax } = this.#context.limits;
    return this.#smallTrials === 0 ? idleAddressesMax : Math.ceil(idleAddressesMax * SMALL_IDLE_SHARE);
  }

  /** A message came, and its address was in memory or was not. */
  met(isKnown: boolean): void {
    if (isKnown) this.#known++;
    if (++this.#messages < this.#context.limits.workingSetTrialMessages) return;
    if (this.#known >= this.#messages * KNOWN_SHARE_MIN) this.#smallTrials = 0;
    else if (this.#smallTrials === 0) this.#smallTrials = SMALL_TRIALS;
    else this.#smallTrials--;
    this.#messages = this.#known = 0;
  }
}
