import type { Origin } from './components.ts';
import type { Finding, Problems } from './problem.ts';

/** A module file, as it was read. `file` is how messages name it. */
export interface ModuleFile {
  readonly file: string;
  readonly text: string;
}

/** A file that is being read: turns offsets into places, and takes problems. */
export class Source implements ModuleFile {
  readonly file: string;
  readonly text: string;
  readonly #problems: Problems;
  readonly #end: number;
  /** Where each line starts. The YAML parser's own count misses line ends in what it can't read. */
  readonly #lineStarts: readonly number[];

  constructor({ file, text }: ModuleFile, problems: Problems) {
    this.file = file;
    this.text = text;
    this.#problems = problems;
    this.#end = text.trimEnd().length;
    this.#lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  }

  /** An offset behind the text, as of something that is missing there, is the place where the text ends. */
  originAt(offset: number): Origin {
    const within = Math.min(offset, this.#end);
    const line = this.#lineAt(within);
    return { file: this.file, line: line + 1, column: within - (this.#lineStarts[line] ?? 0) + 1 };
  }

  report(offset: number, finding: Finding): void {
    this.#problems.add(this.originAt(offset), finding);
  }

  /** The last line that starts at the offset or before, counted from 0. */
  #lineAt(offset: number): number {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}
