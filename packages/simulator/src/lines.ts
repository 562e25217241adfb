import type { Owner } from './part.ts';
import type { World } from './world.ts';

/** Between two messages of a line: more than what adding up times rounds off, which would change their order. */
const GAP_MS = 0.001;

/** The lines between the parts of one process: slow, in order, and gone when it dies. */
export class Lines {
  readonly #world: World;
  readonly #owner: Owner;
  /** When the last message of a line arrives. */
  readonly #lastMs = new Map<string, number>();

  constructor(world: World, owner: Owner) {
    this.#world = world;
    this.#owner = owner;
  }

  /** Sends a message, which is plain data, by the line of that name. */
  send<M extends { readonly do: string }>(line: string, message: M, arrived: (message: M) => void): void {
    const { time, trace } = this.#world;
    const inOrderMs = (this.#lastMs.get(line) ?? 0) + GAP_MS;
    const atMs = Math.max(inOrderMs, time.nowMs + this.#owner.random.exponential(1));
    this.#lastMs.set(line, atMs);
    const arrive = (): void => {
      trace.add('line', `${line}: ${message.do}`);
      arrived(structuredClone(message));
    };
    time.schedule(atMs - time.nowMs, arrive, this.#owner.life);
  }
}
