import type { EpochLog, EpochWrites, Row } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';

import type { Disk } from './disk.ts';
import { findMarks } from './marks.ts';
import type { Outages } from './outages.ts';
import type { Prng } from './random.ts';
import type { Life } from './virtual-time.ts';
import type { World } from './world.ts';

type Fate = 'kept' | 'failed-kept' | 'failed-lost';

/** The log of one process over the disk. Slow, sometimes failing, and strict about how it is used. */
export class SimLog implements EpochLog {
  readonly incarnation = 'sim-1';
  readonly partitions: number;
  readonly lanes: number;
  readonly #world: World;
  readonly #disk: Disk;
  readonly #full: Outages;
  readonly #life: Life;
  readonly #random: Prng;
  #state: 'open' | 'committing' | 'failed' | 'closed' = 'open';
  #idle: Promise<void> = Promise.resolve();

  constructor(world: World, disk: Disk, full: Outages, owner: { life: Life; random: Prng }) {
    this.#world = world;
    this.#disk = disk;
    this.#full = full;
    this.#life = owner.life;
    this.#random = owner.random;
    this.partitions = world.swarm.partitions;
    this.lanes = world.swarm.lanes;
  }

  get epoch(): number {
    return this.#disk.epoch;
  }

  get(key: string): Uint8Array | undefined {
    this.#assertOpen();
    return this.#disk.get(key);
  }

  scan(from: string, to: string, limit: number): Promise<Row[]> {
    this.#assertOpen();
    this.#world.verdict.check(limit > 0 && from < to, 'scan-range', () => `scan(${from}, ${to}, ${limit})`);
    // Which committed state a scan sees is open: that of its call, or that of its end.
    const early = this.#random.chance(0.5) ? this.#disk.scan(from, to, limit) : null;
    const delayMs = this.#latencyMs(0.3);
    return new Promise((resolve, reject) => {
      this.#world.time.schedule(
        delayMs,
        () => {
          if (this.#state === 'closed') reject(closed());
          else if (this.#readFails())
            reject(new StatefunError('STATEFUN_STORE_IO', 'The fake disk can not be read'));
          else resolve(this.#seen(early ?? this.#disk.scan(from, to, limit)));
        },
        this.#life,
      );
    });
  }

  #readFails(): boolean {
    const { swarm, isHostile, coverage } = this.#world;
    const fails = this.#random.chance(0.01) && isHostile && swarm.on.has('read-failures');
    if (fails) coverage.hit('read-failed');
    return fails;
  }

  #seen(rows: Row[]): Row[] {
    for (const { value } of rows) {
      if (findMarks(value).some(({ kind }) => kind === 'MSG')) this.#world.coverage.hit('mail-read-back');
    }
    return rows;
  }

  commit(epoch: number, writes: EpochWrites): Promise<void> {
    if (!this.#life.alive) return new Promise(() => {});
    const { verdict, trace } = this.#world;
    verdict.check(this.#state === 'open', 'commit-overlap', () => `commit ${epoch} while ${this.#state}`);
    verdict.check(
      epoch === this.#disk.epoch + 1,
      'epoch-order',
      () => `commit ${epoch} after ${this.#disk.epoch}`,
    );
    for (const key of writes.keys()) verdict.check(key.isWellFormed(), 'key-form', () => JSON.stringify(key));
    const copy = new Map(Array.from(writes, ([key, value]) => [key, value?.slice() ?? null]));
    this.#disk.pending = { epoch, writes: copy };
    this.#state = 'committing';
    const committed = new Promise<void>((resolve, reject) => {
      const end = (): void => this.#endCommit(epoch, resolve, reject);
      this.#world.time.schedule(this.#latencyMs(1), end, this.#life);
    });
    trace.add('log', `commit ${epoch}: ${writes.size} rows`);
    this.#idle = committed.catch(() => {});
    return committed;
  }

  #endCommit(epoch: number, resolve: () => void, reject: (error: Error) => void): void {
    const { coverage, trace } = this.#world;
    if (this.#world.crashPoint('before the commit is durable')) return;
    const fate = this.#fate();
    if (fate === 'failed-lost') this.#disk.pending = null;
    else this.#disk.applyPending();
    if (this.#world.crashPoint('after the commit was durable')) return;
    trace.add('log', `epoch ${epoch} ${fate}`);
    if (this.#state === 'committing') this.#state = fate === 'kept' ? 'open' : 'failed';
    if (fate === 'kept') {
      resolve();
      return;
    }
    coverage.hit(fate === 'failed-kept' ? 'commit-failed-applied' : 'commit-failed-lost');
    reject(new StatefunError('STATEFUN_STORE_IO', 'The fake disk failed'));
  }

  #fate(): Fate {
    const { swarm, isHostile, time, coverage } = this.#world;
    const isFull = this.#full.isOut(time.nowMs);
    const fails = this.#random.chance(0.02) && swarm.on.has('commit-failures') && isHostile;
    const isKept = this.#random.chance(0.5);
    if (isFull) coverage.hit('disk-full');
    if (isFull) return 'failed-lost';
    if (!fails) return 'kept';
    return isKept ? 'failed-kept' : 'failed-lost';
  }

  async close(): Promise<void> {
    const idle = this.#idle;
    await idle;
    this.#state = 'closed';
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  #latencyMs(scale: number): number {
    const isSlow = this.#world.swarm.on.has('slow-disk') && this.#random.chance(0.2);
    return scale * (0.2 + this.#random.exponential(isSlow ? 40 : 1));
  }

  #assertOpen(): void {
    if (this.#state === 'closed') throw closed();
  }
}

const closed = (): StatefunError => new StatefunError('STATEFUN_STORE_CLOSED', 'The fake log is closed');
