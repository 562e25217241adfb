import { EngineClock } from './clock.ts';
import { Connectors } from './connectors.ts';
import type { DeadLetter } from './dead-letters.ts';
import { readDeadLetters } from './dead-letters.ts';
import { describe } from './describe.ts';
import type { EngineOptions } from './engine.ts';
import { Engine } from './engine.ts';
import type { Exchange } from './exchange.ts';
import { EpochPace } from './epoch-pace.ts';
import type { Call } from './functions.ts';
import { META_KEY } from './keys.ts';
import type { Limits } from './limits.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Share } from './partition.ts';
import { WHOLE } from './partition.ts';
import type {
  CallMeter,
  Cancel,
  Clock,
  Egress,
  Endpoint,
  EndpointOf,
  EpochLog,
  Ingress,
  Observer,
  OpenLog,
  Random,
} from './ports.ts';
import { CallFailure } from './ports.ts';
import { metaRow } from './rows.ts';
import { allOf, rowsOf } from './rows-of.ts';
import { egressSink, ingressSink } from './sinks.ts';
import type { ShardStatus } from './status.ts';
import { Status } from './status.ts';
import { unavailable } from './unavailable.ts';

export interface ShardOptions {
  readonly openLog: OpenLog;
  readonly endpointOf: EndpointOf;
  readonly ingresses: readonly Ingress[];
  readonly egresses: readonly Egress[];
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Observer;
  /** Who counts the calls of a function type, by its name as `ns/name`. */
  readonly meterOf?: (functionType: string) => CallMeter;
  /** The line to the other shards; without it, the shard is the whole application. */
  readonly exchange?: Exchange;
  readonly limits?: Partial<Limits>;
  /** How long `stop` waits for calls that are in flight. */
  readonly drainMs?: number;
}

const DRAIN_MS = 10_000;
const DRAIN_POLL_MS = 5;
/** Opening the log anew after a failure: the first delay, then twice as long, up to the last. */
const REOPEN_FIRST_MS = 50;
const REOPEN_MAX_MS = 5_000;
/** It looks at the time at least so often, since the wall clock may have stepped forward. */
const WAKE_MAX_MS = 60_000;

/** A log, with what an engine wants to know of it in the beginning. */
interface Opened extends Pick<EngineOptions, 'egressRows' | 'positions' | 'registry'> {
  readonly log: EpochLog;
}

/** The engine at work: its log, and the epoch that is being committed. Discarded as a whole after a failure. */
interface Run {
  readonly engine: Engine;
  readonly log: EpochLog;
  readonly clock: EngineClock;
  readonly pace: EpochPace;
  committing: Promise<void> | null;
  commitTimer: Cancel | null;
  wake: { readonly atMs: number; readonly cancel: Cancel } | null;
  paused: boolean;
  /** Calls ended, and what follows is still to be done, behind those that end with them. */
  isFollowing: boolean;
  /** It failed: nothing counts any more that comes in. */
  isDead: boolean;
}

/**
 * The shard loop: runs an engine between its log, its connectors and its function services. It commits epochs,
 * one at a time, lets out what is durable, and after any failure of the log or the engine discards the
 * speculative part and goes on from the last durable epoch.
 */
export class Shard {
  readonly #options: ShardOptions;
  readonly #limits: Limits;
  readonly #status = new Status();
  readonly #connectors: Connectors;
  readonly #egresses: readonly Egress[];
  readonly #share: Share;
  #run: Run | null = null;
  /** The running recovery, if there is one. */
  #recovery: Promise<void> | null = null;
  #stopped: Promise<void> | null = null;
  #reopenMs = REOPEN_FIRST_MS;

