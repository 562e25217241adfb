import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Shard,
  type Clock,
  type DeadLetter,
  type Egress,
  type Endpoint,
  type Ingress,
  type Limits,
  type Observer,
} from '@statefun-ts/engine';
import type { EgressMessage, FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { openStore } from '@statefun-ts/store';

/** A message as a function got it. */
export interface Received {
  readonly type: string;
  readonly id: string;
  readonly value: string;
  readonly valueType: string;
}

const clock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Keeps log lines as `level message`. */
export class LogObserver implements Observer {
  readonly lines: string[] = [];

  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void {
    if (process.env['STATEFUN_TEST_LOG']) console.error(level, message);
    this.lines.push(`${level} ${message}`);
  }
}

export interface ApplicationOptions {
  readonly ingresses?: (observer: Observer) => readonly Ingress[];
  readonly egresses?: (observer: Observer) => readonly Egress[];
  readonly limits?: Partial<Limits>;
}

/** What a function does with a batch, besides its being written down; the default is nothing. */
export type Handle = (request: InvocationBatchRequest) => readonly EgressMessage[] | Promise<never>;

/** Connectors on the real engine and a real store, with functions in this process. Ends with its test. */
export class Application {
  readonly received: Received[] = [];
  readonly observer = new LogObserver();
  handle: Handle = () => [];
  readonly #options: ApplicationOptions;
  readonly #directory = mkdtempSync(join(tmpdir(), 'statefun-kinesis-'));
  #shard: Shard | undefined;

  constructor(t: TestContext, options: ApplicationOptions) {
    this.#options = options;
    t.after(async () => {
      await this.stop();
      rmSync(this.#directory, { recursive: true, force: true });
    });
  }

  /** Starts, or starts again where it stood; resolves when the connectors have begun. */
  async start(options: ApplicationOptions = this.#options): Promise<void> {
    const endpoint: Endpoint = {
      name: 'test',
      transport: { call: (request) => this.#call(request), close: async () => {} },
      batchMessagesMax: 1000,
      callBudgetMs: 60_000,
      retryFirstDelayMs: 10,
      callsInFlightMax: 100,
    };
    this.#shard = new Shard({
      openLog: () => openStore({ directory: this.#directory }),
      endpointOf: () => endpoint,
      ingresses: options.ingresses?.(this.observer) ?? [],
      egresses: options.egresses?.(this.observer) ?? [],
      clock,
      random: Math.random,
      observer: this.observer,
      drainMs: 50,
      ...(options.limits && { limits: options.limits }),
    });
    await this.#shard.start();
  }

  get shard(): Shard {
    if (this.#shard === undefined) throw new Error('It is not started.');
    return this.#shard;
  }

  /** Codes of what is wrong with it. */
  get problems(): string[] {
    return this.shard.status().problems.map(({ code }) => code);
  }

  deadLetters(): Promise<DeadLetter[]> {
    return this.shard.deadLetters(undefined, 1000);
  }

  async stop(): Promise<void> {
    await this.#shard?.stop();
    this.#shard = undefined;
  }

  values(): string[] {
    return this.received.map(({ value }) => value);
  }

  /** Resolves when so many messages came in all. */
  async receives(count: number): Promise<void> {
    await until(() => this.received.length >= count);
  }

  async #call(request: InvocationBatchRequest): Promise<FromFunction> {
    const outgoingEgresses = await this.handle(request);
    for (const { argument } of request.invocations) {
      const value = Buffer.from(argument?.value ?? []).toString();
      const { namespace = '', type = '', id = '' } = request.target ?? {};
      this.received.push({ type: `${namespace}/${type}`, id, value, valueType: argument?.typename ?? '' });
    }
    return {
      invocationResult: {
        stateMutations: [],
        outgoingMessages: [],
        delayedInvocations: [],
        outgoingEgresses: [...outgoingEgresses],
      },
      incompleteInvocationContext: null,
    };
  }
}

/** Waits for a condition; a test that waits for ever is ended by the runner. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10);
}

/** Never answers. */
export const silence = (): Promise<never> => new Promise(() => {});

/** `received` by id, each id's values in order. */
export function byId(received: readonly Received[]): Map<string, string[]> {
  const groups = Map.groupBy(received, ({ id }) => id);
  return new Map([...groups].map(([id, messages]) => [id, messages.map(({ value }) => value)]));
}
