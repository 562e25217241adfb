import type { Ingress, IngressSink } from '@statefun-ts/engine';

import type { Message } from './commands.ts';
import { COMMAND_TYPE } from './commands.ts';
import type { Prng } from './random.ts';
import type { Owner } from './part.ts';
import type { Life } from './virtual-time.ts';
import type { ClientRequest } from './workload.ts';
import type { World } from './world.ts';

interface Pending {
  readonly request: ClientRequest;
  attempt: number;
}

/** Those who send to an ingress that can't replay. They outlive processes, and may try again. */
export class Clients {
  readonly #world: World;
  readonly #random: Prng;
  readonly #waiting: Pending[];
  readonly #inFlight = new Set<Pending>();
  #handedOver = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random('clients');
    this.#waiting = world.workload.requests.map((request) => ({ request, attempt: 0 }));
  }

  /** Nobody wants anything any more. */
  get isDone(): boolean {
    return this.#waiting.length === 0 && this.#inFlight.size === 0;
  }

  get awaitingAck(): Message[] {
    return [...this.#inFlight].map(messageOf);
  }

  /** The next one who wants to send by now. */
  next(): Pending | undefined {
    const at = this.#waiting.findIndex(({ request }) => request.atMs <= this.#world.time.nowMs);
    const [pending] = at < 0 ? [] : this.#waiting.splice(at, 1);
    return pending;
  }

  sent(pending: Pending): Message {
    const message = messageOf(pending);
    this.#inFlight.add(pending);
    this.#world.history.accepted.set(message, this.#handedOver++);
    this.#world.trace.add('client', `${message.name} → ${message.targetKey}`);
    return message;
  }

  acked(pending: Pending): void {
    const { history, verdict, trace } = this.#world;
    const message = messageOf(pending);
    this.#inFlight.delete(pending);
    trace.add('client', `${message.name} acked`);
    verdict.check(
      history.isSafe(message),
      'ack-durable',
      () => `${message.name} was acked and is not durable`,
    );
    history.acked.add(message);
  }

  /** The engine refused it, or the connection broke: the sender gives up, or repeats it as a new message. */
  lost(pending: Pending): void {
    if (!this.#inFlight.delete(pending)) return;
    pending.attempt++;
    const again = pending.attempt < pending.request.attempts.length && this.#random.chance(0.5);
    if (again) this.#waiting.push(pending);
  }

  /** The process died. */
  allLost(): void {
    for (const pending of this.#inFlight) this.lost(pending);
  }
}

const messageOf = ({ request, attempt }: Pending): Message => request.attempts[attempt] as Message;

/** An ingress that can't replay, as one process has it. */
export class ClientIngress implements Ingress {
  readonly id = 'sim/client';
  readonly #world: World;
  readonly #life: Life;
  readonly #random: Prng;
  readonly #clients: Clients;
  #session = 0;
  #paused = false;

  constructor(world: World, owner: Owner, clients: Clients) {
    this.#world = world;
    this.#life = owner.life;
    this.#random = owner.random;
    this.#clients = clients;
  }

  start(sink: IngressSink): Promise<void> {
    this.#paused = false;
    void this.#serve(sink, ++this.#session);
    return Promise.resolve();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  stop(): Promise<void> {
    this.#session++;
    return this.#world.time.sleep(this.#random.exponential(1), this.#life);
  }

  async #serve(sink: IngressSink, session: number): Promise<void> {
    await this.#world.time.sleep(this.#random.exponential(5), this.#life);
    while (session === this.#session) {
      const pending = this.#paused ? undefined : this.#clients.next();
      if (pending !== undefined) this.#accept(sink, pending);
      if (this.#clients.isDone && !this.#world.isHostile) return;
      const delayMs = pending === undefined ? this.#random.between(5, 30) : this.#random.exponential(0.5);
      await this.#world.time.sleep(delayMs, this.#life);
    }
  }

  #accept(sink: IngressSink, pending: Pending): void {
    const { target, payload } = this.#clients.sent(pending);
    sink.accept(target, { typename: COMMAND_TYPE, hasValue: true, value: payload }).then(
      () => this.#clients.acked(pending),
      () => {
        this.#world.coverage.hit('refused');
        this.#clients.lost(pending);
      },
    );
  }
}
