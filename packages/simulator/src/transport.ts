import { CallFailure } from '@statefun-ts/engine';
import type { Transport } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import { CallAudit } from './call-audit.ts';
import type { Message, Stumble } from './commands.ts';
import { addressKey } from './marks.ts';
import { corrupt } from './nonsense.ts';
import type { Outages } from './outages.ts';
import type { Prng } from './random.ts';
import { incomplete, LOG_STATE, respond } from './service.ts';
import type { Life } from './virtual-time.ts';
import type { World } from './world.ts';

/** How an attempt ends, and after how long. */
interface Outcome {
  readonly afterMs: number;
  readonly result: FromFunction | CallFailure;
}

const failure = (code: 'STATEFUN_CALL_STATUS' | 'STATEFUN_CALL_TIMEOUT', transient: boolean): CallFailure =>
  new CallFailure(code, 'The fake service failed', { transient });

// Made once: each has a stack trace, which takes longer than all the rest of a call.
const REFUSED = failure('STATEFUN_CALL_STATUS', true);
const REFUSED_FOR_GOOD = failure('STATEFUN_CALL_STATUS', false);
const SILENT = failure('STATEFUN_CALL_TIMEOUT', true);

const NEVER_MS = Infinity;

/** What function services remember of their own mishaps; it outlives processes. */
export class ServiceMemory {
  readonly stumbles = new Map<Message, number>();
  /** Addresses whose last call failed: with which first message, and how many. */
  readonly failed = new Map<string, { readonly first: Message; readonly size: number }>();
  /** Function types that were sent all their states once. */
  readonly complete = new Set<string>();
}

/** Function services as one process reaches them: late, down, wrong, or silent. */
export class SimTransport implements Transport {
  readonly #world: World;
  readonly #life: Life;
  readonly #random: Prng;
  readonly #engine: { readonly generation: number };
  readonly #memory: ServiceMemory;
  readonly #outages: Outages;
  readonly #audit: CallAudit;
  /** Addresses with a call in flight, for each generation of the engine. */
  readonly #inFlight = new Map<number, Set<string>>();

  /** `engine`: whose calls it carries; those of earlier generations are stale. */
  constructor(
    world: World,
    owner: { life: Life; random: Prng },
    parts: { engine: { readonly generation: number }; memory: ServiceMemory; outages: Outages },
  ) {
    this.#world = world;
    this.#life = owner.life;
    this.#random = owner.random;
    this.#engine = parts.engine;
    this.#memory = parts.memory;
    this.#outages = parts.outages;
    this.#audit = new CallAudit(world);
  }

  /** Calls in flight of the running engine. */
  get callsInFlight(): number {
    return this.#inFlight.get(this.#engine.generation)?.size ?? 0;
  }

  /** It changes its mind all the time, in half of the seeds. */
  get callsWanted(): number | undefined {
    const { callsWantedMax } = this.#world.swarm;
    return callsWantedMax === 0 ? undefined : this.#random.integer(1, callsWantedMax);
  }

