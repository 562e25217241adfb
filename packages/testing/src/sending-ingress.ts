import type { Ingress, IngressSink } from '@statefun-ts/engine';
import type { Address, TypedValue } from '@statefun-ts/protocol';

/** The ingress through which a test sends. */
export class SendingIngress implements Ingress {
  readonly id = 'io.statefun.testing/ingress';
  readonly #onRefused: (error: unknown) => void;
  #sink: IngressSink | undefined;

  constructor(onRefused: (error: unknown) => void) {
    this.#onRefused = onRefused;
  }

  start(sink: IngressSink): Promise<void> {
    this.#sink = sink;
    return Promise.resolve();
  }

  send(target: Address, argument: TypedValue): void {
    this.#sink?.accept(target, argument).catch(this.#onRefused);
  }

  pause(): void {}

  resume(): void {}

  stop(): Promise<void> {
    this.#sink = undefined;
    return Promise.resolve();
  }
}
