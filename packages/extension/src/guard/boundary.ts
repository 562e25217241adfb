import { TIMER_DELAY_MS_MAX } from '@statefun-ts/connector';
import type { ErrorCode } from '@statefun-ts/protocol';
import { ERRORS, StatefunError } from '@statefun-ts/protocol';

/** Where our code meets that of one extension. */
export class Boundary {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /**
   * The error for what the extension threw, or did; a code of ours is kept. `what` is a subject: `The egress a/b
   * (module.yaml:1:1)`.
   */
  failure(what: string, cause: unknown): StatefunError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new StatefunError(codeOf(cause), `${what} of the extension ${this.name} failed: ${reason}`, {
      cause,
    });
  }

  /** Runs code that answers at once. Throws `STATEFUN_EXTENSION_FAILED`. */
  ask<T>(what: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw this.failure(what, error);
    }
  }

  /**
   * Runs code that answers nothing. A promise that it returns all the same is watched: `onLate` is told when it is rejected.
   * Throws `STATEFUN_EXTENSION_FAILED`.
   */
  tell(what: string, run: () => unknown, onLate: (error: StatefunError) => void): void {
    const result = this.ask(what, run);
    if (!isThenable(result)) return;
    Promise.resolve(result).catch((error: unknown) => onLate(this.failure(what, error)));
  }

  /**
   * Runs code that takes its time, at most `limitMs`. Rejects with `STATEFUN_EXTENSION_FAILED`; what comes later is
   * passed over.
   */
  async settle<T>(what: string, limitMs: number, run: () => T | PromiseLike<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const late = (): void => reject(this.failure(what, `it has not ended after ${limitMs} ms`));
    const timer = setTimeout(late, Math.min(limitMs, TIMER_DELAY_MS_MAX));
    try {
      return await Promise.race([promise, this.#run(what, run)]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #run<T>(what: string, run: () => T | PromiseLike<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.failure(what, error);
    }
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** Errors of ours may come from another copy of the package, which an extension may have: their class says nothing. */
function codeOf(error: unknown): ErrorCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'STATEFUN_EXTENSION_FAILED';
}
