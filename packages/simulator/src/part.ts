import type { Share } from '@statefun-ts/engine';

import type { Prng } from './random.ts';
import type { Life } from './virtual-time.ts';

/** Which part of the application a shard is. It outlives processes, as its disk does. */
export interface Part {
  readonly share: Share;
  /** For people, and to tell disks apart. */
  readonly label: string;
}

/** Whose life something shares, and where its chances come from. */
export interface Owner {
  readonly life: Life;
  readonly random: Prng;
}

/** The part of one shard, in the stores of a generation: another begins when the number of shards changes. */
export const partOf = (share: Share, generation: number): Part => ({
  share,
  label: share.count === 1 && generation === 0 ? '' : `${generation}.${share.index}:`,
});
