import type { ShardOptions, ShardStatus } from '@statefun-ts/engine';
import { Shard } from '@statefun-ts/engine';
import { openStore } from '@statefun-ts/store';
import { systemClock } from '../clock.ts';
import type { Endpoints } from '../components.ts';
import type { DeadLetterJson } from '../dead-letter-json.ts';
import { deadLetterJson } from '../dead-letter-json.ts';
import type { EngineFigures } from '../metrics/engine-figures.ts';
import { figuresOf } from '../metrics/engine-figures.ts';
import { FunctionMetrics } from '../metrics/function-metrics.ts';
import type { FunctionFigures } from '../metrics/function-stats.ts';
import { SAMPLE_EVERY_MS } from '../metrics/meter.ts';
import { writeBufferBytesOfShard } from './stores.ts';

/** What a shard counts. */
export interface ShardFigures {
  /** Undefined while the engine is starting, recovering or stopped. */
  readonly engine: EngineFigures | undefined;
  /** By function type, as `ns/name`. */
  readonly functions: ReadonlyMap<string, FunctionFigures>;
}

/** A shard, in whichever thread it is. */
export interface RunningShard {
  /** Resolves when the store is open and work goes on. Rejects when the store can't be opened. */
  start(): Promise<void>;
  status(): ShardStatus;
  figures(): Promise<ShardFigures>;
  /** Dead letters of the shard, in order, after the given id. */
  deadLetters(after: string | undefined, limit: number): Promise<DeadLetterJson[]>;
  stop(): Promise<void>;
}

/** What a shard in this thread is made of. */
export interface ShardHostOptions extends Pick<
  ShardOptions,
  'ingresses' | 'egresses' | 'exchange' | 'observer' | 'limits' | 'drainMs'
> {
  /** Its store's. */
  readonly directory: string;
  readonly endpoints: Endpoints;
}

/** A shard in this thread, with its store and its connections to function services. */
export class ShardHost implements RunningShard {
  readonly #shard: Shard;
  readonly #endpoints: Endpoints;
  readonly #functions = new FunctionMetrics();
  readonly #sampling: NodeJS.Timeout;

  constructor({ directory, endpoints, ...options }: ShardHostOptions) {
    this.#endpoints = endpoints;
    const writeBufferBytes = writeBufferBytesOfShard(options.exchange?.share.count ?? 1);
    this.#shard = new Shard({
      ...options,
      openLog: () => openStore({ directory, writeBufferBytes }),
      endpointOf: endpoints.endpointOf,
      meterOf: this.#functions.of,
      clock: systemClock,
      random: Math.random,
    });
    this.#sampling = setInterval(() => {
      this.#functions.sample();
    }, SAMPLE_EVERY_MS).unref();
  }

  start(): Promise<void> {
    return this.#shard.start();
  }

  status(): ShardStatus {
    return this.#shard.status();
  }

  async figures(): Promise<ShardFigures> {
    const { engine } = this.#shard;
    return { engine: engine && figuresOf(engine), functions: this.#functions.figures() };
  }

  async deadLetters(after: string | undefined, limit: number): Promise<DeadLetterJson[]> {
    return (await this.#shard.deadLetters(after, limit)).map(deadLetterJson);
  }

  async stop(): Promise<void> {
    await this.#shard.stop();
    clearInterval(this.#sampling);
    await this.#endpoints.close();
  }
}
