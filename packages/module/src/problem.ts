import type { ErrorCode } from '@statefun-ts/protocol';
import type { Origin } from './components.ts';

/** An error keeps a module from running; a warning says what its author may not have meant. */
export type Severity = 'error' | 'warning';

/** Something wrong in a module file. No text of it holds a value that came from `${env:…}` or `${file:…}`. */
export interface Problem {
  readonly severity: Severity;
  readonly code: ErrorCode;
  /** What is wrong. */
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
  readonly origin: Origin;
}

/** The parts of a {@link Problem} that do not depend on where it stands. */
export type Finding = Omit<Problem, 'origin'>;

/** More than this nobody reads; a file that is no module at all would have thousands. */
const PROBLEMS_MAX = 200;

/** Collects problems, each once, in no particular order. */
export class Problems {
  readonly #byKey = new Map<string, Problem>();
  #errors = 0;

  /** How many errors were added. */
  get errors(): number {
    return this.#errors;
  }

  add(origin: Origin, finding: Finding): void {
    const { severity, code, message } = finding;
    const key = JSON.stringify([origin.file, origin.line, origin.column, code, message]);
    if (this.#byKey.has(key)) return;
    this.#byKey.set(key, { ...finding, origin });
    if (severity === 'error') this.#errors++;
  }

  /** Errors first when there are too many to list; otherwise as the files and lines go. */
  list(files: readonly string[]): readonly Problem[] {
    const all = [...this.#byKey.values()];
    const errorsFirst = all.toSorted((a, b) => a.severity.localeCompare(b.severity));
    return errorsFirst.slice(0, PROBLEMS_MAX).toSorted((a, b) => {
      const fileOrder = files.indexOf(a.origin.file) - files.indexOf(b.origin.file);
      return fileOrder || a.origin.line - b.origin.line || a.origin.column - b.origin.column;
    });
  }
}
