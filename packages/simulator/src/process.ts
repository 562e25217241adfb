import type { Row, ShardOptions } from '@statefun-ts/engine';
import { Exchange, rangeOf, reshard } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { Hub, Spoke } from '@statefun-ts/shards';

import { SimClock } from './clock.ts';
import type { Disk } from './disk.ts';
import { Lines } from './lines.ts';
import { Outside } from './outside.ts';
import type { Prng } from './random.ts';
import { ConnectorMemory, SimConnectors } from './sim-connectors.ts';
import { ShardHome, SimShard } from './sim-shard.ts';
import { Life } from './virtual-time.ts';
import type { World } from './world.ts';

/** A stop in order takes no longer: calls in flight get 10 s, and an egress may be in the middle of something. */
const STOP_MS_MAX = 60_000;

/** What one run of the process consists of. */
interface Run {
  readonly number: number;
  readonly life: Life;
  readonly random: Prng;
  readonly connectors: SimConnectors;
  readonly shards: readonly SimShard[];
  /** Where the connectors are, when there are several shards. */
  readonly hub: { stop(): Promise<void> } | null;
  phase: 'starting' | 'running' | 'stopping';
}

/** The process that the engine lives in: it is started, dies, and is started again. What outlives it is here. */
export class SimProcess {
  readonly outside: Outside;
  readonly #world: World;
  readonly #random: Prng;
  #homes: readonly ShardHome[];
  #generation = 0;
  readonly #memory: ConnectorMemory;
  #run: Run | null = null;
  #runs = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random('process');
    this.outside = new Outside(world);
    this.#memory = new ConnectorMemory(world);
    this.#homes = this.#newHomes(world.swarm.shards);
    world.onCrash = (why) => this.crash(why);
  }

  /** The connectors at work; none between a death and the next start. */
  get connectors(): SimConnectors | undefined {
    return this.#run?.connectors;
  }

  /** The shards at work; none between a death and the next start. */
  get shards(): readonly SimShard[] {
    return this.#run?.shards ?? [];
  }

  get disks(): readonly Disk[] {
    return this.#homes.map(({ disk }) => disk);
  }

  get isRunning(): boolean {
    return this.#run?.phase === 'running';
  }

  #newHomes(count: number): ShardHome[] {
    return Array.from(
      { length: count },
      (_, index) => new ShardHome(this.#world, { index, count }, this.#generation),
    );
  }

  boot(): void {
    const number = ++this.#runs;
    const random = this.#random.fork(`run ${number}`);
    const { swarm } = this.#world;
    const reshards = number > 1 && swarm.on.has('resharding') && random.chance(0.5);
    if (!reshards) this.#begin(number, random);
    else void this.#reshard(random.integer(1, swarm.lanes)).then(() => this.#begin(number, random));
  }

  /** Before it starts, the rows of all shards are spread over another number of them. */
  async #reshard(count: number): Promise<void> {
    const { coverage, swarm, trace, lies } = this.#world;
    const { partitions, lanes } = swarm;
    const stores = this.disks.map((disk) => ({
      get: (key: string) => disk.get(key),
      scan: async (from: string, to: string, limit: number) => disk.scan(from, to, limit),
      partitions,
      lanes,
    }));
    const placed = Array.from({ length: count }, (): Row[] => []);
    for await (const row of reshard(stores, count)) {
      const kept = lies.reshard === undefined ? row : lies.reshard(row);
      if (kept !== null) placed[kept.shard]?.push(kept);
    }
    for (const disk of this.disks) disk.wipe();
    this.#generation++;
    coverage.hit(count < this.#homes.length ? 'fewer-shards' : 'more-shards');
    this.#homes = this.#newHomes(count);
    for (const [index, disk] of this.disks.entries()) disk.fill(placed[index] ?? []);
    trace.add('process', `goes on with ${count} shards`);
  }

  #begin(number: number, random: Prng): void {
    const run = this.#assemble(number, random);
    this.#run = run;
    this.#world.trace.add('process', `start ${number}`);
    Promise.all(run.shards.map(({ shard }) => shard.start())).then(
      () => {
        if (run.phase === 'starting') run.phase = 'running';
        this.#world.trace.add('process', 'running');
      },
      (error: unknown) => this.#startFailed(run, error),
    );
    if (this.#isOn('crash-storms') && random.chance(0.3)) this.#crashLater(run, random.exponential(15));
  }

  #startFailed(run: Run, error: unknown): void {
    if (this.#run !== run) return;
    this.#world.trace.add('process', `start failed: ${String(error)}`);
    if (error instanceof StatefunError && error.code === 'STATEFUN_STORE_IO')
      this.crash('it could not start');
    else this.#world.verdict.fail('start', String(error));
  }

  #isOn(name: 'crashes' | 'crash-storms'): boolean {
    return this.#world.isHostile && this.#world.swarm.on.has(name);
  }

  #crashLater(run: Run, delayMs: number): void {
    this.#world.time.schedule(delayMs, () => this.#world.isHostile && this.crash('a storm'), run.life);
  }

  #assemble(number: number, random: Prng): Run {
    const life = new Life();
    const routing = random.integer(0, 1);
    const { outside } = this;
    const owner = { life, random: random.fork('connectors') };
    const connectors = new SimConnectors(this.#world, owner, { outside, memory: this.#memory, routing });
    const own = { number, life, random, connectors, phase: 'starting' as const };
    const [home, ...others] = this.#homes as [ShardHome, ...ShardHome[]];
    if (others.length > 0) return { ...own, ...this.#joined(own) };
    return { ...own, shards: [this.#shard(own, home, connectors)], hub: null };
  }

  #shard(
    { life, random }: Pick<Run, 'life' | 'random'>,
    home: ShardHome,
    plugs: Pick<ShardOptions, 'ingresses' | 'egresses' | 'exchange'>,
  ): SimShard {
    const owner = { life, random: random.fork(`shard ${home.part.label}`), part: home.part };
    const onRecovery = (): void => {
      const othersGoOn = this.shards.some(({ shard }) => shard.engine !== undefined);
      if (othersGoOn) this.#world.coverage.hit('one-shard-recovered');
    };
    return new SimShard(this.#world, owner, { home, outside: this.outside, onRecovery, ...plugs });
  }

  /** Several shards, with the hub and the lines between all of them. */
  #joined(run: Pick<Run, 'life' | 'random' | 'connectors'>): Pick<Run, 'shards' | 'hub'> {
    const { life, random } = run;
    const { ingresses, egresses } = run.connectors;
    const lines = new Lines(this.#world, { life, random: random.fork('lines') });
    const exchanges: Exchange[] = [];
    const spokes: Spoke[] = [];
    const hub = new Hub({
      shards: this.#homes.length,
      ingresses,
      egresses,
      clock: new SimClock(this.#world.time, life, this.#world.wall, random.fork('hub')),
      observer: { log: (level, message) => this.#world.trace.add(level, message) },
      send: (to, message) => lines.send(`hub → ${to}`, message, (arrived) => spokes[to]?.receive([arrived])),
    });
    const shards = this.#homes.map((home, index) => {
      const spoke = new Spoke({
        ingresses: ingresses.map(({ id }) => id),
        admitters: egresses,
        send: (message) => lines.send(`${index} → hub`, message, (arrived) => hub.receive(index, [arrived])),
      });
      spokes.push(spoke);
      const exchange = new Exchange(home.part.share, (to, message) => {
        if (message.do === 'letters') this.#world.coverage.hit('mail-between-shards');
        lines.send(`${index} → ${to}`, message, (arrived) => exchanges[to]?.receive(index, arrived));
      });
      exchanges.push(exchange);
      return this.#shard(run, home, { ingresses: spoke.ingresses, egresses: spoke.egresses, exchange });
    });
    const stopShard = ({ shard }: SimShard, index: number): Promise<void> => {
      spokes[index]?.stopping();
      return shard.stop();
    };
    return { shards, hub: { stop: () => hub.stop(() => shards.map(stopShard)) } };
  }

  /** The process dies, at once. It is started again a little later. */
  crash(why: string): void {
    const run = this.#run;
    if (run === null) return;
    this.#countCrash(run);
    run.life.end();
    this.#run = null;
    this.#world.interruptions++;
    this.#world.trace.add('process', `dies: ${why}`);
    for (const { disk } of this.#homes) this.#settle(disk);
    this.outside.clients.allLost();
    this.#world.time.schedule(run.random.chance(0.5) ? 1 : run.random.exponential(500), () => this.boot());
  }

  #settle(disk: Disk): void {
    const { coverage, lies } = this.#world;
    if (disk.pending !== null) {
      const isKept = this.#random.chance(0.5);
      coverage.hit(isKept ? 'crash-while-committing-kept' : 'crash-while-committing-lost');
      if (isKept) disk.applyPending();
      else disk.pending = null;
    }
    if (lies.sync !== undefined && this.#random.chance(0.5)) disk.loseLast(this.#random, lies.sync);
  }

  #countCrash(run: Run): void {
    const { coverage, history } = this.#world;
    const egresses = run.connectors.sending;
    const transports = run.shards.flatMap((shard) => shard.transports);
    coverage.hit('crash');
    if (run.phase === 'starting') coverage.hit('crash-while-starting');
    if (transports.some(({ callsInFlight }) => callsInFlight > 0)) coverage.hit('crash-with-calls-in-flight');
    if (this.outside.clients.awaitingAck.some((message) => history.isSafe(message)))
      coverage.hit('crash-before-ack');
    if (egresses.some(({ hasUnsent }) => hasUnsent)) coverage.hit('crash-between-commit-and-egress');
    if (egresses.some(({ hasUnforgotten }) => hasUnforgotten)) coverage.hit('crash-between-egress-and-done');
    const records = this.disks.flatMap((disk) => disk.scan(...rangeOf('o'), Infinity));
    if (records.some(({ key }) => key.includes('exchange'))) coverage.hit('crash-with-mail-between-shards');
  }

  /** Stops the process in order and starts it again; it must come to an end. */
  async restart(): Promise<void> {
    const run = this.#run;
    if (run?.phase !== 'running') return;
    run.phase = 'stopping';
    this.#world.trace.add('process', 'is told to stop');
    const late = (): void =>
      this.#world.verdict.fail('stop', `the shards do not stop within ${STOP_MS_MAX} ms`);
    this.#world.time.schedule(STOP_MS_MAX, late, run.life);
    await (run.hub ?? run.shards[0]?.shard)?.stop();
    if (this.#run !== run) return;
    const { coverage, trace, verdict } = this.#world;
    coverage.hit('graceful-stop');
    this.#world.interruptions++;
    trace.add('process', 'stopped');
    const isClosed = run.shards.every(({ log }) => log?.isClosed !== false);
    verdict.check(isClosed, 'stop', () => 'a log is left open');
    run.life.end();
    this.#run = null;
    this.outside.clients.allLost();
    this.#world.time.schedule(run.random.exponential(100), () => this.boot());
  }
}
