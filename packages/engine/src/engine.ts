import type { Address, FromFunction } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';

import { Agenda } from './agenda.ts';
import type { StartCall } from './calls.ts';
import { Calls } from './calls.ts';
import type { Context, Counters } from './context.ts';
import { newCounters } from './context.ts';
import { DeadLetters } from './dead-letters.ts';
import { Directory } from './directory.ts';
import type { EgressRows } from './egresses.ts';
import { Egresses } from './egresses.ts';
import type { Call, EndpointQueue, FunctionType } from './functions.ts';
import { placeOf } from './functions.ts';
import { META_KEY, typePart } from './keys.ts';
import { Intake } from './intake.ts';
import type { Limits } from './limits.ts';
import { Mailboxes } from './mailboxes.ts';
import { Overlay } from './overlay.ts';
import type { Share } from './partition.ts';
import { PARTITION_HASH } from './partition.ts';
import type { Egress, EndpointOf, EpochLog, EpochWrites, Observer, Random, Row } from './ports.ts';
import { CallFailure } from './ports.ts';
import { Pressure } from './pressure.ts';
import { Replies } from './replies.ts';
import type { MetaRow, TimerRow } from './rows.ts';
import { metaRow } from './rows.ts';
import { States } from './states.ts';
import type { TimerOwner } from './timers.ts';
import { Timers } from './timers.ts';
import { WorkingSet } from './working-set.ts';

/** A range of committed rows that the engine wants to see. */
export interface Scan {
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly deliver: (rows: readonly Row[]) => void;
}

/** What an engine is made of. */
export interface EngineOptions {
  readonly log: Pick<EpochLog, 'get' | 'partitions' | 'lanes'>;
  readonly share: Share;
  readonly endpointOf: EndpointOf;
  readonly egresses: readonly Egress[];
  readonly egressRows: EgressRows;
  /** What the store has of sources: all rows of kind `p`. */
  readonly positions: readonly Row[];
  /** What the store has of the types of states: all rows of kind `r`. */
  readonly registry: readonly Row[];
  readonly limits: Limits;
  readonly random: Random;
  readonly observer: Observer;
  readonly startCall: StartCall;
}

/**
 * The partition engine: a synchronous, deterministic state machine. Events come in as method calls, each after
 * `advance` has set the time; effects are calls to start, and the writes of an epoch. It does no I/O but
 * synchronous reads of committed rows through the log that it is given, reads no clock, and draws random
 * numbers only from what it is given.
 */
export class Engine {
  readonly #context: Context;
  readonly #agenda = new Agenda();
  readonly #directory: Directory;
  readonly #deadLetters: DeadLetters;
  readonly #timers: Timers;
  readonly #states: States;
  readonly #mailboxes: Mailboxes;
  readonly #calls: Calls;
  readonly #replies: Replies;
  readonly #pressure: Pressure;
  readonly #workingSet: WorkingSet;
  readonly intake: Intake;
  readonly egresses: Egresses;

