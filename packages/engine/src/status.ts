/** What a shard is doing. */
export type ShardPhase = 'starting' | 'running' | 'recovering' | 'stopping' | 'stopped';

export interface Problem {
  /** An ingress's or egress's id, or `store`. */
  readonly component: string;
  readonly code: string;
  readonly message: string;
}

export interface ShardStatus {
  /** It takes messages, and all connectors have started without a lasting fault. */
  readonly ready: boolean;
  readonly phase: ShardPhase;
  readonly problems: readonly Problem[];
}

/** Collects what is to be reported: of each component the last lasting problem and the passing one. */
export class Status {
  phase: ShardPhase = 'starting';
  readonly #lasting = new Map<string, Problem>();
  readonly #passing = new Map<string, Problem>();

  begin(): void {
    this.phase = 'running';
    this.#clear();
  }

  /** A problem that stays until the next start. */
  problem(component: string, code: string, message: string): void {
    this.#lasting.set(component, { component, code, message });
  }

  /** A problem that may pass. */
  trouble(component: string, code: string, message: string): void {
    this.#passing.set(component, { component, code, message });
  }

  /** A component's passing problem is over. */
  solved(component: string): void {
    this.#passing.delete(component);
  }

  recovering(code: string, message: string): void {
    if (this.phase !== 'stopping') this.phase = 'recovering';
    this.#clear();
    this.problem('store', code, message);
  }

  report(isStarted: boolean): ShardStatus {
    const problems = [...this.#lasting.values(), ...this.#passing.values()];
    const ready = this.phase === 'running' && isStarted && problems.length === 0;
    return { ready, phase: this.phase, problems };
  }

  #clear(): void {
    this.#lasting.clear();
    this.#passing.clear();
  }
}
