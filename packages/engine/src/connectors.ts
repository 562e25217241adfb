import { describe } from './describe.ts';
import type { Egress, EgressSink, Ingress, IngressSink, Observer } from './ports.ts';
import type { Status } from './status.ts';

/**
 * The ingresses and egresses of a shard: started anew for each engine, told what happens, and stopped. One that
 * throws where it should not is named in the status, and harms no other.
 */
export class Connectors {
  readonly #ingresses: readonly Ingress[];
  readonly #egresses: readonly Egress[];
  readonly #status: Status;
  readonly #observer: Observer;
  /** Counts the starts: what comes of an earlier one counts no more. */
  #round = 0;
  /** How many have started in this round. */
  #started = 0;

  constructor(parts: {
    readonly ingresses: readonly Ingress[];
    readonly egresses: readonly Egress[];
    readonly status: Status;
    readonly observer: Observer;
  }) {
    this.#ingresses = parts.ingresses;
    this.#egresses = parts.egresses;
    this.#status = parts.status;
    this.#observer = parts.observer;
  }

  /** All have started since the last `start`. */
  get ready(): boolean {
    return this.#started === this.#ingresses.length + this.#egresses.length;
  }

  /** Starts all, egresses first; those that can't start yet show in the status. */
  start(sinkOf: {
    readonly egress: (egress: Egress) => EgressSink;
    readonly ingress: (ingress: Ingress) => IngressSink;
  }): void {
    this.#round++;
    this.#started = 0;
    for (const egress of this.#egresses)
      this.#start(egress.id, async () => egress.start(sinkOf.egress(egress)));
    for (const ingress of this.#ingresses)
      this.#start(ingress.id, async () => ingress.start(sinkOf.ingress(ingress)));
  }

  #start(id: string, start: () => Promise<void>): void {
    const round = this.#round;
    start().then(
      () => {
        if (round === this.#round) this.#started++;
      },
      (error: unknown) => {
        if (round === this.#round) this.failed(id, error);
      },
    );
  }

  /** Ingresses are to hold back, or to go on. */
  pause(paused: boolean): void {
    for (const ingress of this.#ingresses)
      this.#tell(ingress.id, () => (paused ? ingress.pause() : ingress.resume()));
  }

  /** An epoch is durable. */
  committed(): void {
    for (const egress of this.#egresses) this.#tell(egress.id, () => egress.wake());
    for (const ingress of this.#ingresses) this.#tell(ingress.id, () => ingress.committed?.());
  }

  #tell(id: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.failed(id, error);
    }
  }

  /** A lasting fault of one. */
  failed(id: string, error: unknown): void {
    const { code, message } = describe(error, 'STATEFUN_CONNECTOR_FAILED');
    this.#status.problem(id, code, message);
    this.#observer.log('error', `${id}: ${message}`, { code, component: id });
  }

  /** A fault of one that may pass; `null`: it has. Connectors log these themselves. */
  troubled(id: string, error: Error | null): void {
    if (error === null) this.#status.solved(id);
    else this.#status.trouble(id, describe(error).code, error.message);
  }

  stopIngresses(): Promise<void> {
    return this.#stop(this.#ingresses);
  }

  stopEgresses(): Promise<void> {
    return this.#stop(this.#egresses);
  }

  stopAll(): Promise<void> {
    this.#round++;
    return this.#stop([...this.#ingresses, ...this.#egresses]);
  }

  /** One that can't stop keeps no other from it. */
  async #stop(connectors: readonly (Ingress | Egress)[]): Promise<void> {
    const results = await Promise.allSettled(connectors.map(async (connector) => connector.stop()));
    for (const result of results) {
      if (result.status === 'rejected') this.#observer.log('warn', describe(result.reason).message);
    }
  }
}