  constructor(options: EngineOptions) {
    const { log, limits, random, observer } = options;
    const overlay = new Overlay(log, limits.rowCacheBytesMax);
    const meta = readMeta(overlay);
    this.#context = {
      overlay,
      limits,
      random,
      observer,
      partitions: log.partitions,
      lanes: log.lanes,
      share: options.share,
      counters: newCounters(),
      nowMs: meta.timeMs,
    };
    const context = this.#context;
    this.#directory = new Directory(options.endpointOf, limits.functionTypesMax);
    this.#deadLetters = new DeadLetters(overlay, observer, meta.deadLetterSequence);
    this.#timers = new Timers(overlay, limits, meta.timerSequence);
    this.#states = new States(overlay, this.#timers, limits, options.registry);
    this.#workingSet = new WorkingSet(context, this.#directory);
    this.#mailboxes = new Mailboxes(context, this.#directory, this.#states, this.#workingSet, {
      ready: (instance) => this.#calls.ready(instance),
      waiting: (instance) => this.#calls.wait(instance),
    });
    const parts = {
      directory: this.#directory,
      mailboxes: this.#mailboxes,
      states: this.#states,
      agenda: this.#agenda,
    };
    this.#calls = new Calls(context, parts, options.startCall);
    this.egresses = new Egresses(context, this.#deadLetters, options.egresses, options.egressRows);
    this.#replies = new Replies(context, {
      mailboxes: this.#mailboxes,
      states: this.#states,
      timers: this.#timers,
      egresses: this.egresses,
      deadLetters: this.#deadLetters,
    });
    const receivers = {
      mailboxes: this.#mailboxes,
      replies: this.#replies,
      deadLetters: this.#deadLetters,
    };
    this.intake = new Intake(context, receivers, options.positions);
    this.#pressure = new Pressure(context, {
      directory: this.#directory,
      mailboxes: this.#mailboxes,
      sources: this.intake.sources,
      egresses: this.egresses,
      workingSet: this.#workingSet,
    });
  }

  /** Engine time of the last event; before the first: of the last epoch. */
  get nowMs(): number {
    return this.#context.nowMs;
  }

  /** Sets the time of the events that follow. Time never goes back. */
  advance(nowMs: number): void {
    this.#context.nowMs = Math.max(this.#context.nowMs, nowMs);
  }

  // ------------------------------------------------------------------------------------------- events

  /** A function answered. Stale answers are dropped. */
  reply(call: Call, reply: FromFunction): void {
    if (!this.#calls.isCurrent(call)) return;
    try {
      if (reply.incompleteInvocationContext !== null) {
        this.#complete(call, reply.incompleteInvocationContext.missingValues);
        return;
      }
      if (reply.invocationResult !== null) this.#replies.check(call.instance, reply.invocationResult);
    } catch (error) {
      this.#calls.failed(call, refusal(error));
      return;
    }
    if (reply.invocationResult !== null) this.#replies.apply(call.instance, reply.invocationResult);
    this.#calls.succeeded(call);
  }

  #complete(
    call: Call,
    missing: NonNullable<FromFunction['incompleteInvocationContext']>['missingValues'],
  ): void {
    this.#replies.register(call, missing);
    this.#calls.answered(call.instance.type);
    call.incompleteReplies++;
    if (call.incompleteReplies > this.#context.limits.incompleteRepliesMax) {
      throw new StatefunError(
        'STATEFUN_INCOMPLETE_REPEATED',
        `Function ${call.instance.type.title} asked for more state ${call.incompleteReplies} times for one batch; it should ask for all of its states at once`,
      );
    }
    this.#calls.send(call);
  }

  /** An attempt failed. */
  fail(call: Call, failure: CallFailure): void {
    if (this.#calls.isCurrent(call)) this.#calls.failed(call, failure);
  }

  /** Time has passed: retries, back-offs and timers that are due. */
  tick(): void {
    this.#agenda.runDue(this.#context.nowMs);
    this.#pressure.spillOld();
    for (let i = 0; i < this.#context.limits.stepItemsMax; i++) {
      const timer = this.#timers.take(this.#context.nowMs);
      if (timer === undefined) break;
      this.#fire(timer);
    }
  }

  #fire(timer: TimerRow): void {
    if (timer.expiry !== null) {
      const { address, stateName } = timer.expiry;
      const type = this.#directory.find(address.namespace, address.type);
      if (type === undefined) this.#states.expireStored(this.#owner(address), stateName, this.#context.nowMs);
      else this.#states.expire(this.#mailboxes.obtain(type, address.id), stateName, this.#context.nowMs);
      return;
    }
    const { sender, target, token } = timer;
    if (sender === null || target === null) return;
    this.#context.counters.timersFired++;
    const owner = this.#owner(sender);
    if (token !== '') this.#timers.forgetToken(owner, token);
    this.#replies.deliver(
      target,
      owner,
      timer.argument ?? { typename: '', hasValue: false, value: new Uint8Array() },
    );
  }

  /** Whose token it is; its function may have left the module. */
  #owner(address: Address): TimerOwner {
    const place = placeOf(address.id, this.#context.partitions, this.#context.lanes);
    return { address, ...place, type: { key: typePart(address.namespace, address.type) } };
  }

  /** Makes the calls that are due and within budgets. To be called after events. */
  dispatch(): void {
    this.#calls.dispatch();
  }

  /** No further calls are made; what is in flight may still be answered. */
  stopCalls(): void {
    this.#calls.stopped = true;
  }

  /** Reads of committed rows that the engine waits for. */
  scans(): Scan[] {
    const scans: Scan[] = [];
    const timers = this.#timers.beginScan();
    if (timers) scans.push({ ...timers, deliver: (rows) => this.#timers.endScan(rows, timers.limit) });
    const sweep = this.#mailboxes.beginSweep();
    if (sweep) scans.push({ ...sweep, deliver: (rows) => this.#mailboxes.endSweep(rows, sweep.limit) });
    return scans;
  }

  /** When `tick` and `scans` have something to do next; undefined: only after another event. */
  get wakeAtMs(): number | undefined {
    const atMs = Math.min(
      this.#agenda.nextMs ?? Infinity,
      this.#timers.nextFireAtMs ?? Infinity,
      this.#timers.wantsScan ? this.#context.nowMs : Infinity,
      this.#mailboxes.sweepAtMs ?? Infinity,
      this.intake.sources.oldestAcceptedAtMs + this.#context.limits.spillAfterMs,
    );
    return atMs === Infinity ? undefined : atMs;
  }

  // ------------------------------------------------------------------------------------------- epochs

  /** Something happened that must become durable. */
  get isDirty(): boolean {
    return this.#context.overlay.dirty || this.intake.dirty || this.#mailboxes.dirty || this.egresses.dirty;
  }

  /** Bytes of the running epoch, roughly. */
  get epochBytes(): number {
    return this.#context.overlay.runningBytes;
  }

  /** Ends the epoch. The next one begins; it can be sealed when this one was committed. */
  seal(): EpochWrites {
    const { overlay, counters } = this.#context;
    this.#pressure.spillOld();
    this.#pressure.unloadCrowded();
    this.#mailboxes.seal();
    this.intake.seal();
    this.egresses.seal();
    overlay.put(META_KEY, metaRow.encode(this.#meta()));
    this.#timers.sealed();
    counters.epochs++;
    counters.epochBytes += overlay.runningBytes;
    return overlay.seal();
  }

  /** The sealed epoch is durable: what waited for that may leave. */
  committed(): void {
    this.#context.overlay.committed();
    this.#mailboxes.committed();
    this.egresses.committed();
    this.intake.committed();
  }

  /** The engine is discarded: those who wait for an epoch hear that it won't be. */
  abandon(error: Error): void {
    this.intake.abandon(error);
    this.egresses.abandon(error);
  }

  /** Saves all mail, so that no source has to replay any. */
  saveAll(): void {
    for (const type of this.#directory.types()) {
      for (const instance of type.instances.values())
        if (instance.hasMail) this.#mailboxes.saveWithEpoch(instance);
    }
  }

  #meta(): MetaRow {
    return {
      timeMs: this.#context.nowMs,
      timerSequence: this.#timers.sequence,
      deadLetterSequence: this.#deadLetters.sequence,
      hash: PARTITION_HASH,
    };
  }

  // ------------------------------------------------------------------------------------ budgets, status

  /** Ingresses are to pause. */
  get isPaused(): boolean {
    return this.#pressure.isPaused;
  }

  get counters(): Readonly<Counters> {
    return this.#context.counters;
  }

  /** Messages in memory, what is out with calls included. */
  get queuedMessages(): number {
    return this.#mailboxes.queuedMessages;
  }

  /** At so many messages in memory that their source still holds, ingresses pause: as the limits say, or fewer. */
  get windowMessagesMax(): number {
    return this.#workingSet.windowMessagesMax;
  }

  /** What is under way, for metrics. */
  gauges() {
    return {
      callsInFlight: this.#calls.inFlight,
      queuedMessages: this.queuedMessages,
      queuedBytes: this.#mailboxes.queuedBytes,
      sourceMessagesUndone: this.intake.sources.undone,
      idleAddresses: this.#mailboxes.idleAddresses,
      cachedStateBytes: this.#states.cachedBytes,
      timersInMemory: this.#timers.size,
    };
  }

  /** The registered types of states, by the key of their row, in the order in which they became known. */
  get stateTypes(): ReadonlyMap<string, string> {
    return this.#states.types;
  }

  /** Another shard has registered a type. */
  adoptStateType(key: string, typename: string): void {
    this.#states.adopt(key, typename);
  }

  /** The function types that were met. */
  get types(): Iterable<Pick<FunctionType, 'namespace' | 'name' | 'queuedMessages'>> {
    return this.#directory.types();
  }

  /** The endpoints that were used, each with its queue. */
  get queues(): Iterable<EndpointQueue> {
    return this.#calls.queues;
  }
}

const readMeta = (overlay: Overlay): MetaRow => {
  const row = overlay.get(META_KEY);
  if (row === undefined) return { timeMs: 0, timerSequence: 0, deadLetterSequence: 0, hash: PARTITION_HASH };
  const meta = metaRow.decode(row);
  if (meta.hash !== PARTITION_HASH) {
    throw new StatefunError(
      'STATEFUN_STORE_HASH',
      `The store places addresses by hash ${meta.hash}, this version by ${PARTITION_HASH}; run the version that made the store`,
    );
  }
  return meta;
};

/** A reply that can't be applied ends its series: the same call would bring the same reply at once. */
const refusal = (error: unknown): CallFailure => {
  if (!(error instanceof StatefunError)) throw error;
  return new CallFailure(error.code, error.message, { transient: false, cause: error });
};
