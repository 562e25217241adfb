import type { Egress, Endpoint, EpochLog, Ingress, OpenLog } from '@statefun-ts/engine';
import { Shard } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';

import { ClientIngress, Clients } from './client-ingress.ts';
import { SimClock } from './clock.ts';
import { Disk } from './disk.ts';
import { Ledger } from './ledger.ts';
import { SimLog } from './log.ts';
import { Outages } from './outages.ts';
import type { Prng } from './random.ts';
import { CarelessEgress, SimEgress, StreamMemory } from './sim-egress.ts';
import { SourceIngress } from './source-ingress.ts';
import { ServiceMemory, SimTransport } from './transport.ts';
import { Life } from './virtual-time.ts';
import type { World } from './world.ts';
import { FUNCTION_TYPES } from './workload.ts';

/** A stop in order takes no longer: calls in flight get 10 s, and an egress may be in the middle of something. */
const STOP_MS_MAX = 60_000;

/** What one run of the process consists of. */
interface Run {
  readonly number: number;
  readonly life: Life;
  readonly random: Prng;
  readonly shard: Shard;
  readonly source: SourceIngress;
  readonly egresses: readonly SimEgress[];
  readonly transports: readonly SimTransport[];
  log: SimLog | null;
  phase: 'starting' | 'running' | 'stopping';
}

