import type { LanesPosition } from './rows.ts';

/** A message of a source that is not done: which target of which record. */
export interface Undone {
  readonly offset: number;
  readonly target: number;
}

/** How an undone message is named in a set. */
export const undoneKey = (offset: number, target: number): string => `${offset}/${target}`;

export const parseUndone = (key: string): Undone => {
  const [offset, target] = key.split('/').map(Number);
  return { offset: offset ?? 0, target: target ?? 0 };
};

/** How a position's row holds them. */
export type Packed = Pick<LanesPosition, 'undoneFrom' | 'undoneGaps' | 'undoneTargets' | 'undoneCounts'>;

export const unpackUndone = (row: Packed): Undone[] => {
  const undone: Undone[] = [];
  let last = row.undoneFrom;
  for (const [i, gap] of row.undoneGaps.entries()) {
    const first = last + gap;
    last = first + (row.undoneCounts[i] ?? 1) - 1;
    const target = row.undoneTargets[i] ?? 0;
    for (let offset = first; offset <= last; offset++) undone.push({ offset, target });
  }
  return undone;
};

/** Packs undone messages, given in the order of their offsets, as runs: what waits is mostly one long run. */
export class UndonePacker {
  #from = 0;
  #last = 0;
  #lastTarget = -1;
  readonly #gaps: number[] = [];
  readonly #targets: number[] = [];
  readonly #counts: number[] = [];

  /** Of this record and the `count - 1` next ones. */
  add(offset: number, target: number, count = 1): void {
    const run = this.#counts.length - 1;
    if (target === this.#lastTarget && offset === this.#last + 1)
      this.#counts[run] = (this.#counts[run] ?? 0) + count;
    else this.#begin(offset, target, count);
    this.#last = offset + count - 1;
  }

  #begin(offset: number, target: number, count: number): void {
    if (this.#counts.length === 0) this.#from = this.#last = offset;
    this.#gaps.push(offset - this.#last);
    this.#targets.push(target);
    this.#counts.push(count);
    this.#lastTarget = target;
  }

  get packed(): Packed {
    const [undoneGaps, undoneTargets, undoneCounts] = [this.#gaps, this.#targets, this.#counts];
    return { undoneFrom: this.#from, undoneGaps, undoneTargets, undoneCounts };
  }
}

/** Packs undone messages, given in the order of their offsets. */
export const pack = (undone: readonly Undone[]): Packed => {
  const packer = new UndonePacker();
  for (const { offset, target } of undone) packer.add(offset, target);
  return packer.packed;
};

/** Messages for one target, of records whose offsets follow each other. */
interface Run extends Undone {
  /** Of its first message. */
  readonly number: number;
  count: number;
}

/** The messages of a source as they came, numbered, in runs. */
export class Runs {
  readonly #runs: Run[] = [];
  #added = 0;

  /** Adds a message, and returns its number. */
  add(offset: number, target: number): number {
    const last = this.#runs.at(-1);
    if (last?.target === target && last.offset + last.count === offset) last.count++;
    else this.#runs.push({ offset, target, number: this.#added, count: 1 });
    return this.#added++;
  }

  /** Those of higher numbers, in order. Others are forgotten. */
  after(number: number): (Undone & { readonly count: number })[] {
    const first = this.#runs.findIndex((run) => run.number + run.count - 1 > number);
    this.#runs.splice(0, first < 0 ? this.#runs.length : first);
    return this.#runs.map((run) => {
      const skipped = Math.max(0, number + 1 - run.number);
      return { offset: run.offset + skipped, target: run.target, count: run.count - skipped };
    });
  }
}
