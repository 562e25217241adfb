import { isDeepStrictEqual } from 'node:util';
import type { SecureContext } from 'node:tls';
import type { Observer } from '@statefun-ts/engine';
import type { TlsSpec } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { readTlsFiles, secureContextOf } from './tls.ts';
import type { TlsFiles } from './tls.ts';

/** While connections are made, the files are looked at this often, and otherwise not at all. */
const CHECK_EVERY_MS = 1_000;

/**
 * An endpoint's certificates as they are now. Whoever rotates them replaces the files, one after the other and
 * at any time; so files that can't be used are a state to pass through: the former ones stay in use until then.
 */
export class Certificates {
  readonly #spec: TlsSpec;
  readonly #where: string;
  readonly #observer: Observer | undefined;
  readonly #now: () => number;
  #files: TlsFiles;
  #context: SecureContext;
  #checkedMs: number;
  #problem: StatefunError | undefined;

  /** Reads the files. `now` in ms. Throws `STATEFUN_TLS_INVALID`. */
  constructor(
    spec: TlsSpec,
    options: {
      readonly where: string;
      readonly observer?: Observer | undefined;
      readonly now?: () => number;
    },
  ) {
    this.#spec = spec;
    this.#where = options.where;
    this.#observer = options.observer;
    this.#now = options.now ?? (() => performance.now());
    this.#checkedMs = this.#now();
    this.#files = readTlsFiles(spec, this.#where);
    this.#context = secureContextOf(this.#files, spec, this.#where);
  }

  /** Why the files as they are now are not in use; undefined when they are. */
  get problem(): StatefunError | undefined {
    return this.#problem;
  }

  /** For the next connection: another object when the files have changed. */
  current(): SecureContext {
    const nowMs = this.#now();
    if (nowMs - this.#checkedMs >= CHECK_EVERY_MS) {
      this.#checkedMs = nowMs;
      this.#check();
    }
    return this.#context;
  }

  #check(): void {
    try {
      const files = readTlsFiles(this.#spec, this.#where);
      if (!isDeepStrictEqual(files, this.#files)) {
        this.#context = secureContextOf(files, this.#spec, this.#where);
        this.#files = files;
        this.#observer?.log(
          'info',
          `The certificates of the endpoint at ${this.#where} have changed; the new ones are in use.`,
        );
      }
      this.#problem = undefined;
    } catch (error) {
      if (!(error instanceof StatefunError)) throw error;
      if (this.#problem?.message !== error.message) {
        const message = `The certificates of an endpoint can't be used; the former ones stay in use. ${error.message}`;
        this.#observer?.log('warn', message, { code: error.code });
      }
      this.#problem = error;
    }
  }
}
