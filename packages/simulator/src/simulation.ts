import type { Engine } from '@statefun-ts/engine';

import type { Case, Coverage } from './coverage.ts';
import type { Lies } from './lies.ts';
import { Oracle } from './oracle.ts';
import { SimProcess } from './process.ts';
import type { Prng } from './random.ts';
import type { Switch } from './swarm.ts';
import type { Trace } from './trace.ts';
import type { Violation } from './verdict.ts';
import { World } from './world.ts';

/** What came of a seed. */
export interface Outcome {
  readonly seed: number;
  /** Empty when the engine kept all its promises. */
  readonly violations: readonly Violation[];
  readonly coverage: Coverage;
  readonly trace: Trace;
  readonly switches: readonly Switch[];
  /** Virtual time that passed, and what happened in it. */
  readonly virtualMs: number;
  readonly events: number;
  readonly messages: number;
}

export interface SimulationOptions {
  /** A planted bug. */
  readonly lies?: Lies;
  /** Receives each line of the trace. */
  readonly print?: (line: string) => void;
}

/** After the faults, all must drain within this time. */
const DRAIN_MS_MAX = 15 * 60_000;
/** What has drained must stay so. */
const QUIET_MS = 2_000;
const LOOK_EVERY_MS = 250;
const GAUGES_EVERY_MS = 20;
const EVENTS_MAX = 1_000_000;
const JUMPS_MS = [-30 * 86_400_000, -3_600_000, -5_000, 5_000, 3_600_000, 30 * 86_400_000];
/** What may come in after an ingress is told to pause: a piece of each topic, for each target. */
const OVERSHOOT_MESSAGES_PER_TOPIC = 10 * 4;
const ENDPOINTS = 3;
/** A message at most, with what the engine adds for its own needs. */
const MESSAGE_BYTES_MAX = { big: 4_400, small: 400 };

/** Runs one seed to its end: the same seed, the same end. */
export const simulate = async (seed: number, options: SimulationOptions = {}): Promise<Outcome> => {
  const world = new World(seed, options.lies ?? {}, options.print ?? null);
  await new Simulation(world).run();
  const { verdict, coverage, trace, swarm, time, history } = world;
  return {
    seed,
    violations: verdict.violations,
    coverage,
    trace,
    switches: [...swarm.on],
    virtualMs: Math.round(time.nowMs),
    events: time.events,
    messages: Array.from(history.logs(), ([, { uids }]) => uids.length).reduce(
      (sum, count) => sum + count,
      0,
    ),
  };
};

