import { Deque } from './deque.ts';
import type { PlaceMark } from './ports.ts';

/** The marks of a source partition that a restart may need, by offset. */
export class PlaceMarks {
  readonly #marks = new Deque<PlaceMark>();

  constructor(first: PlaceMark | undefined) {
    if (first !== undefined) this.#marks.push(first);
  }

  /** Offsets don't fall; of two marks at one offset the later one counts, and only that is kept. */
  add(mark: PlaceMark): void {
    if (this.#marks.at(this.#marks.length - 1)?.offset === mark.offset) this.#marks.pop();
    this.#marks.push(mark);
  }

  /** The last mark at or below the offset. */
  at(offset: number): PlaceMark | undefined {
    let found: PlaceMark | undefined;
    for (const mark of this.#marks) {
      if (mark.offset > offset) break;
      found = mark;
    }
    return found;
  }

  /** The same; those before it are forgotten. */
  release(offset: number): PlaceMark | undefined {
    while ((this.#marks.at(1)?.offset ?? Infinity) <= offset) this.#marks.shift();
    return this.at(offset);
  }
}
