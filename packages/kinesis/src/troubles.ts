import { problemOf } from '@statefun-ts/aws';
import type { Observer } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { codeOf } from './faults.ts';

/** Where passing troubles are shown. */
interface TroubleSink {
  trouble(error: Error | null): void;
}

/** Says once that something went wrong, and once that it is over, however often it is tried in between. */
export class Troubles {
  readonly #observer: Observer;
  readonly #component: string;
  readonly #sink: TroubleSink;
  readonly #open = new Map<string, StatefunError>();

  constructor(observer: Observer, component: string, sink: TroubleSink) {
    this.#observer = observer;
    this.#component = component;
    this.#sink = sink;
  }

  /** `what` names the trouble, as 'Kinesis stream orders'. */
  begin(what: string, error: unknown): void {
    const message = `${what}: ${problemOf(error)}`;
    if (this.#open.get(what)?.message === message) return;
    const isNew = !this.#open.has(what);
    const trouble = new StatefunError(codeOf(error), message, { cause: error });
    this.#open.set(what, trouble);
    this.#sink.trouble(trouble);
    const { code } = trouble;
    if (isNew)
      this.#observer.log('warn', `${message} (it is tried again)`, { component: this.#component, code });
  }

  /** It is over. */
  end(what: string): void {
    if (this.forget(what)) this.#observer.log('info', `${what}: works again`, { component: this.#component });
  }

  /** Nobody tries any more. True when there was such a trouble. */
  forget(what: string): boolean {
    if (!this.#open.delete(what)) return false;
    const [next = null] = this.#open.values();
    this.#sink.trouble(next);
    return true;
  }
}
