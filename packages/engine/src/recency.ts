/** What can stand in a `Recency`: one at a time. */
export interface Linked<T> {
  older: T | null;
  newer: T | null;
}

/**
 * A list from the longest to the shortest known, linked through its items: adding, removing and taking the oldest are
 * O(1). (A `Set` is not: its first item is found by stepping over all that were deleted before it.)
 */
export class Recency<T extends Linked<T>> {
  #oldest: T | null = null;
  #newest: T | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get oldest(): T | null {
    return this.#oldest;
  }

  add(item: T): void {
    item.older = this.#newest;
    item.newer = null;
    if (this.#newest === null) this.#oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
    this.#size++;
  }

  /** The item must be in this list. */
  remove(item: T): void {
    if (item.older === null) this.#oldest = item.newer;
    else item.older.newer = item.newer;
    if (item.newer === null) this.#newest = item.older;
    else item.newer.older = item.older;
    item.older = item.newer = null;
    this.#size--;
  }
}
