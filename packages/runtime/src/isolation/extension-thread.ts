import { Backoff } from '@statefun-ts/connector';
import { titleOf } from '@statefun-ts/extension/host';
import type { Component } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { requirePlainData } from './plain-data.ts';
import type { FromPart, Made, Order, PartRole, Question, ToPart } from './messages.ts';
import type { RunHost } from './thread-run.ts';
import { ThreadRun } from './thread-run.ts';

/** A part that runs in the thread of its extension, on this side. */
export interface RemotePart {
  /** It has said something. */
  receive(message: FromPart): void;
  /** It asks something, and waits. What is thrown is told. */
  answer(session: number, question: Question): unknown;
  /** Its thread ended, or could not begin anew: another one is to come. `admitting`: the record that it was admitting, by its number. */
  lost(why: StatefunError, admitting: number): void;
  /** It was made anew, in another thread. */
  restored(): void;
  /** It will not run any more. */
  closed(): void;
}

/** How a part reaches its other side. */
export interface PartLine {
  /** What is sent while its thread does not run is lost. */
  send(message: ToPart): void;
  /** Rejects with what went wrong there, and when the thread ends. */
  order(order: Order): Promise<unknown>;
  /** Has its thread replaced, since it does what it must not. `reason` completes 'The extension x has no thread any more: '. */
  fail(reason: string): void;
  /** Resolves to true when its thread runs, and to false when it will not any more. */
  whenUp(): Promise<boolean>;
  /** Its thread runs. */
  readonly isUp: boolean;
  /** Why it does not. */
  readonly problem: StatefunError | undefined;
  /** Numbers for so many records that are to be admitted: the first of them. */
  numbers(count: number): number;
}

/** A part as its thread is to make it. */
interface Plan {
  readonly role: PartRole;
  readonly component: Component;
  readonly remote: RemotePart;
}

type ThreadOptions = Omit<RunHost, 'receive' | 'answer' | 'over'>;

const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 10_000;
/** One that ran for so long begins anew soon when it ends. */
const GOOD_RUN_MS = 60_000;
const NUMBER_MAX = 2 ** 31 - 1;

/**
 * Where all parts of an extension run that belong to one thread of ours: a thread of its own. When it loops, ends itself or leaks,
 * it is replaced, with its parts.
 */
export class ExtensionThread {
  readonly #options: ThreadOptions;
  readonly #parts = new Map<number, Plan>();
  readonly #closing = new AbortController();
  readonly #backoff = new Backoff(PAUSE_FIRST_MS, PAUSE_MAX_MS);
  #run: ThreadRun | undefined;
  #problem: StatefunError | undefined;
  #up = Promise.withResolvers<boolean>();
  /** One that is to take its place: its parts are being made. */
  #next: ThreadRun | undefined;
  #numberedParts = 0;
  #numberedRecords = 0;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Makes a part. Rejects when it can't be made, or when the thread ends meanwhile or has ended. */
  async make<R extends PartRole, P extends RemotePart>(
    role: R,
    component: Component,
    remoteOf: (made: Made[R], line: PartLine) => P,
  ): Promise<P> {
    requirePlainData(titleOf(role === 'admitter' ? 'egress' : role, component), component);
    const run = this.#running();
    const part = this.#numberedParts++;
    const made = (await run.order(part, { order: 'create', role, component })) as Made[R];
    const remote = remoteOf(made, this.#lineOf(part));
    this.#parts.set(part, { role, component, remote });
    return remote;
  }

  /** The thread, which begins with its first part. Throws while another one is to take its place. */
  #running(): ThreadRun {
    if (this.#problem === undefined && this.#run === undefined) {
      this.#run = this.#begin();
      this.#up.resolve(true);
    }
    if (this.#run === undefined) throw this.#problem ?? closed();
    return this.#run;
  }

  #begin(): ThreadRun {
    const run: ThreadRun = new ThreadRun({
      ...this.#options,
      receive: (part, message) => this.#parts.get(part)?.remote.receive(message),
      answer: (part, session, question) => this.#parts.get(part)?.remote.answer(session, question),
      over: (why) => this.#over(run, why),
    });
    return run;
  }

  #lineOf(part: number): PartLine {
    const isUp = (): boolean => this.#run !== undefined;
    const problem = (): StatefunError | undefined => this.#problem;
    return {
      send: (message) => this.#run?.send(part, message),
      order: (order) => this.#run?.order(part, order) ?? Promise.reject(this.#problem ?? closed()),
      fail: (reason) => this.#run?.fail(reason),
      whenUp: () => this.#up.promise,
      numbers: (count) => this.#numbers(count),
      get isUp() {
        return isUp();
      },
      get problem() {
        return problem();
      },
    };
  }

  /** A run of numbers: those of records that wait differ. */
  #numbers(count: number): number {
    const first = this.#numberedRecords + count < NUMBER_MAX ? this.#numberedRecords + 1 : 1;
    this.#numberedRecords = first + count - 1;
    return first;
  }

  #over(run: ThreadRun, why: StatefunError): void {
    this.#lost(why, run.admitting);
    // One that is not yet at work is dealt with by who waits for it.
    if (this.#run !== run) return;
    this.#run = undefined;
    this.#up = Promise.withResolvers();
    if (performance.now() - run.startedAtMs > GOOD_RUN_MS) this.#backoff.reset();
    void this.#beginAnew();
  }

  #lost(why: StatefunError, admitting: number): void {
    const { observer, extension } = this.#options;
    this.#problem = why;
    observer.log('error', why.message, { code: why.code, extension: extension.name });
    for (const { remote } of this.#parts.values()) remote.lost(why, admitting);
  }

  async #beginAnew(): Promise<void> {
    const { signal } = this.#closing;
    const { observer, extension } = this.#options;
    for (;;) {
      await this.#backoff.wait(signal);
      if (signal.aborted) return;
      const run = this.#begin();
      this.#next = run;
      const isMade = await this.#remake(run);
      this.#next = undefined;
      if (!isMade) continue;
      if (signal.aborted) return run.end(closed());
      this.#run = run;
      this.#problem = undefined;
      this.#up.resolve(true);
      observer.log('info', `the extension ${extension.name} runs again, in a new thread`);
      for (const { remote } of this.#parts.values()) remote.restored();
      return;
    }
  }

  /** Makes all parts in a new thread; false when that failed. */
  async #remake(run: ThreadRun): Promise<boolean> {
    try {
      for (const [part, { role, component }] of this.#parts)
        await run.order(part, { order: 'create', role, component });
      return true;
    } catch (error) {
      const isTold = run.isOver;
      run.end(error as StatefunError);
      if (!isTold && !this.#closing.signal.aborted) this.#lost(error as StatefunError, 0);
      return false;
    }
  }

  /** Ends the thread. Its parts should have stopped before. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#up.resolve(false);
    this.#run?.end(closed());
    this.#next?.end(closed());
    this.#run = undefined;
    this.#problem = closed();
    for (const { remote } of this.#parts.values()) remote.closed();
  }
}

const closed = (): StatefunError => new StatefunError('STATEFUN_ENGINE_UNAVAILABLE', 'The runtime stops');
