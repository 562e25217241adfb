import type { Endpoint, EpochLog, OpenLog, ShardOptions, Share } from '@statefun-ts/engine';
import { Shard } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';

import { SimClock } from './clock.ts';
import { Disk } from './disk.ts';
import { SimLog } from './log.ts';
import type { Outside } from './outside.ts';
import type { Owner, Part } from './part.ts';
import { partOf } from './part.ts';
import type { Prng } from './random.ts';
import { SimTransport } from './transport.ts';
import type { World } from './world.ts';
import { FUNCTION_TYPES } from './workload.ts';

/** What of a shard outlives processes. */
export class ShardHome {
  readonly part: Part;
  readonly disk: Disk;

  constructor(world: World, share: Share, generation: number) {
    this.part = partOf(share, generation);
    this.disk = new Disk(world.history, this.part.label);
  }
}

interface Surroundings extends Pick<ShardOptions, 'ingresses' | 'egresses' | 'exchange'> {
  readonly home: ShardHome;
  readonly outside: Outside;
  /** Called when the shard opens its log again while the process goes on. */
  readonly onRecovery: () => void;
}

/** A shard of one process, with all that it is plugged with. */
export class SimShard {
  readonly shard: Shard;
  readonly transports: readonly SimTransport[];
  log: SimLog | null = null;
  /** Grows with each opening of the log: what was begun before is stale. */
  generation = 0;
  readonly #world: World;
  readonly #owner: Owner & { part: Part };
  readonly #surroundings: Surroundings;

  constructor(world: World, owner: Owner & { part: Part }, surroundings: Surroundings) {
    this.#world = world;
    this.#owner = owner;
    this.#surroundings = surroundings;
    const { ingresses, egresses, exchange } = surroundings;
    const { life, random } = owner;
    const endpoints = this.#endpoints();
    this.transports = [...endpoints.values()].map(({ transport }) => transport);
    const jitter = random.fork('jitter');
    this.shard = new Shard({
      openLog: this.#openLog(random.fork('log')),
      endpointOf: (namespace) => endpoints.get(namespace)?.endpoint,
      ingresses,
      egresses,
      clock: new SimClock(world.time, life, world.wall, random.fork('clock')),
      random: () => jitter.next(),
      observer: { log: (level, message, fields) => this.#observe(level, message, fields?.['code']) },
      limits: world.swarm.limits,
      ...(exchange && { exchange }),
    });
  }

  #fork(label: string): Owner {
    return { life: this.#owner.life, random: this.#owner.random.fork(label) };
  }

  #endpoints(): Map<string, { transport: SimTransport; endpoint: Endpoint }> {
    const { outside } = this.#surroundings;
    const { batchMessagesMax, callBudgetMs, callsInFlightMax } = this.#world.swarm;
    const limits = { batchMessagesMax, callBudgetMs, callsInFlightMax, retryFirstDelayMs: 4 };
    const endpoints = new Map<string, { transport: SimTransport; endpoint: Endpoint }>();
    for (const functionType of FUNCTION_TYPES) {
      const name = functionType.slice(0, functionType.indexOf('/'));
      if (endpoints.has(name)) continue;
      const parts = { engine: this, memory: outside.services, outages: outside.outagesOf(name) };
      const transport = new SimTransport(this.#world, this.#fork(name), parts);
      const lied = this.#world.lies.transport?.(transport) ?? transport;
      endpoints.set(name, { transport, endpoint: { name, transport: lied, ...limits } });
    }
    return endpoints;
  }

  /** The engine may fail when its disk does, and for no other reason. */
  #observe(level: string, message: string, code: unknown): void {
    const { trace, verdict } = this.#world;
    trace.add(level, `${this.#owner.part.label}${message}`);
    const isFault = code === 'STATEFUN_INTERNAL' || code === 'STATEFUN_SOURCE_ORDER';
    verdict.check(!isFault, 'engine-fault', () => message);
  }

  #openLog(random: Prng): OpenLog {
    const world = this.#world;
    const { life } = this.#owner;
    const { home, outside, onRecovery } = this.#surroundings;
    return async (): Promise<EpochLog> => {
      const last = this.log;
      world.verdict.check(last?.isClosed !== false, 'open-twice', () => 'the log is opened while it is open');
      await world.time.sleep(random.exponential(5), life);
      const fails = world.isHostile && world.swarm.on.has('open-failures') && random.chance(0.3);
      if (fails || outside.diskFull.isOut(world.time.nowMs)) {
        world.coverage.hit('open-failed');
        throw new StatefunError('STATEFUN_STORE_IO', 'The fake disk can not be opened');
      }
      this.generation++;
      if (last) {
        world.coverage.hit('recovered-in-process');
        onRecovery();
        world.interruptions++;
      }
      const owner = { life, random: random.fork(`${this.generation}`) };
      const log = new SimLog(world, home.disk, outside.diskFull, owner);
      this.log = log;
      world.trace.add('log', `${home.part.label}open at epoch ${home.disk.epoch}`);
      return world.lies.log?.(log) ?? log;
    };
  }
}
