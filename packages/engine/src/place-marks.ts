import type { PlaceMark } from './ports.ts';

/** The marks of a source partition that a restart may need, by offset. */
export class PlaceMarks {
  /** In the order of offsets. */
  #marks: PlaceMark[] = [];

  constructor(first: PlaceMark | undefined) {
    if (first !== undefined) this.#marks.push(first);
  }

  /** Of two marks at one offset the later one counts. A reader that went back gives lower ones again. */
  add(mark: PlaceMark): void {
    const before = this.#marks.findLastIndex(({ offset }) => offset <= mark.offset);
    const replaced = this.#marks[before]?.offset === mark.offset ? 1 : 0;
    this.#marks.splice(before + 1 - replaced, replaced, mark);
  }

  /** The last mark at or below the offset. */
  at(offset: number): PlaceMark | undefined {
    return this.#marks.findLast((mark) => mark.offset <= offset);
  }

  /** The same; those before it are forgotten. */
  release(offset: number): PlaceMark | undefined {
    const last = this.#marks.findLastIndex((mark) => mark.offset <= offset);
    if (last > 0) this.#marks.splice(0, last);
    return this.at(offset);
  }
}
