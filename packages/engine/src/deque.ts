/**
 * A first-in, first-out queue whose front is cheap to take: an array with a moving head. An empty one has no array:
 * most mailboxes are empty most of the time.
 */
export class Deque<T> {
  #items: (T | undefined)[] | undefined;
  #head = 0;

  get length(): number {
    return this.#items === undefined ? 0 : this.#items.length - this.#head;
  }

  push(item: T): void {
    if (this.#items === undefined) this.#items = [item];
    else this.#items.push(item);
  }

  /** Takes the last item back. */
  pop(): T | undefined {
    const item = this.#items?.pop();
    if (this.length === 0) this.clear();
    return item;
  }

  /** The item `index` places behind the front. */
  at(index: number): T | undefined {
    return this.#items?.[this.#head + index];
  }

  shift(): T | undefined {
    const items = this.#items;
    if (items === undefined) return undefined;
    const item = items[this.#head];
    items[this.#head++] = undefined;
    if (this.#head === items.length) this.clear();
    // Half of the array is spent: give it back, at a cost of O(1) per item taken.
    else if (this.#head > 64 && this.#head * 2 > items.length) this.#replace(items.slice(this.#head));
    return item;
  }

  /** Puts items before the front, in their order. */
  unshift(items: readonly T[]): void {
    this.#replace([...items, ...(this.#items?.slice(this.#head) ?? [])]);
  }

  clear(): void {
    this.#items = undefined;
    this.#head = 0;
  }

  #replace(items: (T | undefined)[]): void {
    this.#items = items.length === 0 ? undefined : items;
    this.#head = 0;
  }

  *[Symbol.iterator](): Iterator<T> {
    const items = this.#items ?? [];
    for (let i = this.#head; i < items.length; i++) yield items[i] as T;
  }
}
