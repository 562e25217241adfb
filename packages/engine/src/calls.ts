import type { InvocationBatchRequest } from '@statefun-ts/protocol';

import type { Agenda } from './agenda.ts';
import type { Context } from './context.ts';
import type { Directory } from './directory.ts';
import type { Call, EndpointQueue, FunctionType, Instance } from './functions.ts';
import type { Mail } from './mail.ts';
import { mailBytes } from './mail.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { CallFailure, Endpoint } from './ports.ts';
import type { States } from './states.ts';

/** Makes one attempt of a call; its reply or failure comes back as an event. */
export type StartCall = (
  call: Call,
  endpoint: Endpoint,
  request: InvocationBatchRequest,
  budgetMs: number,
) => void;

/** An attempt gets at least this much time, however little of its series is left. */
const ATTEMPT_MS_MIN = 10;
/** The speculative part of the epoch may grow to this many times its bound before calls wait for the disk. */
const EPOCH_BYTES_FACTOR = 4;
const LOG_EVERY_MS = 1_000;
/** A series that has failed so often in a row is told of, long before it is over. */
const ATTEMPTS_UNTOLD = 6;

/** Who is called when: batches, budgets, repeated attempts, back-off. One call in flight per address. */
export class Calls {
  readonly #context: Context;
  readonly #directory: Directory;
  readonly #mailboxes: Mailboxes;
  readonly #states: States;
  readonly #agenda: Agenda;
  readonly #start: StartCall;
  #inFlight = 0;
  #logged = { atMs: -LOG_EVERY_MS, left: 0 };
  /** When stopping, nothing new is called. */
  stopped = false;