  constructor(options: ShardOptions) {
    const { exchange, observer } = options;
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#share = exchange?.share ?? WHOLE;
    this.#egresses = [...options.egresses, ...(exchange ? [exchange.outbound] : [])];
    const ingresses = [...options.ingresses, ...(exchange ? [exchange.inbound] : [])];
    this.#connectors = new Connectors({
      ingresses,
      egresses: this.#egresses,
      status: this.#status,
      observer,
    });
  }

  /** Opens the log and begins. Rejects when the log can't be opened: nothing runs then. Connectors that can't start yet show in `status`. */
  async start(): Promise<void> {
    this.#status.phase = 'starting';
    await this.#openAndBegin();
  }

  /**
   * Stops in order: ingresses, calls in flight (up to `drainMs`), a last epoch with all mail, egresses, the log.
   * Nothing is lost either way.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  status(): ShardStatus {
    return this.#status.report(this.#run !== null && this.#connectors.ready);
  }

  /** The engine at work, for metrics; undefined while there is none. */
  get engine(): Engine | undefined {
    return this.#run?.engine;
  }

  /** Dead letters in order, after the given id. Durable ones only. */
  async deadLetters(after: string | undefined, limit: number): Promise<DeadLetter[]> {
    if (this.#run === null) throw unavailable();
    return readDeadLetters(this.#run.log, after, limit);
  }

  // ------------------------------------------------------------------------------------- begin and end

  async #open(): Promise<Opened> {
    const log = await this.#options.openLog();
    try {
      const streams = await allOf(rowsOf(log, 'h'));
      const memories = await allOf(rowsOf(log, 'c'));
      const positions = await allOf(rowsOf(log, 'p'));
      return { log, egressRows: { streams, memories }, positions, registry: await allOf(rowsOf(log, 'r')) };
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  async #openAndBegin(): Promise<void> {
    const opened = await this.#open();
    try {
      if (this.#stopped !== null) throw unavailable();
      this.#begin(opened);
    } catch (error) {
      this.#run = null;
      await opened.log.close();
      throw error;
    }
  }

  #begin({ log, egressRows, positions, registry }: Opened): void {
    const { clock, observer } = this.#options;
    const meta = log.get(META_KEY);
    const engineClock = new EngineClock(clock, meta ? metaRow.decode(meta).timeMs : 0, observer);
    const engine: Engine = new Engine({
      log,
      egressRows,
      positions,
      registry,
      egresses: this.#egresses,
      share: this.#share,
      observer,
      limits: this.#limits,
      endpointOf: this.#options.endpointOf,
      random: this.#options.random,
      startCall: (call, endpoint, request, budgetMs) =>
        this.#call(run, call, { endpoint, request, budgetMs }),
    });
    const run: Run = {
      engine,
      log,
      clock: engineClock,
      pace: new EpochPace(this.#limits),
      committing: null,
      commitTimer: null,
      wake: null,
      paused: false,
      isFollowing: false,
      isDead: false,
    };
    this.#run = run;
    this.#status.begin();
    for (const [egress, records] of engine.egresses.orphans) this.#orphan(egress, records);
    this.#connectors.start({
      egress: (egress) => this.#egressSink(run, egress),
      ingress: (ingress) => this.#ingressSink(run, ingress),
    });
    this.#event(run, () => {});
  }

  #orphan(egress: string, records: number): void {
    const { index, count } = this.#share;
    const where = count === 1 ? '' : ` in shard ${index}`;
    const message = `${records} records wait${where} for egress ${egress}, which the module no longer has; they are kept: put the egress back to send them, or start with --dead-letter-egress=${egress} to set them aside`;
    this.#status.problem(egress, 'STATEFUN_EGRESS_ORPHANED', message);
    this.#options.observer.log('warn', message, { code: 'STATEFUN_EGRESS_ORPHANED' });
  }

  async #stop(): Promise<void> {
    this.#status.phase = 'stopping';
    await this.#recovery;
    const run = this.#run;
    if (run === null) {
      this.#status.phase = 'stopped';
      return;
    }
    await this.#connectors.stopIngresses();
    await this.#drainCalls(run);
    run.engine.saveAll();
    await this.#flush(run);
    await this.#connectors.stopEgresses();
    await this.#flush(run);
    await this.#recovery;
    await this.#close();
    this.#status.phase = 'stopped';
  }

  async #drainCalls(run: Run): Promise<void> {
    run.engine.stopCalls();
    const untilMs = this.#options.clock.monotonicMs() + (this.#options.drainMs ?? DRAIN_MS);
    while (
      this.#run === run &&
      run.engine.gauges().callsInFlight > 0 &&
      this.#options.clock.monotonicMs() < untilMs
    ) {
      await this.#sleep(DRAIN_POLL_MS);
    }
  }

  /** Commits until there is nothing left to commit, or the log fails. */
  async #flush(run: Run): Promise<void> {
    while (this.#run === run && (run.committing !== null || run.engine.isDirty)) {
      if (run.committing === null) this.#commit(run);
      await run.committing;
    }
  }

  async #close(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    if (run === null) return;
    run.commitTimer?.();
    run.wake?.cancel();
    run.engine.abandon(unavailable());
    await run.committing;
    await run.log.close();
  }

  // --------------------------------------------------------------------------------------------- events

  /** Hands an event to the engine, and does what follows from it. */
  #event(run: Run, handle: (engine: Engine) => void): void {
    this.#do(run, () => {
      run.engine.advance(run.clock.nowMs());
      handle(run.engine);
      this.#follow(run);
    });
  }

  /** Hands the end of a call to the engine. Over a stream many answers come together: what follows is done once for all of them. */
  #callEnded(run: Run, handle: (engine: Engine) => void): void {
    this.#do(run, () => {
      if (!run.isFollowing) {
        run.isFollowing = true;
        run.engine.advance(run.clock.nowMs());
        queueMicrotask(() => {
          run.isFollowing = false;
          this.#do(run, () => this.#follow(run));
        });
      }
      handle(run.engine);
    });
  }

  #do(run: Run, step: () => void): void {
    if (this.#run !== run || run.isDead) return;
    try {
      step();
    } catch (error) {
      this.#fail(run, error);
    }
  }

  #follow(run: Run): void {
    run.engine.dispatch();
    this.#planCommit(run);
    this.#planWake(run);
    const paused = run.engine.isPaused;
    if (paused === run.paused) return;
    run.paused = paused;
    this.#connectors.pause(paused);
  }

  #call(
    run: Run,
    call: Call,
    how: { endpoint: Endpoint; request: Parameters<Endpoint['transport']['call']>[0]; budgetMs: number },
  ): void {
    const { clock, meterOf } = this.#options;
    const meter = meterOf?.(call.instance.type.title);
    const beganMs = clock.monotonicMs();
    meter?.began();
    how.endpoint.transport.call(how.request, how.budgetMs).then(
      (reply) => {
        meter?.answered(clock.monotonicMs() - beganMs, how.request.invocations.length, reply);
        this.#callEnded(run, (engine) => engine.reply(call, reply));
      },
      (error: unknown) => {
        meter?.failed(clock.monotonicMs() - beganMs);
        this.#callEnded(run, (engine) => engine.fail(call, callFailure(error)));
      },
    );
  }

  #planWake(run: Run): void {
    const atMs = run.engine.wakeAtMs;
    if (atMs === undefined || (run.wake !== null && run.wake.atMs <= atMs)) return;
    run.wake?.cancel();
    const delayMs = Math.min(Math.max(0, atMs - run.engine.nowMs), WAKE_MAX_MS);
    const cancel = this.#options.clock.schedule(delayMs, () => {
      run.wake = null;
      this.#event(run, (engine) => {
        engine.tick();
        for (const scan of engine.scans()) this.#scan(run, scan);
      });
    });
    run.wake = { atMs, cancel };
  }

  #scan(run: Run, scan: ReturnType<Engine['scans']>[number]): void {
    run.log.scan(scan.from, scan.to, scan.limit).then(
      (rows) => this.#event(run, () => scan.deliver(rows)),
      (error: unknown) => this.#fail(run, error),
    );
  }

  // --------------------------------------------------------------------------------------------- epochs

  #planCommit(run: Run): void {
    if (run.committing !== null) return;
    if (run.engine.epochBytes >= this.#limits.epochBytesMax) {
      this.#commit(run);
      return;
    }
    if (run.commitTimer !== null || !run.engine.isDirty) return;
    const { counters, queuedMessages } = run.engine;
    const nowMs = this.#options.clock.monotonicMs();
    const delayMs = run.pace.delayMs(nowMs, counters.messagesHandled, queuedMessages);
    run.commitTimer = this.#options.clock.schedule(delayMs, () => {
      run.commitTimer = null;
      if (this.#run === run && !run.isDead && run.committing === null) this.#commit(run);
    });
  }

  #commit(run: Run): void {
    run.commitTimer?.();
    run.commitTimer = null;
    try {
      run.engine.advance(run.clock.nowMs());
      const writes = run.engine.seal();
      run.committing = run.log.commit(run.log.epoch + 1, writes).then(
        () => this.#committed(run),
        (error: unknown) => {
          run.committing = null;
          this.#fail(run, error);
        },
      );
    } catch (error) {
      this.#fail(run, error);
    }
  }

  #committed(run: Run): void {
    run.committing = null;
    if (this.#run !== run) return;
    this.#reopenMs = REOPEN_FIRST_MS;
    this.#event(run, (engine) => engine.committed());
    this.#connectors.committed();
  }

  // ------------------------------------------------------------------------------------------- recovery

  /** The log or the engine failed: what is not durable is discarded, and a new engine begins where the log is. */
  #fail(run: Run, error: unknown): void {
    if (this.#run !== run || run.isDead) return;
    const { code, message } = describe(error);
    this.#options.observer.log('error', `${message}; going on from the last durable epoch`, { code });
    run.isDead = true;
    // A recovery that is under way may have begun this run: then another follows it.
    const recovery = (this.#recovery ?? Promise.resolve()).then(() => this.#recover(run, code, message));
    this.#recovery = recovery;
    void recovery.finally(() => {
      if (this.#recovery === recovery) this.#recovery = null;
    });
  }

  async #recover(run: Run, code: string, message: string): Promise<void> {
    if (this.#run !== run) return;
    this.#status.recovering(code, message);
    const closed = this.#close();
    await this.#connectors.stopAll();
    await closed.catch((error: unknown) => this.#options.observer.log('warn', describe(error).message));
    while (this.#stopped === null) {
      await this.#sleep(this.#reopenMs);
      this.#reopenMs = Math.min(2 * this.#reopenMs, REOPEN_MAX_MS);
      try {
        await this.#openAndBegin();
        return;
      } catch (error) {
        const reason = describe(error);
        this.#status.recovering(reason.code, reason.message);
        this.#options.observer.log('error', `The store can't be opened yet: ${reason.message}`, {
          code: reason.code,
        });
      }
    }
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.schedule(delayMs, resolve));
  }

  // --------------------------------------------------------------------------------------------- sinks

  /** The engine of a run; undefined from the moment at which it failed, since nothing reaches it any more. */
  #engineOf(run: Run): Engine | undefined {
    return this.#run === run && !run.isDead ? run.engine : undefined;
  }

  #ingressSink(run: Run, ingress: Ingress) {
    return ingressSink({
      component: ingress.id,
      log: run.log,
      engine: () => this.#engineOf(run),
      event: (handle) => this.#event(run, handle),
      fail: (error) => this.#run === run && this.#connectors.failed(ingress.id, error),
      trouble: (error) => this.#run === run && this.#connectors.troubled(ingress.id, error),
    });
  }

  #egressSink(run: Run, egress: Egress) {
    return egressSink({
      component: egress.id,
      log: run.log,
      engine: () => this.#engineOf(run),
      event: (handle) => this.#event(run, handle),
      fail: (error) => this.#run === run && this.#connectors.failed(egress.id, error),
      trouble: (error) => this.#run === run && this.#connectors.troubled(egress.id, error),
    });
  }
}

const callFailure = (error: unknown): CallFailure =>
  error instanceof CallFailure
    ? error
    : new CallFailure('STATEFUN_TRANSPORT_FAULT', `The transport failed: ${describe(error).message}`, {
        transient: true,
        cause: error,
      });
