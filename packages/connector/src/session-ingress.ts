import type { Ingress, IngressSink } from '@statefun-ts/engine';
import type { Gate } from './gate.ts';

/** One run of an ingress, from `start` to `stop`, on one sink. */
export interface IngressSession {
  /** While it is closed, the session hands nothing on. */
  readonly gate: Gate;
  /** Resolves when reading has begun, or when the first attempt failed (more follow). */
  start(): Promise<void>;
  /** As of an `Ingress`. */
  committed?(): void;
  /** Nothing is handed on any more once this was called. */
  stop(): Promise<void>;
}

/** An ingress that reads by itself, in a session of its own from each `start` to the next `stop`. */
export class SessionIngress implements Ingress {
  readonly id: string;
  readonly #open: (sink: IngressSink) => IngressSession;
  #session: IngressSession | undefined;
  #isPaused = false;

  /** `open` makes the session for a sink; it is not started yet. */
  constructor(id: string, open: (sink: IngressSink) => IngressSession) {
    this.id = id;
    this.#open = open;
  }

  async start(sink: IngressSink): Promise<void> {
    // The engine may ask for a pause while the old session ends.
    this.#isPaused = false;
    await this.stop();
    const session = this.#open(sink);
    this.#session = session;
    if (this.#isPaused) session.gate.close();
    await session.start();
  }

  pause(): void {
    this.#isPaused = true;
    this.#session?.gate.close();
  }

  resume(): void {
    this.#isPaused = false;
    this.#session?.gate.open();
  }

  committed(): void {
    this.#session?.committed?.();
  }

  async stop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.stop();
  }
}
