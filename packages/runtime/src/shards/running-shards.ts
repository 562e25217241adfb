import type { Egress, Ingress, Problem, ShardPhase, ShardStatus } from '@statefun-ts/engine';
import { Hub } from '@statefun-ts/shards';
import { removeLeftovers, shardDirectories } from '@statefun-ts/store';
import { systemClock } from '../clock.ts';
import { createEndpoints } from '../components.ts';
import type { DeadLetterJson } from '../dead-letter-json.ts';
import type { Workshop } from '../isolation/workshop.ts';
import { sumOf } from '../metrics/engine-figures.ts';
import { together } from '../metrics/function-stats.ts';
import type { RuntimeOptions } from '../runtime.ts';
import { allDeadLetters } from './all-dead-letters.ts';
import type { RunningShard, ShardFigures } from './shard-host.ts';
import { ShardHost } from './shard-host.ts';
import { ShardThread } from './shard-thread.ts';
import { limitsOfShard, prepareStores, shardsFor } from './stores.ts';

/** The ingresses and egresses of an application, and what makes the rest. */
export interface RunningParts {
  readonly workshop: Workshop;
  readonly ingresses: readonly Ingress[];
  readonly egresses: readonly Egress[];
}

/** All shards of an application at work. */
export interface RunningShards {
  /** Of all together. */
  status(): ShardStatus;
  figures(): Promise<ShardFigures>;
  deadLetters(after: string | undefined, limit: number): Promise<DeadLetterJson[]>;
  /** Stops in order: ingresses, calls in flight, the last epochs, egresses, the stores. */
  stop(): Promise<void>;
}

/**
 * Starts the shards: a single one in this thread, several in threads of their own with the hub in this one. The stores
 * are spread anew where that is needed, while the threads load.
 */
export async function startShards(options: RuntimeOptions, parts: RunningParts): Promise<RunningShards> {
  const { dataDir, observer } = options;
  const count = await shardsFor(dataDir, options.shards);
  observer.log('info', count === 1 ? 'one shard, in the main thread' : `${count} shards, a thread for each`);
  const shards =
    count === 1
      ? await SingleShard.make(options, parts)
      : new ShardThreads(shardDirectories(dataDir, count), options, parts);
  try {
    await prepareStores(dataDir, count, observer);
    await shards.start();
    // Nobody else can have the stores now.
    await removeLeftovers(dataDir);
  } catch (error) {
    // What went wrong first is what counts.
    await shards.stop().catch(() => undefined);
    throw error;
  }
  return shards;
}

/** The whole application in this thread. */
class SingleShard extends ShardHost {
  static async make(
    options: RuntimeOptions,
    { workshop, ingresses, egresses }: RunningParts,
  ): Promise<SingleShard> {
    const { dataDir: directory, observer, drainMs, limits } = options;
    const context = { ...options, workshop, clock: systemClock, random: Math.random };
    const endpoints = await createEndpoints(options.module, context, egresses);
    return new SingleShard({
      ingresses,
      egresses,
      directory,
      endpoints,
      observer,
      drainMs,
      ...(limits && { limits }),
    });
  }
}

/** Several shards in threads, and the hub. */
class ShardThreads implements RunningShards {
  readonly #shards: readonly RunningShard[];
  readonly #hub: Hub;

  constructor(
    directories: readonly string[],
    options: RuntimeOptions,
    { workshop, ingresses, egresses }: RunningParts,
  ) {
    const { module, name, host, drainMs, observer } = options;
    const count = directories.length;
    const settings = {
      module,
      name,
      host,
      drainMs,
      extensions: workshop.extensions,
      extensionLoopMs: options.extensionLoopMs,
      ingresses: ingresses.map(({ id }) => id),
      deadLetterEgresses: options.deadLetterEgresses ?? [],
      callsInFlightMax: Math.ceil(options.callsInFlightMax / count),
      limits: limitsOfShard(options.limits ?? {}, count),
    };
    const threads = ShardThread.all(directories, settings, {
      observer,
      toHub: (shard, messages) => this.#hub.receive(shard, messages),
    });
    this.#shards = threads;
    this.#hub = new Hub({
      shards: count,
      ingresses,
      egresses,
      clock: systemClock,
      observer,
      send: (shard, message) => threads[shard]?.send(message),
    });
  }

  async start(): Promise<void> {
    await Promise.all(this.#shards.map((shard) => shard.start()));
  }

  status(): ShardStatus {
    const statuses = this.#shards.map((shard) => shard.status());
    const { isStarted, problems } = this.#hub.status();
    return {
      ready: isStarted && problems.length === 0 && statuses.every(({ ready }) => ready),
      phase: phaseOf(statuses),
      problems: distinct([...statuses.flatMap((status) => status.problems), ...problems]),
    };
  }

  async figures(): Promise<ShardFigures> {
    const all = await Promise.all(this.#shards.map((shard) => shard.figures()));
    const functions = Map.groupBy(
      all.flatMap((figures) => [...figures.functions]),
      ([type]) => type,
    );
    return {
      engine: sumOf(all.flatMap(({ engine }) => engine ?? [])),
      functions: new Map(
        [...functions].map(([type, figures]) => [type, together(figures.map(([, each]) => each))]),
      ),
    };
  }

  deadLetters(after: string | undefined, limit: number): Promise<DeadLetterJson[]> {
    const readers = this.#shards.map(
      (shard) => (place: string | undefined, count: number) => shard.deadLetters(place, count),
    );
    return allDeadLetters(readers, after, limit);
  }

  stop(): Promise<void> {
    return this.#hub.stop(() => this.#shards.map((shard) => shard.stop()));
  }
}

/** What the shard does that is furthest from being at work. */
function phaseOf(statuses: readonly ShardStatus[]): ShardPhase {
  const order: readonly ShardPhase[] = ['stopped', 'stopping', 'starting', 'recovering', 'running'];
  const phases = new Set(statuses.map(({ phase }) => phase));
  return order.find((phase) => phases.has(phase)) ?? 'stopped';
}

/** Shards of one application have the same problem mostly. */
const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