  call(request: InvocationBatchRequest, budgetMs: number): Promise<FromFunction> {
    const messages = this.#life.alive ? this.#audit.check(request) : null;
    if (messages === null || request.target === null) return new Promise(() => {});
    const address = addressKey(request.target);
    const { generation } = this.#engine;
    this.#begin(generation, address, budgetMs);
    this.#watchBatch(address, messages);
    const { afterMs, result } = this.#withinBudget(this.#outcome(request, messages), budgetMs);
    this.#world.trace.add('call', `${address} ← ${messages.map(({ uid }) => uid).join(' ')}`);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        if (this.#world.crashPoint('before a reply', 0.003)) return;
        this.#inFlight.get(generation)?.delete(address);
        this.#end(address, { messages, result, isStale: generation !== this.#engine.generation });
        if (result instanceof CallFailure) reject(result);
        else resolve(result);
      };
      this.#world.time.schedule(afterMs, end, this.#life);
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #begin(generation: number, address: string, budgetMs: number): void {
    const { verdict, swarm, coverage } = this.#world;
    const calls = this.#inFlight.get(generation) ?? new Set<string>();
    this.#inFlight.set(generation, calls);
    verdict.check(!calls.has(address), 'one-call-per-address', () => address);
    calls.add(address);
    const max = swarm.callsInFlightMax;
    verdict.check(calls.size <= max, 'calls-in-flight', () => `${calls.size} calls, may ${max}`);
    if (calls.size === max) coverage.hit('endpoint-full');
    const budgetMax = swarm.callBudgetMs;
    verdict.check(
      budgetMs > 0 && budgetMs <= budgetMax,
      'call-budget',
      () => `${budgetMs} ms, may ${budgetMax}`,
    );
  }

  #watchBatch(address: string, messages: readonly Message[]): void {
    const failed = this.#memory.failed.get(address);
    this.#memory.failed.delete(address);
    if (failed?.first === messages[0] && messages.length < (failed?.size ?? 0))
      this.#world.coverage.hit('batch-split');
  }

  #end(
    address: string,
    call: { messages: readonly Message[]; result: FromFunction | CallFailure; isStale: boolean },
  ): void {
    const { trace, coverage, history, time } = this.#world;
    const { messages, result, isStale } = call;
    const what =
      result instanceof CallFailure ? result.code : result.invocationResult ? 'done' : 'incomplete';
    trace.add('reply', `${address} → ${what}${isStale ? ', stale' : ''}`);
    if (isStale) {
      coverage.hit('stale-reply');
      return;
    }
    if (result instanceof CallFailure) {
      const [first] = messages;
      if (first !== undefined) this.#memory.failed.set(address, { first, size: messages.length });
      coverage.hit(result.transient ? 'call-transient' : 'call-permanent');
    } else if (result.invocationResult !== null) {
      history.replied(messages, time.nowMs);
    }
  }

  #withinBudget({ afterMs, result }: Outcome, budgetMs: number): Outcome {
    if (afterMs <= budgetMs) return { afterMs, result };
    this.#world.coverage.hit('call-timeout');
    return { afterMs: budgetMs, result: SILENT };
  }

  #outcome(request: InvocationBatchRequest, messages: readonly Message[]): Outcome {
    const { swarm, isHostile, time } = this.#world;
    const random = this.#random;
    const isSlow = swarm.on.has('slow-services') && isHostile && random.chance(0.1);
    const afterMs = 0.1 + random.exponential(isSlow ? 300 : 1);
    if (this.#outages.isOut(time.nowMs)) return { afterMs, result: REFUSED };
    if (isHostile && swarm.on.has('flaky-services') && random.chance(0.1)) {
      return {
        afterMs: random.chance(0.1) ? NEVER_MS : afterMs,
        result: random.chance(0.7) ? REFUSED : REFUSED_FOR_GOOD,
      };
    }
    const stumble = isHostile ? this.#stumble(messages) : null;
    const answer = respond(request, messages, swarm);
    if (stumble !== null) return { afterMs, ...this.#stumbling(stumble, request, answer) };
    if (answer.incompleteInvocationContext !== null) this.#noteIncomplete(request);
    else this.#memory.complete.add(typeOf(request));
    return { afterMs, result: answer };
  }

  #noteIncomplete(request: InvocationBatchRequest): void {
    this.#world.coverage.hit('incomplete');
    const isKnown = this.#memory.complete.has(typeOf(request));
    if (isKnown && this.#world.interruptions > 0) this.#world.coverage.hit('incomplete-after-restart');
  }

  /** The first mishap that a message of the batch still brings. */
  #stumble(messages: readonly Message[]): Stumble | null {
    for (const message of messages) {
      const used = this.#memory.stumbles.get(message) ?? 0;
      if (message.stumble === null || used >= message.stumble.times) continue;
      this.#memory.stumbles.set(message, used + 1);
      return message.stumble.how;
    }
    return null;
  }

  #stumbling(
    how: Stumble,
    request: InvocationBatchRequest,
    answer: FromFunction,
  ): { result: Outcome['result']; afterMs?: number } {
    const { coverage, swarm } = this.#world;
    if (how === 'hang') return { afterMs: NEVER_MS, result: REFUSED };
    if (how === 'refuse' || how === 'permanent')
      return { result: how === 'refuse' ? REFUSED : REFUSED_FOR_GOOD };
    if (how === 'incomplete') {
      coverage.hit('incomplete-repeated');
      return { result: incomplete(this.#random.chance(0.5) ? [LOG_STATE] : [], swarm) };
    }
    const nonsense = corrupt(how, answer, request.target);
    if (nonsense === null) return { result: answer };
    coverage.hit('reply-nonsense');
    return { result: nonsense };
  }
}

const typeOf = ({ target }: InvocationBatchRequest): string => `${target?.namespace}/${target?.type}`;
