import type { Limits, Observer, ShardStatus } from '@statefun-ts/engine';
import type { ExtensionSummary } from '@statefun-ts/extension/host';
import type { Module } from '@statefun-ts/module';
import type { ErrorCode } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import type { Envelope, ToHub, ToSpoke } from '@statefun-ts/shards';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { DeadLetterJson } from '../dead-letter-json.ts';
import { Line } from '../line.ts';
import type { RunningShard, ShardFigures } from './shard-host.ts';

/** The program of the threads, beside this file: as a source, or built. */
const PROGRAM = new URL(`./shard-worker${extname(import.meta.url)}`, import.meta.url);

/** Room for new objects in a thread, as much as the main thread has: half of it costs a tenth more CPU time (docs/performance.md). */
const YOUNG_MIB = 96;

/** A thread that has stopped in order ends at once. */
const END_MS = 2_000;

/** What all shards of an application are told at their start. */
export interface ShardSettings {
  readonly module: Module;
  readonly extensions: readonly ExtensionSummary[];
  readonly extensionLoopMs: number | undefined;
  /** The ids of the ingresses, which run in the hub. */
  readonly ingresses: readonly string[];
  readonly name: string;
  readonly host: string;
  readonly callsInFlightMax: number;
  readonly drainMs: number;
  readonly deadLetterEgresses: readonly string[];
  readonly limits: Partial<Limits>;
}

/** What a thread is told at its start. */
export interface ShardWorkerData extends ShardSettings {
  readonly index: number;
  readonly count: number;
  /** Its store's. */
  readonly directory: string;
  /** The line to the hub. */
  readonly hub: MessagePort;
  /** The lines to the other shards, by index; its own place is empty. */
  readonly others: readonly (MessagePort | null)[];
}

/** What a thread is asked, each by a number of its own. */
export type ShardRequest = { readonly request: number } & (
  | { readonly ask: 'start' | 'stop' | 'figures' }
  | { readonly ask: 'deadLetters'; readonly after: string | undefined; readonly limit: number }
);

/** What a thread says. */
export type ShardNotice =
  | { readonly say: 'answer'; readonly request: number; readonly value: unknown }
  | { readonly say: 'refusal'; readonly request: number; readonly code: string; readonly message: string }
  | { readonly say: 'status'; readonly status: ShardStatus }
  | {
      readonly say: 'log';
      readonly level: Parameters<Observer['log']>[0];
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>> | undefined;
    };

type Ask<R> = R extends unknown ? Omit<R, 'request'> : never;

/** What the threads are connected with. */
interface Surroundings {
  readonly observer: Observer;
  /** Messages came from a shard's spoke. */
  readonly toHub: (shard: number, messages: readonly Envelope<ToHub>[]) => void;
}

/** A shard in a thread of its own. A thread that ends by itself ends the process: nothing that was confirmed is lost. */
export class ShardThread implements RunningShard {
  readonly #worker: Worker;
  readonly #line: Line<Envelope<ToSpoke>, Envelope<ToHub>>;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #observer: Observer;
  #requests = 0;
  #status: ShardStatus = { ready: false, phase: 'starting', problems: [] };
  #isStopped = false;

  private constructor(
    data: Omit<ShardWorkerData, 'hub'>,
    others: readonly MessagePort[],
    { observer, toHub }: Surroundings,
  ) {
    const { index } = data;
    const { port1, port2 } = new MessageChannel();
    this.#observer = observer;
    this.#line = new Line(port1, (messages) => toHub(index, messages));
    const workerData: ShardWorkerData = { ...data, hub: port2 };
    this.#worker = new Worker(PROGRAM, {
      name: `shard ${index}`,
      workerData,
      transferList: [port2, ...others],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    this.#worker.on('message', (notice: ShardNotice) => this.#hear(notice));
    this.#worker.on('error', (error: Error) => this.#over(index, error));
    this.#worker.on('exit', () => this.#over(index, undefined));
  }

  /** Makes a thread for each of the stores; all are connected with each other. */
  static all(
    directories: readonly string[],
    settings: ShardSettings,
    surroundings: Surroundings,
  ): ShardThread[] {
    const lines = linesBetween(directories.length);
    return directories.map((directory, index) => {
      const others = lines[index] ?? [];
      const data = { ...settings, index, count: directories.length, directory, others };
      return new ShardThread(
        data,
        others.filter((port) => port !== null),
        surroundings,
      );
    });
  }

  /** To the shard's spoke. */
  send(message: Envelope<ToSpoke>): void {
    this.#line.send(message);
  }

  async start(): Promise<void> {
    await this.#ask({ ask: 'start' });
  }

  status(): ShardStatus {
    return this.#status;
  }

  async figures(): Promise<ShardFigures> {
    return (await this.#ask({ ask: 'figures' })) as ShardFigures;
  }

  async deadLetters(after: string | undefined, limit: number): Promise<DeadLetterJson[]> {
    return (await this.#ask({ ask: 'deadLetters', after, limit })) as DeadLetterJson[];
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    try {
      await this.#ask({ ask: 'stop' });
    } finally {
      this.#isStopped = true;
      this.#line.close();
      // An extension that waits in the system keeps its thread, and this one, until it comes back from there.
      await Promise.race([this.#worker.terminate(), sleep(END_MS, undefined, { ref: false })]);
    }
  }

  #ask(what: Ask<ShardRequest>): Promise<unknown> {
    const request = ++this.#requests;
    const answer = Promise.withResolvers<unknown>();
    this.#asked.set(request, answer);
    this.#worker.postMessage({ request, ...what }, []);
    return answer.promise;
  }

  #hear(notice: ShardNotice): void {
    if (notice.say === 'status') this.#status = notice.status;
    else if (notice.say === 'log') this.#observer.log(notice.level, notice.message, notice.fields);
    else {
      const answer = this.#asked.get(notice.request);
      this.#asked.delete(notice.request);
      if (notice.say === 'answer') answer?.resolve(notice.value);
      else answer?.reject(new StatefunError(notice.code as ErrorCode, notice.message));
    }
  }

  #over(index: number, cause: Error | undefined): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    const message = `The thread of shard ${index} ended: ${cause?.stack ?? 'nobody told it to'}`;
    const error = new Error(message, { cause });
    for (const { reject } of this.#asked.values()) reject(error);
    throw error;
  }
}

/** A port at each of two ends for each two of `count` threads. */
function linesBetween(count: number): (MessagePort | null)[][] {
  const ports = Array.from({ length: count }, (): (MessagePort | null)[] =>
    Array.from({ length: count }, () => null),
  );
  for (let one = 0; one < count; one++) {
    for (let other = 0; other < one; other++) {
      const { port1, port2 } = new MessageChannel();
      (ports[one] as (MessagePort | null)[])[other] = port1;
      (ports[other] as (MessagePort | null)[])[one] = port2;
    }
  }
  return ports;
}
