import { Heap } from './heap.ts';

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** What is to be done at a time, in memory only. Same time: first come, first served. */
export class Agenda {
  readonly #entries = new Heap<Entry>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
  #order = 0;

  at(atMs: number, run: () => void): void {
    this.#entries.push({ atMs, order: this.#order++, run });
  }

  get nextMs(): number | undefined {
    return this.#entries.peek()?.atMs;
  }

  runDue(nowMs: number): void {
    for (
      let next = this.#entries.peek();
      next !== undefined && next.atMs <= nowMs;
      next = this.#entries.peek()
    ) {
      this.#entries.pop();
      next.run();
    }
  }
}
