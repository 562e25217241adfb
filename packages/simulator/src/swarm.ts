import type { Limits } from '@statefun-ts/engine';

import type { Prng } from './random.ts';

/**
 * Which faults and loads a seed has. Each is on in about half of the seeds ("swarm testing"): what is always on
 * hides what only shows when it is off.
 */
export const SWITCHES = [
  'crashes',
  'crash-storms',
  'stops',
  'commit-failures',
  'disk-full',
  'slow-disk',
  'open-failures',
  'read-failures',
  'clock-jumps',
  'service-outages',
  'flaky-services',
  'slow-services',
  'stumbles',
  'egress-outages',
  'egress-failures',
  'bad-records',
  'tiny-limits',
  'tiny-batches',
  'hot-address',
  'delays',
  'expiration',
  'big-messages',
  'rerouting',
  'resharding',
] as const;

export type Switch = (typeof SWITCHES)[number];

/** The settings of one seed. */
export interface Swarm {
  readonly on: ReadonlySet<Switch>;
  readonly partitions: number;
  readonly lanes: number;
  /** How many shards the first process has; lanes at most. */
  readonly shards: number;
  /** Some process has more than one. */
  readonly isSharded: boolean;
  /** Faults and new input end then; all must drain after it. */
  readonly faultsUntilMs: number;
  readonly limits: Partial<Limits>;
  readonly batchMessagesMax: number;
  readonly callsInFlightMax: number;
  /** So many calls transports have a use for at most; 0: they do not say. */
  readonly callsWantedMax: number;
  readonly callBudgetMs: number;
  readonly backlogBytesMax: number;
  readonly sourcePartitions: number;
  readonly sourceRecords: number;
  readonly clientMessages: number;
  readonly addresses: number;
  readonly depthMax: number;
  readonly leaseMs: number;
  readonly sessionMs: number;
}

const tinyLimits = (random: Prng): Partial<Limits> => ({
  windowMessagesMax: random.integer(2, 40),
  queuedBytesMax: random.integer(500, 20_000),
  busyAddressesMax: random.integer(1, 8),
  idleAddressesMax: random.integer(0, 5),
  workingSetTrialMessages: random.integer(1, 20),
  cachedStateBytesMax: random.integer(100, 5_000),
  batchBytesMax: random.integer(200, 4_000),
  callBytesMax: random.integer(1_000, 20_000),
  reloadMessagesMax: random.integer(1, 6),
  spillAfterMs: random.integer(5, 500),
  spillHoldingAfterMs: random.integer(1, 100),
  timersMax: random.integer(2, 10),
  stepItemsMax: random.integer(1, 5),
  outboxBytesMax: random.integer(50, 1_000),
  outboxRowBytesMax: random.integer(50, 300),
  epochBytesMax: random.integer(1_000, 20_000),
  probeMs: random.integer(1, 50),
});

const commonLimits = (random: Prng): Partial<Limits> => ({
  // From none of the rows to all of them.
  rowCacheBytesMax: random.pick([0, 4_000, 16_000, 256 * 1024]),
  epochDelayMaxMs: random.pick([1, 5, 25, 100]),
  incompleteRepliesMax: random.integer(4, 16),
  backoffFirstMs: random.pick([20, 200, 1_000]),
  backoffMaxMs: random.pick([2_000, 10_000, 60_000]),
});

/** The settings that a seed stands for. */
export const swarmOf = (random: Prng): Swarm => {
  const on = new Set(SWITCHES.filter(() => random.chance(0.5)));
  const isOn = (name: Switch): boolean => on.has(name);
  const sources = random.chance(0.85);
  const clients = !sources || random.chance(0.7);
  const lanes = random.integer(2, 4);
  const shards = random.chance(0.5) ? random.integer(2, lanes) : 1;
  return {
    on,
    partitions: 8,
    lanes,
    shards,
    isSharded: shards > 1 || isOn('resharding'),
    faultsUntilMs: random.between(3_000, 30_000),
    limits: { ...commonLimits(random), ...(isOn('tiny-limits') && tinyLimits(random)) },
    batchMessagesMax: isOn('tiny-batches') ? random.integer(1, 4) : random.pick([0, 50, 1_000]),
    callsInFlightMax: isOn('tiny-batches') ? random.integer(1, 4) : 1_000,
    callsWantedMax: random.chance(0.5) ? random.integer(1, 20) : 0,
    callBudgetMs: random.pick([100, 500, 2_000]),
    backlogBytesMax: random.chance(0.5) ? random.integer(100, 2_000) : 0,
    sourcePartitions: sources ? random.integer(1, 3) : 0,
    sourceRecords: random.integer(10, 70),
    clientMessages: clients ? random.integer(10, 60) : 0,
    addresses: random.integer(4, 30),
    depthMax: random.integer(1, 3),
    leaseMs: random.pick([50, 500, 3_000]),
    sessionMs: random.pick([50, 500, 3_000]),
  };
};
