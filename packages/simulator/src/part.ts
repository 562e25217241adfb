import type { Share } from '@statefun-ts/engine';
import { laneOf, partitionOf, shardOf } from '@statefun-ts/engine';

import type { Prng } from './random.ts';
import type { Life } from './virtual-time.ts';
import type { World } from './world.ts';

/** Which ids are a shard's. It outlives processes, as its disk does. */
export interface Part {
  readonly share: Share;
  /** For people, and to tell disks apart. */
  readonly label: string;
  readonly owns: (id: string) => boolean;
}

/** Whose life something shares, and where its chances come from. */
export interface Owner {
  readonly life: Life;
  readonly random: Prng;
}

/** The part of the `index`th shard. */
export const partOf = ({ swarm }: World, index: number): Part => {
  const { partitions, lanes, shards } = swarm;
  return {
    share: { index, count: shards },
    label: shards === 1 ? '' : `${index}:`,
    owns: (id) => shardOf(laneOf(partitionOf(id, partitions), lanes), shards) === index,
  };
};
