import { AsyncLocalStorage } from 'node:async_hooks';
import type { ErrorCode } from '@statefun-ts/protocol';
import { ERRORS, StatefunError } from '@statefun-ts/protocol';

/** Whose code runs: what it throws later, in a timer or a promise, can be told from what is ours. */
const running = new AsyncLocalStorage<Boundary | undefined>();

/**
 * The extension whose code was at work; undefined: it was ours. For the handlers of what nobody caught
 * (`uncaughtException`, `unhandledRejection`): such a fault concerns nothing but the extension.
 */
export const extensionAtWork = (): string | undefined => running.getStore()?.name;

/** Runs our code which runs code of any of several extensions, such as their schemas. */
export const amid = <T>(names: readonly string[], run: () => T): T =>
  names.length === 0 ? run() : new Boundary(names.join(' or ')).enter(run);

/** Where our code meets that of one extension. */
export class Boundary {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** Runs code of the extension. */
  enter<T>(run: () => T): T {
    return running.run(this, run);
  }

  /** Runs our code, which the extension called: what it starts is ours. */
  leave<T>(run: () => T): T {
    return running.run(undefined, run);
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
      return this.enter(run);
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
    const promise = this.enter(() => Promise.resolve(result));
    promise.catch((error: unknown) => onLate(this.failure(what, error)));
  }

  /**
   * Runs code that takes its time, at most `limitMs`. Rejects with `STATEFUN_EXTENSION_FAILED`; what comes later is
   * passed over.
   */
  async settle<T>(what: string, limitMs: number, run: () => T | PromiseLike<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(this.failure(what, `it has not ended after ${limitMs} ms`)),
      limitMs,
    );
    try {
      return await Promise.race([promise, this.#run(what, run)]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #run<T>(what: string, run: () => T | PromiseLike<T>): Promise<T> {
    try {
      // A `then` of its own is its code, too.
      return await this.enter(async () => run());
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
