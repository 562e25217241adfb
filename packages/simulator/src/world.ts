import { WallClock } from './clock.ts';
import { Coverage } from './coverage.ts';
import { History } from './history.ts';
import type { Lies } from './lies.ts';
import { Prng } from './random.ts';
import type { Swarm } from './swarm.ts';
import { swarmOf } from './swarm.ts';
import { Trace } from './trace.ts';
import { Verdict } from './verdict.ts';
import { VirtualTime } from './virtual-time.ts';
import type { Workload } from './workload.ts';
import { writeWorkload } from './workload.ts';

/** What all parts of a fake world share. One for each seed. */
export class World {
  readonly time = new VirtualTime();
  readonly wall = new WallClock(this.time);
  readonly coverage = new Coverage();
  readonly verdict = new Verdict();
  readonly history = new History();
  readonly trace: Trace;
  readonly swarm: Swarm;
  readonly workload: Workload;
  readonly lies: Lies;
  readonly #random: Prng;
  readonly #crashPoints: Prng;
  /** Kills the process; set by it. */
  onCrash: (why: string) => void = () => {};
  /** Crashes, stops and recoveries so far. */
  interruptions = 0;
  /** The wall clock never jumps, so engine time can be told. */
  readonly clockIsTrue: boolean;

  constructor(seed: number, lies: Lies, print: ((line: string) => void) | null) {
    this.#random = new Prng(`seed ${seed}`);
    this.#crashPoints = this.random('crash points');
    this.trace = new Trace(this.time, print);
    this.lies = lies;
    this.swarm = swarmOf(this.random('swarm'));
    this.clockIsTrue = !this.swarm.on.has('clock-jumps');
    this.workload = writeWorkload(this.random('workload'), this.swarm);
  }

  /** A source of random numbers for one component. */
  random(label: string): Prng {
    return this.#random.fork(label);
  }

  /** Faults may still happen. */
  get isHostile(): boolean {
    return this.time.nowMs < this.swarm.faultsUntilMs;
  }

  /** Perhaps the process dies here; true when it did. To be called outside of engine code only. */
  crashPoint(where: string, probability = 0.01): boolean {
    const dies = this.#crashPoints.chance(probability) && this.isHostile && this.swarm.on.has('crashes');
    if (dies) this.onCrash(where);
    return dies;
  }
}
