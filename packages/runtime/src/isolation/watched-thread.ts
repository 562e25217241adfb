import { StatefunError } from '@statefun-ts/protocol';
import type { Transferable } from 'node:worker_threads';
import { Worker, workerData } from 'node:worker_threads';
import { placeInThread } from './place-in-thread.ts';
import { Silence } from './silence.ts';

/** Nothing that runs in order holds a thread so long; what does is waited for in vain by brokers and services. */
export const LOOP_MS = 30_000;
const BEATS_PER_LIMIT = 30;

/** How a thread shows that it gives way: it counts on in the first place. */
export interface Heartbeat {
  readonly shared: Int32Array;
  readonly everyMs: number;
}

/** To be called in the thread: it shows from now on that it gives way. */
export function beat({ shared, everyMs }: Heartbeat): void {
  setInterval(() => Atomics.add(shared, 0, 1), everyMs).unref();
}

/** To be called in the thread: what it was given, which nobody else in it can have from now on. */
export function takeData<T extends object>(): T {
  const data = { ...(workerData as T) };
  for (const key of Object.keys(data)) Reflect.deleteProperty(workerData as T, key);
  return data;
}

/** What a thread is made of. */
interface ThreadOptions {
  readonly program: URL;
  readonly name: string;
  readonly workerData: object;
  readonly transferList?: readonly Transferable[];
  /** Memory that both see; the first place is for the heartbeat. */
  readonly shared: Int32Array;
  /** It may hold the thread so long. */
  readonly loopMs: number;
  /** Whose code it runs: `The extension ./a.ts`. */
  readonly subject: () => string;
  /** It has ended, and nobody told it to: how come. Called once. */
  readonly over: (why: StatefunError) => void;
}

/** A thread that runs code of extensions. It is ended when it does not give way. It gets its heartbeat as `heartbeat`. */
export class WatchedThread {
  readonly #options: ThreadOptions;
  readonly #worker: Worker;
  readonly #watch: NodeJS.Timeout;
  #isOver = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
    const { program, name, workerData, transferList = [], shared, loopMs } = options;
    const everyMs = loopMs / BEATS_PER_LIMIT;
    const heartbeat: Heartbeat = { shared, everyMs };
    this.#worker = new Worker(program, {
      name,
      workerData: { ...workerData, heartbeat },
      transferList: [...transferList],
    });
    this.#worker.on('error', (error: unknown) => this.#ended(reasonOf(error)));
    this.#worker.on('exit', (code) => this.#ended(`it ended itself with exit code ${code}`));
    const silence = new Silence(shared, loopMs, everyMs);
    this.#watch = setInterval(() => {
      if (silence.lasts()) void this.#lookInto(silence);
    }, everyMs).unref();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#watch);
    // One that waits in the system ends when it comes back from there.
    void this.#worker.terminate();
  }

  #over(why: StatefunError): void {
    if (this.#isOver) return;
    this.end();
    this.#options.over(why);
  }

  #ended(reason: string): void {
    const message = `${this.#options.subject()} has no thread any more: ${reason}`;
    this.#over(new StatefunError('STATEFUN_EXTENSION_FAILED', message));
  }

  /** Where it is, while a debugger does not hold it. */
  async #lookInto(silence: Silence): Promise<void> {
    silence.begin();
    const { shared, loopMs, subject } = this.#options;
    const beats = Atomics.load(shared, 0);
    const place = await placeInThread(this.#worker.threadId);
    if (this.#isOver || place === undefined || Atomics.load(shared, 0) !== beats) return;
    const message =
      `${subject()} has not let go of its thread for ${loopMs / 1000} s, at ${place}. ` +
      'Let it await a timer, or input or output, in its loop';
    this.#over(new StatefunError('STATEFUN_EXTENSION_LOOPS', message));
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
