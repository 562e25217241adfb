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

/** Collects what is to be reported. */
export class Status {
  phase: ShardPhase = 'starting';
  #problems: Problem[] = [];

  begin(): void {
    this.phase = 'running';
    this.#problems = [];
  }

  problem(component: string, code: string, message: string): void {
    this.#problems = [
      ...this.#problems.filter((known) => known.component !== component),
      { component, code, message },
    ];
  }

  recovering(code: string, message: string): void {
    if (this.phase !== 'stopping') this.phase = 'recovering';
    this.#problems = [];
    this.problem('store', code, message);
  }

  report(isStarted: boolean): ShardStatus {
    const ready = this.phase === 'running' && isStarted && this.#problems.length === 0;
    return { ready, phase: this.phase, problems: this.#problems };
  }
}