/** The process that the engine lives in: it is started, dies, and is started again. What outlives it is here. */
export class SimProcess {
  readonly disk: Disk;
  readonly clients: Clients;
  readonly exact = new Ledger();
  readonly least = new Ledger();
  readonly careless = new Map<string, number>();
  readonly #world: World;
  readonly #random: Prng;
  readonly #services = new ServiceMemory();
  readonly #memories = { exact: new StreamMemory(), least: new StreamMemory() };
  readonly #outages: Readonly<Record<string, Outages>>;
  readonly #diskFull: Outages;
  #run: Run | null = null;
  #runs = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random('process');
    this.disk = new Disk(world.history);
    this.clients = new Clients(world);
    const { swarm } = world;
    const outages = (label: string, isOn: boolean): Outages =>
      new Outages(world.random(label), isOn ? 3 : 0, swarm.faultsUntilMs / 3, swarm.faultsUntilMs);
    this.#diskFull = outages('disk full', swarm.on.has('disk-full'));
    const hosts = ['sim', 'aux', 'far.off', 'exact', 'least'];
    this.#outages = Object.fromEntries(
      hosts.map((host) => [
        host,
        outages(
          `outages of ${host}`,
          swarm.on.has(host.endsWith('t') ? 'egress-outages' : 'service-outages'),
        ),
      ]),
    );
    world.onCrash = (why) => this.crash(why);
  }

  /** The shard at work; undefined between a death and the next start. */
  get shard(): Shard | undefined {
    return this.#run?.shard;
  }

  get source(): SourceIngress | undefined {
    return this.#run?.source;
  }

  get isRunning(): boolean {
    return this.#run?.phase === 'running';
  }

  boot(): void {
    const number = ++this.#runs;
    const random = this.#random.fork(`run ${number}`);
    const run = this.#assemble(number, random);
    this.#run = run;
    this.#world.trace.add('process', `start ${number}`);
    run.shard.start().then(
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
    const world = this.#world;
    const life = new Life();
    const owner = (label: string): { life: Life; random: Prng } => ({ life, random: random.fork(label) });
    const transports: SimTransport[] = [];
    const endpoints = new Map<string, Endpoint>();
    for (const functionType of FUNCTION_TYPES) {
      const host = functionType.slice(0, functionType.indexOf('/'));
      if (endpoints.has(host)) continue;
      const transport = new SimTransport(world, owner(host), this.#services, this.#outage(host));
      transports.push(transport);
      endpoints.set(host, this.#endpoint(host, transport));
    }
    const source = new SourceIngress(world, owner('source'), random.integer(0, 1));
    const egresses = [this.#egress('exact', owner('exact')), this.#egress('least', owner('least'))];
    const lie = world.lies;
    const ingresses: Ingress[] = [source, new ClientIngress(world, owner('clients'), this.clients)];
    const allEgresses: Egress[] = [...egresses, new CarelessEgress(world, this.careless)];
    const jitter = random.fork('jitter');
    const shard = new Shard({
      openLog: this.#openLog(life, random.fork('log')),
      endpointOf: (namespace) => endpoints.get(namespace),
      ingresses: ingresses.map((ingress) => lie.ingress?.(ingress) ?? ingress),
      egresses: allEgresses.map((egress) => lie.egress?.(egress) ?? egress),
      clock: new SimClock(world.time, life, world.wall, random.fork('clock')),
      random: () => jitter.next(),
      observer: { log: (level, message, fields) => this.#observe(level, message, fields?.['code']) },
      limits: world.swarm.limits,
    });
    return { number, life, random, shard, source, egresses, transports, log: null, phase: 'starting' };
  }

  /** The engine may fail when its disk does, and for no other reason. */
  #observe(level: string, message: string, code: unknown): void {
    const { trace, verdict } = this.#world;
    trace.add(level, message);
    const isFault = code === 'STATEFUN_INTERNAL' || code === 'STATEFUN_SOURCE_ORDER';
    verdict.check(!isFault, 'engine-fault', () => message);
  }

  #outage(host: string): Outages {
    const outages = this.#outages[host];
    if (outages === undefined) throw new RangeError(`Nothing is known of ${host}`);
    return outages;
  }

  #endpoint(name: string, transport: SimTransport): Endpoint {
    const { batchMessagesMax, callBudgetMs, callsInFlightMax } = this.#world.swarm;
    const lied = this.#world.lies.transport?.(transport) ?? transport;
    return { name, transport: lied, batchMessagesMax, callBudgetMs, callsInFlightMax, retryFirstDelayMs: 4 };
  }

  #egress(name: 'exact' | 'least', owner: { life: Life; random: Prng }): SimEgress {
    return new SimEgress(this.#world, `sim/${name}`, owner, {
      ledger: this[name],
      memory: this.#memories[name],
      outages: this.#outage(name),
      withMarks: name === 'exact',
    });
  }

  #openLog(life: Life, random: Prng): OpenLog {
    const world = this.#world;
    return async (): Promise<EpochLog> => {
      const run = this.#run;
      const last = run?.log;
      world.verdict.check(last?.isClosed !== false, 'open-twice', () => 'the log is opened while it is open');
      await world.time.sleep(random.exponential(5), life);
      const fails = world.isHostile && world.swarm.on.has('open-failures') && random.chance(0.3);
      if (fails || this.#diskFull.isOut(world.time.nowMs)) {
        world.coverage.hit('open-failed');
        throw new StatefunError('STATEFUN_STORE_IO', 'The fake disk can not be opened');
      }
      world.generation++;
      if (last) {
        world.coverage.hit('recovered-in-process');
        world.interruptions++;
      }
      const log = new SimLog(world, this.disk, this.#diskFull, {
        life,
        random: random.fork(`${world.generation}`),
      });
      if (run !== null) run.log = log;
      world.trace.add('log', `open at epoch ${this.disk.epoch}`);
      return world.lies.log?.(log) ?? log;
    };
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
    this.#settleDisk();
    this.clients.allLost();
    this.#world.time.schedule(run.random.chance(0.5) ? 1 : run.random.exponential(500), () => this.boot());
  }

  #settleDisk(): void {
    const { coverage, lies } = this.#world;
    if (this.disk.pending !== null) {
      const isKept = this.#random.chance(0.5);
      coverage.hit(isKept ? 'crash-while-committing-kept' : 'crash-while-committing-lost');
      if (isKept) this.disk.applyPending();
      else this.disk.pending = null;
    }
    if (lies.sync !== undefined && this.#random.chance(0.5)) this.disk.loseLast(this.#random, lies.sync);
  }

  #countCrash(run: Run): void {
    const { coverage, history } = this.#world;
    coverage.hit('crash');
    if (run.phase === 'starting') coverage.hit('crash-while-starting');
    if (run.transports.some(({ callsInFlight }) => callsInFlight > 0))
      coverage.hit('crash-with-calls-in-flight');
    if (this.clients.awaitingAck.some((message) => history.isSafe(message))) coverage.hit('crash-before-ack');
    if (run.egresses.some(({ hasUnsent }) => hasUnsent)) coverage.hit('crash-between-commit-and-egress');
    if (run.egresses.some(({ hasUnforgotten }) => hasUnforgotten))
      coverage.hit('crash-between-egress-and-done');
  }

  /** Stops the process in order and starts it again; it must come to an end. */
  async restart(): Promise<void> {
    const run = this.#run;
    if (run?.phase !== 'running') return;
    run.phase = 'stopping';
    this.#world.trace.add('process', 'is told to stop');
    const late = (): void =>
      this.#world.verdict.fail('stop', `the shard does not stop within ${STOP_MS_MAX} ms`);
    this.#world.time.schedule(STOP_MS_MAX, late, run.life);
    await run.shard.stop();
    if (this.#run !== run) return;
    const { coverage, trace, verdict } = this.#world;
    coverage.hit('graceful-stop');
    this.#world.interruptions++;
    trace.add('process', 'stopped');
    verdict.check(run.log?.isClosed !== false, 'stop', () => 'the log is left open');
    run.life.end();
    this.#run = null;
    this.clients.allLost();
    this.#world.time.schedule(run.random.exponential(100), () => this.boot());
  }
}