  constructor(
    context: Context,
    parts: { directory: Directory; mailboxes: Mailboxes; states: States; agenda: Agenda },
    start: StartCall,
  ) {
    this.#context = context;
    this.#directory = parts.directory;
    this.#mailboxes = parts.mailboxes;
    this.#states = parts.states;
    this.#agenda = parts.agenda;
    this.#start = start;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** An address has mail and may be called. */
  ready(instance: Instance): void {
    instance.phase = 'ready';
    instance.type.queue.ready.push(instance);
  }

  /** An address must not be called before its `retryAtMs`. */
  wait(instance: Instance): void {
    const { retryAtMs } = instance;
    instance.phase = 'waiting';
    this.#agenda.at(retryAtMs, () => {
      if (instance.phase === 'waiting' && instance.retryAtMs === retryAtMs) this.ready(instance);
    });
  }

  /** Calls whoever is ready, as far as budgets allow. */
  dispatch(): void {
    if (this.stopped) return;
    const { limits, overlay } = this.#context;
    for (const queue of this.#directory.queues) {
      const { callsMax } = queue;
      while (
        queue.ready.length > 0 &&
        queue.callsInFlight < callsMax &&
        queue.callBytes < limits.callBytesMax
      ) {
        if (overlay.runningBytes > limits.epochBytesMax * EPOCH_BYTES_FACTOR) return;
        this.#call(queue.ready.shift() as Instance);
      }
    }
  }

  #call(instance: Instance): void {
    const { type } = instance;
    if (type.probe === 'running') {
      instance.phase = 'held';
      type.held.push(instance);
      return;
    }
    const batch = this.#takeBatch(instance);
    if (batch.length === 0) {
      this.#mailboxes.afterCall(instance);
      return;
    }
    if (type.probe === 'needed') this.#probe(type);
    const call: Call = { instance, batch, bytes: 0, statesShipped: 0, incompleteReplies: 0 };
    instance.call = call;
    instance.phase = 'calling';
    if (instance.attempts === 0) instance.seriesSinceMs = this.#context.nowMs;
    this.#inFlight++;
    type.queue.callsInFlight++;
    this.send(call);
  }

  #takeBatch(instance: Instance): Mail[] {
    const { endpoint } = instance.type.queue;
    const messagesMax = Math.min(endpoint.batchMessagesMax || Infinity, instance.batchMax || Infinity);
    if (instance.queue.length === 0) this.#mailboxes.load(instance);
    const first = instance.queue.shift();
    if (first === undefined) return [];
    const batch = [first];
    let bytes = mailBytes(first);
    while (batch.length < messagesMax) {
      const mail = instance.queue.at(0);
      if (mail === undefined) break;
      bytes += mailBytes(mail);
      if (bytes > this.#context.limits.batchBytesMax) break;
      batch.push(mail);
      instance.queue.shift();
    }
    return batch;
  }

  /** Ships the state and the batch; for a first attempt, and again after an incomplete reply. */
  send(call: Call): void {
    const { instance, batch } = call;
    const { endpoint } = instance.type.queue;
    const state = this.#states.ship(instance, this.#context.nowMs);
    call.statesShipped = state.length;
    const bytes = instance.stateBytes + batch.reduce((sum, mail) => sum + mailBytes(mail), 0);
    instance.type.queue.callBytes += bytes - call.bytes;
    call.bytes = bytes;
    const passedMs = this.#context.nowMs - instance.seriesSinceMs;
    const budgetMs = Math.max(ATTEMPT_MS_MIN, endpoint.callBudgetMs - passedMs);
    this.#context.counters.calls++;
    this.#start(call, endpoint, { target: instance.address, state, invocations: batch }, budgetMs);
  }

  #probe(type: FunctionType): void {
    type.probe = 'running';
    this.#agenda.at(this.#context.nowMs + this.#context.limits.probeMs, () => this.#endProbe(type));
  }

  #endProbe(type: FunctionType): void {
    if (type.probe === 'over') return;
    type.probe = 'over';
    for (const instance of type.held.splice(0)) this.ready(instance);
  }

  /** True while the call's reply is awaited; a reply to any other is stale. */
  isCurrent(call: Call): boolean {
    return call.instance.call === call;
  }

  /** A call was answered, and its effects are applied. */
  succeeded(call: Call): void {
    const { instance } = call;
    this.#end(call);
    this.#mailboxes.settle(instance, call.batch);
    instance.attempts = 0;
    instance.failures = 0;
    instance.batchMax = 0;
    instance.retryAtMs = 0;
    instance.lastError = null;
    this.#context.counters.messagesHandled += call.batch.length;
    this.#mailboxes.afterCall(instance);
  }

  /** The function asked for state that it now gets. */
  answered(type: FunctionType): void {
    if (type.probe !== 'over') this.#endProbe(type);
  }

  #end(call: Call): void {
    const { queue } = call.instance.type;
    call.instance.call = null;
    this.#inFlight--;
    queue.callsInFlight--;
    queue.callBytes -= call.bytes;
    this.answered(call.instance.type);
  }

  /** An attempt failed: the next one of the series comes soon, or the address backs off. Its mail is kept, in order. */
  failed(call: Call, failure: CallFailure): void {
    const { instance } = call;
    this.#end(call);
    instance.queue.unshift(call.batch);
    instance.attempts++;
    instance.lastError = failure.message;
    this.#context.counters.callsFailed++;
    const delayMs = failure.transient ? this.#retryDelayMs(instance) : undefined;
    if (delayMs === undefined) this.#backOff(call, failure);
    else this.#retry(call, failure, delayMs);
  }

  /** The delay before the next attempt of the series; undefined when its budget is spent. */
  #retryDelayMs(instance: Instance): number | undefined {
    const { endpoint } = instance.type.queue;
    const leftMs = endpoint.callBudgetMs - (this.#context.nowMs - instance.seriesSinceMs);
    if (leftMs <= 1) return undefined;
    const doubledMs = endpoint.retryFirstDelayMs * 2 ** Math.min(instance.attempts - 1, 30);
    const delayMs = Math.min(doubledMs, this.#context.limits.retryDelayMaxMs);
    return Math.ceil(Math.min(this.#jitter(delayMs), leftMs));
  }

  #retry(call: Call, failure: CallFailure, delayMs: number): void {
    const { instance } = call;
    if (instance.attempts === ATTEMPTS_UNTOLD) this.#log(call, failure, delayMs);
    instance.retryAtMs = this.#context.nowMs + delayMs;
    this.#mailboxes.saveWithEpoch(instance);
    this.wait(instance);
  }

  #backOff(call: Call, failure: CallFailure): void {
    const { instance } = call;
    const { limits, counters, nowMs } = this.#context;
    instance.attempts = 0;
    instance.failures++;
    // A message that can't be handled shows when it is alone.
    instance.batchMax = Math.max(1, call.batch.length >> 1);
    const backoffMs = limits.backoffFirstMs * 2 ** Math.min(instance.failures - 1, 30);
    const delayMs = Math.ceil(this.#jitter(Math.min(backoffMs, limits.backoffMaxMs)));
    instance.retryAtMs = nowMs + delayMs;
    counters.seriesFailed++;
    this.#log(call, failure, delayMs);
    this.#states.drop(instance);
    const isCrowded = instance.type.queue.busy > limits.busyAddressesMax / 4;
    if (isCrowded) {
      this.#mailboxes.retire(instance);
    } else {
      this.#mailboxes.unload(instance);
      this.wait(instance);
    }
  }

  #jitter(delayMs: number): number {
    return delayMs * (0.5 + this.#context.random() / 2);
  }

  /** One line a second says enough when thousands of addresses fail for the same reason. */
  #log(call: Call, failure: CallFailure, delayMs: number): void {
    const { nowMs, observer } = this.#context;
    if (nowMs - this.#logged.atMs < LOG_EVERY_MS) {
      this.#logged.left++;
      return;
    }
    const { address, failures } = call.instance;
    observer.log('warn', failure.message, {
      code: failure.code,
      target: `${address.namespace}/${address.type}/${address.id}`,
      messages: call.batch.length,
      failures,
      retryInMs: delayMs,
      ...(this.#logged.left > 0 && { alsoFailed: this.#logged.left }),
    });
    this.#logged = { atMs: nowMs, left: 0 };
  }

  /** Queues for the status: who is served by what, and how much is under way. */
  get queues(): Iterable<EndpointQueue> {
    return this.#directory.queues;
  }
}
