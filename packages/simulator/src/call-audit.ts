import type { InvocationBatchRequest } from '@statefun-ts/protocol';

import type { Message } from './commands.ts';
import { addressKey, findMark, sameBytes } from './marks.ts';
import { LEASE_STATE, PARITY_STATE, SESSION_STATE, shippedLog } from './service.ts';
import type { World } from './world.ts';

/** Engine time is whole milliseconds, and an expired value may be seen in the millisecond of its end. */
const SLACK_MS = 2;

/** Looks at each call that reaches a function service: is it one that the engine may make? */
export class CallAudit {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** The messages of a call; `null` when it holds something that nobody sent. */
  check(request: InvocationBatchRequest): Message[] | null {
    const messages = this.#messages(request);
    if (messages === null || request.target === null) return null;
    const address = addressKey(request.target);
    this.#checkBatch(address, request, messages);
    const log = shippedLog(request);
    if (log !== undefined) {
      this.#checkLog(address, log, messages);
      this.#checkStates(address, request, log);
    }
    this.#world.history.called(address, messages, this.#world.time.nowMs);
    return messages;
  }

  #messages({ target, invocations }: InvocationBatchRequest): Message[] | null {
    const { verdict, workload } = this.#world;
    if (target === null) return null;
    const messages: Message[] = [];
    for (const { argument } of invocations) {
      const uid = argument ? findMark('MSG', argument.value) : undefined;
      const message = uid === undefined ? undefined : workload.registry.find(uid, target);
      if (argument === null || message === undefined || !sameBytes(argument.value, message.payload)) {
        verdict.fail('message-intact', `${addressKey(target)} got ${uid ?? 'what nobody sent'}`);
        return null;
      }
      messages.push(message);
    }
    return messages;
  }

  #checkBatch(address: string, { invocations }: InvocationBatchRequest, messages: readonly Message[]): void {
    const { verdict, swarm, coverage } = this.#world;
    const max = swarm.batchMessagesMax || Infinity;
    verdict.check(messages.length > 0, 'batch-size', () => `${address} was called with no message`);
    verdict.check(
      messages.length <= max,
      'batch-size',
      () => `${address} got ${messages.length}, may ${max}`,
    );
    if (messages.length === max && max > 1) coverage.hit('batch-full');
    verdict.check(
      new Set(messages).size === messages.length,
      'exactly-once',
      () => `${address}: twice in a batch`,
    );
    for (const [i, message] of messages.entries()) {
      this.#checkCaller(message, invocations[i]?.caller ?? null);
      this.#checkDelay(message);
    }
  }

  #checkCaller({ name, origin }: Message, caller: Parameters<typeof addressKey>[0] | null): void {
    const expected = origin.from === 'function' ? origin.parent.targetKey : null;
    const actual = caller && addressKey(caller);
    this.#world.verdict.check(
      expected === actual,
      'caller',
      () => `${name} came from ${actual}, not ${expected}`,
    );
  }

  /** Not before its time, counted from the first reply that may have sent it. */
  #checkDelay({ name, origin }: Message): void {
    if (origin.from !== 'function') return;
    const { history, verdict, time } = this.#world;
    const sentMs = history.replyTimes(origin.parent)?.firstMs;
    if (sentMs === undefined) {
      verdict.fail('phantom', `${name} was sent before ${origin.parent.name} was answered`);
      return;
    }
    if (origin.delayMs === null || !this.#world.clockIsTrue) return;
    const dueMs = sentMs + origin.delayMs - SLACK_MS;
    verdict.check(time.nowMs >= dueMs, 'delay', () => `${name} was due at ${dueMs}`);
  }

  #checkLog(address: string, log: readonly string[], messages: readonly Message[]): void {
    const applied = new Set(log);
    const again = messages.find(({ uid }) => applied.has(uid));
    const { verdict } = this.#world;
    verdict.check(again === undefined, 'exactly-once', () => `${address} got ${again?.name} again`);
  }

  #checkStates(address: string, request: InvocationBatchRequest, log: readonly string[]): void {
    const { verdict, coverage, swarm } = this.#world;
    const states = new Map(request.state.map(({ stateName, stateValue }) => [stateName, stateValue]));
    if (states.has(PARITY_STATE)) {
      const isOdd = log.length % 2 === 1;
      if (!isOdd && log.length > 0) coverage.hit('state-deleted');
      const isSet = states.get(PARITY_STATE) !== null;
      verdict.check(
        isSet === isOdd,
        'state',
        () => `${address}: parity ${isSet} after ${log.length} messages`,
      );
    }
    const text = (state: 'LSE' | 'SES', name: string): string | null => {
      const bytes = states.get(name)?.value;
      return bytes === undefined ? null : (findMark(state, bytes) ?? '');
    };
    if (states.has(LEASE_STATE))
      this.#checkExpiring(address, log, {
        state: LEASE_STATE,
        shipped: text('LSE', LEASE_STATE),
        ttlMs: swarm.leaseMs,
      });
    if (states.has(SESSION_STATE))
      this.#checkExpiring(address, log, {
        state: SESSION_STATE,
        shipped: text('SES', SESSION_STATE),
        ttlMs: swarm.sessionMs,
      });
  }

  #checkExpiring(
    address: string,
    log: readonly string[],
    what: { state: 'lease' | 'session'; shipped: string | null; ttlMs: number },
  ): void {
    const { verdict, coverage, history, time, workload, clockIsTrue } = this.#world;
    const { state, shipped, ttlMs } = what;
    const writer = log
      .map((uid) => workload.registry.at(uid, address))
      .findLast((message) => message?.commands.some((command) => command.do === state));
    const written = writer && history.replyTimes(writer);
    if (shipped !== null) {
      const isRight = shipped === writer?.uid;
      verdict.check(isRight, 'state', () => `${address}: ${state} of ${shipped}, not of ${writer?.uid}`);
      if (written === undefined || !clockIsTrue) return;
      const sinceMs =
        state === 'lease' ? time.nowMs - written.lastMs : this.#longestRestMs(address, written.lastMs);
      verdict.check(
        sinceMs <= ttlMs + SLACK_MS,
        'expiration',
        () => `${address}: ${state} of ${shipped} lives ${sinceMs} ms`,
      );
    } else if (writer !== undefined) {
      coverage.hit(state === 'lease' ? 'lease-expired' : 'session-expired');
      if (!clockIsTrue) return;
      const sinceMs =
        time.nowMs - ((state === 'lease' ? written?.firstMs : history.firstCallMs(writer)) ?? 0);
      verdict.check(
        sinceMs >= ttlMs - SLACK_MS,
        'expiration',
        () => `${address}: ${state} of ${writer.uid} gone after ${sinceMs} ms`,
      );
    }
  }

  /** The longest time without a call to the address, since a time. */
  #longestRestMs(address: string, sinceMs: number): number {
    const times = [sinceMs, ...this.#world.history.callsTo(address).filter((atMs) => atMs > sinceMs)];
    times.push(this.#world.time.nowMs);
    return Math.max(...times.slice(1).map((atMs, i) => atMs - (times[i] ?? atMs)));
  }
}