class Simulation {
  readonly #world: World;
  readonly #process: SimProcess;
  readonly #oracle: Oracle;
  readonly #random: Prng;
  #drainedAtMs = Infinity;
  #isOver = false;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random('simulation');
    this.#process = new SimProcess(world);
    this.#oracle = new Oracle(world, this.#process);
  }

  async run(): Promise<void> {
    const { time, verdict, trace, swarm } = this.#world;
    trace.add('swarm', [...swarm.on].join(' '));
    this.#plan();
    this.#process.boot();
    time.schedule(swarm.faultsUntilMs, () => this.#look());
    await time.run(() => this.#isOver || verdict.failed || time.events > EVENTS_MAX);
    verdict.check(time.events <= EVENTS_MAX, 'liveness', () => `more than ${EVENTS_MAX} events`);
    if (!verdict.failed) this.#oracle.judge();
    if (!verdict.failed) this.#checkRest();
    for (const { rule, detail } of verdict.violations) trace.add('VERDICT', `${rule}: ${detail}`);
  }

  /** Faults and load that come by themselves. */
  #plan(): void {
    const { swarm, wall, trace, time, coverage } = this.#world;
    this.#often('crashes', 1, 4_000, () => this.#process.crash('by chance'));
    this.#often('stops', 1, 6_000, () => void this.#process.restart());
    this.#often('clock-jumps', 0, 4_000, (random) => {
      const jumpMs = random.pick(JUMPS_MS);
      trace.add('clock', `jumps by ${jumpMs} ms`);
      if (this.#process.isRunning) coverage.hit('wall-clock-jump');
      wall.jump(jumpMs);
    });
    const gauges = (): void => {
      this.#checkGauges();
      if (time.nowMs < swarm.faultsUntilMs) time.schedule(GAUGES_EVERY_MS, gauges);
    };
    gauges();
  }

  #often(name: Switch, fromMs: number, everyMs: number, happen: (random: Prng) => void): void {
    const { swarm, time } = this.#world;
    if (!swarm.on.has(name)) return;
    const random = this.#random.fork(name);
    const next = (atMs: number): void => {
      if (atMs >= swarm.faultsUntilMs) return;
      time.schedule(atMs - time.nowMs, () => {
        happen(random);
        next(time.nowMs + random.exponential(everyMs));
      });
    };
    next(fromMs + random.exponential(everyMs));
  }

  /** The engine keeps to its budgets. */
  #checkGauges(): void {
    for (const { shard } of this.#process.shards) if (shard.engine) this.#checkGaugesOf(shard.engine);
  }

  #checkGaugesOf(engine: Engine): void {
    const { verdict, swarm, coverage } = this.#world;
    if (engine.isPaused && engine.egresses.isCrowded) coverage.hit('pause-for-egress');
    const gauges = engine.gauges();
    const check = (name: string, value: number, max: number | undefined): void =>
      verdict.check(
        value >= 0 && value <= (max ?? Infinity),
        'budget',
        () => `${name} is ${value}, may be ${max}`,
      );
    const { timersMax, idleAddressesMax, windowMessagesMax } = swarm.limits;
    if (engine.windowMessagesMax < (windowMessagesMax ?? 0)) coverage.hit('small-window');
    const overshoot = swarm.sourcePartitions * OVERSHOOT_MESSAGES_PER_TOPIC;
    check('timersInMemory', gauges.timersInMemory, timersMax);
    check('idleAddresses', gauges.idleAddresses, Math.max(1, idleAddressesMax ?? Infinity));
    check(
      'sourceMessagesUndone',
      gauges.sourceMessagesUndone,
      windowMessagesMax && windowMessagesMax + overshoot,
    );
    check('queuedBytes', gauges.queuedBytes, this.#queuedBytesMax(overshoot));
    check('cachedStateBytes', gauges.cachedStateBytes, undefined);
    const ofTypes = Array.from(engine.types, ({ queuedMessages }) => queuedMessages);
    for (const queued of ofTypes) check('queuedMessages of a type', queued, gauges.queuedMessages);
    const sum = ofTypes.reduce((total, queued) => total + queued, 0);
    check('queuedMessages of all types', sum, gauges.queuedMessages);
    check('queuedMessages', gauges.queuedMessages, sum);
  }

  /** All has drained: what counts what is under way must be back at nothing. */
  #checkRest(): void {
    const { verdict } = this.#world;
    const engines = this.#process.shards.flatMap(({ shard }) => shard.engine ?? []);
    const { length } = this.#process.shards;
    verdict.check(engines.length === length, 'rest', () => `${engines.length} engines are at work`);
    for (const engine of engines) this.#checkRestOf(engine);
  }

  #checkRestOf(engine: Engine): void {
    const { verdict } = this.#world;
    const { callsInFlight, queuedMessages, queuedBytes, sourceMessagesUndone } = engine.gauges();
    const left: Record<string, number> = { callsInFlight, queuedMessages, queuedBytes, sourceMessagesUndone };
    for (const { namespace, name, queuedMessages: queued } of engine.types)
      left[`queuedMessages of ${namespace}/${name}`] = queued;
    for (const { endpoint, callsInFlight: calls, callBytes, busy, sourceUndone, ready } of engine.queues)
      left[`queue of ${endpoint.name}`] = calls + callBytes + busy + sourceUndone + ready.length;
    for (const [name, value] of Object.entries(left))
      verdict.check(value === 0, 'rest', () => `${name} is ${value} when all is done`);
  }

  /** The budget; what comes in after the pause; and a call's worth for each busy address, read back for it. */
  #queuedBytesMax(overshoot: number): number | undefined {
    const { on, limits } = this.#world.swarm;
    const { queuedBytesMax, busyAddressesMax, batchBytesMax } = limits;
    if (queuedBytesMax === undefined || busyAddressesMax === undefined || batchBytesMax === undefined)
      return undefined;
    const message = MESSAGE_BYTES_MAX[on.has('big-messages') ? 'big' : 'small'];
    return (
      queuedBytesMax + (1 + overshoot) * message + ENDPOINTS * busyAddressesMax * (batchBytesMax + message)
    );
  }

  /** The faults are over: has all drained, and stayed so? */
  #look(): void {
    const { time, swarm, verdict } = this.#world;
    const pending = this.#oracle.pending(5);
    const lateMs = time.nowMs - swarm.faultsUntilMs - DRAIN_MS_MAX;
    if (pending.length > 0) {
      this.#drainedAtMs = Infinity;
      verdict.check(lateMs < 0, 'liveness', () => `not drained in time: ${pending.join('; ')}`);
    } else {
      this.#drainedAtMs = Math.min(this.#drainedAtMs, time.nowMs);
      this.#isOver = time.nowMs - this.#drainedAtMs >= QUIET_MS;
    }
    time.schedule(
      LOOK_EVERY_MS * (pending.length > 0 ? 1 + (time.nowMs - swarm.faultsUntilMs) / 10_000 : 1),
      () => this.#look(),
    );
  }
}

/** The cases that some outcomes met, all together. */
export const casesMet = (outcomes: readonly Outcome[]): ReadonlySet<Case> =>
  new Set(outcomes.flatMap(({ coverage }) => [...coverage.counts.keys()]));
