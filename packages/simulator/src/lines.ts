import type { Exchange, ExchangeMessage } from '@statefun-ts/engine';

import type { Owner } from './part.ts';
import type { World } from './world.ts';

/** Between two messages of a line: more than what adding up times rounds off, which would change their order. */
const GAP_MS = 0.001;

/** The lines between the shards of one process: slow, in order, and gone when it dies. */
export class Lines {
  readonly #world: World;
  readonly #owner: Owner;
  readonly #exchanges = new Map<number, Exchange>();
  /** When the last message of a line arrives. */
  readonly #lastMs = new Map<string, number>();

  constructor(world: World, owner: Owner) {
    this.#world = world;
    this.#owner = owner;
  }

  connect(exchange: Exchange): void {
    this.#exchanges.set(exchange.share.index, exchange);
  }

  send(from: number, to: number, message: ExchangeMessage): void {
    const { time, trace, coverage } = this.#world;
    if (message.do === 'letters') coverage.hit('mail-between-shards');
    const line = `${from} → ${to}`;
    const inOrderMs = (this.#lastMs.get(line) ?? 0) + GAP_MS;
    const atMs = Math.max(inOrderMs, time.nowMs + this.#owner.random.exponential(1));
    this.#lastMs.set(line, atMs);
    const arrive = (): void => {
      const what = message.do === 'letters' ? `${message.letters.length} letters` : message.do;
      trace.add('exchange', `${line}: ${what}`);
      this.#exchanges.get(to)?.receive(from, structuredClone(message));
    };
    time.schedule(atMs - time.nowMs, arrive, this.#owner.life);
  }
}
