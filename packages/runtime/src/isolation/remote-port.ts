import { Backoff } from '@statefun-ts/connector';
import type { Listening } from '@statefun-ts/extension';
import { StatefunError } from '@statefun-ts/protocol';
import type { PartLine } from './extension-thread.ts';
import { within } from './within.ts';

/** The other side gives up after 5 s; it may be in a loop. */
const CLOSE_MS = 6_000;
const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 5_000;

/** The port of a connector that runs in the thread of its extension. */
export class RemotePort {
  readonly #line: PartLine;
  readonly #title: string;
  readonly #failed: (why: StatefunError) => void;
  readonly #closing = new AbortController();
  #url: string | undefined;
  #bound: Promise<unknown> = Promise.resolve();
  /** Counts the threads: an earlier one's attempts end. */
  #threads = 0;

  /** `failed` is told when it can't be bound anew; it is tried again. */
  constructor(line: PartLine, title: string, failed: (why: StatefunError) => void) {
    this.#line = line;
    this.#title = title;
    this.#failed = failed;
  }

  /** Makes a connector one that listens. */
  giveTo(connector: object, label: string | undefined): void {
    const url = (): string => this.#knownUrl();
    const listening: Listening = {
      get url() {
        return url();
      },
      ...(label !== undefined && { label }),
      listen: () => this.#listen(),
      close: () => this.#close(),
    };
    Object.defineProperties(connector, Object.getOwnPropertyDescriptors(listening));
  }

  #knownUrl(): string {
    if (this.#url !== undefined) return this.#url;
    throw new StatefunError('STATEFUN_INTERNAL', `${this.#title} does not listen.`);
  }

  async #listen(): Promise<void> {
    this.#url = (await this.#line.order({ order: 'listen' })) as string;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    if (this.#url === undefined || !this.#line.isUp) return;
    this.#url = undefined;
    await within(CLOSE_MS, this.#title, this.#line.order({ order: 'close' }));
  }

  /** Its thread is a new one: it listens there, too. The thread before may keep the port for a moment. */
  restored(): void {
    if (this.#url !== undefined) this.#bound = this.#listenAgain(++this.#threads);
  }

  async #listenAgain(thread: number): Promise<void> {
    const { signal } = this.#closing;
    const backoff = new Backoff(PAUSE_FIRST_MS, PAUSE_MAX_MS);
    while (!signal.aborted && this.#line.isUp && thread === this.#threads) {
      try {
        return await this.#listen();
      } catch (error) {
        if (this.#line.isUp) this.#failed(error as StatefunError);
        await backoff.wait(signal);
      }
    }
  }

  /** Resolves when it listens, if it should. */
  async whenBound(): Promise<void> {
    await this.#bound;
  }
}
