import type { PlaceMark, SourcePartition } from '@statefun-ts/engine';

/** The marks of one topic whose reader finds its way by them alone: what was made, and what must be found again. */
export class PlaceBook {
  /** Marks may be told to shards a little later, so none is sure. */
  readonly #isLazy: boolean;
  /** All that were ever made: which offset each stands for. */
  readonly #made = new Map<string, number>();
  /** Made since the engine began: after the last commit; before it; before the one before, and so durable. */
  #fresh: number[] = [];
  #settling: number[] = [];
  #durable: number[] = [];

  constructor(isLazy: boolean) {
    this.#isLazy = isLazy;
  }

  /** A mark for the place of the record at `offset`, to be given to the engine at once. */
  make(offset: number): PlaceMark {
    const token = `mark ${this.#made.size}`;
    this.#made.set(token, offset);
    this.#fresh.push(offset);
    return { offset, token };
  }

  /** An epoch is durable, and the next one has perhaps begun: what was made before the last commit is in it. */
  committed(): void {
    this.#durable.push(...this.#settling);
    this.#settling = this.#fresh;
    this.#fresh = [];
  }

  /** Some mark was made for a place behind this one. */
  isAhead(offset: number): boolean {
    return Math.max(...this.#made.values()) > offset;
  }

  /** What is wrong with the mark that a reader is given; undefined when it is right. `isAnew`: in an engine that has just begun. */
  fault({ resumeMark, resumeOffset }: SourcePartition, isAnew: boolean): string | undefined {
    const sure = isAnew ? this.#durable : [...this.#durable, ...this.#settling, ...this.#fresh];
    const least = this.#isLazy ? -1 : Math.max(-1, ...sure.filter((offset) => offset <= resumeOffset));
    if (isAnew) {
      this.#fresh = [];
      this.#settling = [];
      this.#durable = resumeMark === undefined ? [] : [resumeMark.offset];
    }
    const last = `the last that it must know is at ${least}`;
    if (resumeMark === undefined)
      return least < 0 && (this.#isLazy || resumeOffset === 0)
        ? undefined
        : `no mark for ${resumeOffset}; ${last}`;
    const { offset, token } = resumeMark;
    if (offset > resumeOffset) return `${token} is at ${offset}, above ${resumeOffset}`;
    if (this.placeOf(token) !== offset) return `${token} was never made for ${offset}`;
    return offset < least ? `${token} is at ${offset}, and ${last}` : undefined;
  }

  /** Where a token leads, whatever the engine says of it. */
  placeOf(token: string): number | undefined {
    return this.#made.get(token);
  }
}
