import type { VirtualTime } from './virtual-time.ts';

const TAIL_LINES = 4_096;

/** What happened, line by line. Keeps the end of it, and a hash of all of it. */
export class Trace {
  readonly #time: VirtualTime;
  readonly #print: ((line: string) => void) | null;
  readonly #tail: string[] = [];
  #lines = 0;
  #high = 0x811c9dc5;
  #low = 0x9e3779b9;

  /** `print` receives each line as it is written. */
  constructor(time: VirtualTime, print: ((line: string) => void) | null = null) {
    this.#time = time;
    this.#print = print;
  }

  add(who: string, what: string): void {
    const line = `${this.#time.nowMs.toFixed(3).padStart(12)} ${who.padEnd(9)} ${what}`;
    this.#tail[this.#lines++ % TAIL_LINES] = line;
    this.#print?.(line);
    for (let i = 0; i < line.length; i++) {
      const unit = line.charCodeAt(i);
      this.#high = Math.imul(this.#high ^ unit, 0x01000193);
      this.#low = Math.imul(this.#low ^ unit, 0x85ebca6b);
    }
  }

  /** The same for two runs only when they did the same. */
  get hash(): string {
    const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return `${this.#lines}-${hex(this.#high)}${hex(this.#low)}`;
  }

  /** The last lines, up to `limit`, oldest first; with `about`, only those that contain it. */
  tail(limit: number, about = ''): string[] {
    const from = this.#lines % TAIL_LINES;
    const inOrder =
      this.#lines < TAIL_LINES ? this.#tail : [...this.#tail.slice(from), ...this.#tail.slice(0, from)];
    return inOrder.filter((line) => line.includes(about)).slice(-limit);
  }
}
