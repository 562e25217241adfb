import type {
  Address,
  ErrorCode,
  FromFunction,
  InvocationBatchRequest,
  TypedValue,
} from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';

/**
 * What the engine is plugged into the world with. The shard loop knows nothing else of disks, networks
 * and clocks, so the simulator replaces all of it, and production implements it at the edges.
 */

// ---------------------------------------------------------------------------------------------- time

/** Cancels what was scheduled; a no-op when it has run. */
export type Cancel = () => void;

/** Engine time: milliseconds, never going back, not even across restarts (see `EngineClock`). */
export interface Clock {
  /** Wall-clock milliseconds since the epoch. May jump. */
  wallMs(): number;
  /** Milliseconds since any fixed point. Never goes back, never jumps. */
  monotonicMs(): number;
  /** Calls `run` once, `delayMs` from now or a little later, never within this call. */
  schedule(delayMs: number, run: () => void): Cancel;
}

/** A number in [0, 1): jitter. Seeded in the simulator. */
export type Random = () => number;

// --------------------------------------------------------------------------------------------- store

/** One row. Keys are compared by their UTF-8 bytes, which for the engine's keys is code point order. */
export interface Row {
  readonly key: string;
  readonly value: Uint8Array;
}

/** What one epoch changes: `null` deletes. The last word for each key. */
export type EpochWrites = ReadonlyMap<string, Uint8Array | null>;

/** The durable log of one shard. All reads see committed epochs only. */
export interface EpochLog {
  /** The last committed epoch; 0 in a new store. */
  readonly epoch: number;
  /**
   * Made anew when a store is created or restored from a snapshot. It tells a store from an old copy
   * of itself.
   */
  readonly incarnation: string;
  /** How many partitions ids are spread over, and lanes partitions. Fixed when the store is created. */
  readonly partitions: number;
  readonly lanes: number;
  /**
   * A committed row, synchronously (from the cache or the disk). It may be a view of a slab that many rows share, which nobody
   * writes to again: who keeps a part of it for long copies that. Throws `StoreError` on damage.
   */
  get(key: string): Uint8Array | undefined;
  /** Up to `limit` committed rows with `from` <= key < `to`, in key order. */
  scan(from: string, to: string, limit: number): Promise<Row[]>;
  /**
   * Makes one epoch durable, atomically; `epoch` is the last one plus 1. Never called while another
   * commit runs. A rejection is indefinite: the epoch may or may not be there, and the log takes no
   * further commit; it must be opened again.
   */
  commit(epoch: number, writes: EpochWrites): Promise<void>;
  close(): Promise<void>;
}

/** Opens the log, again and again: after a failed commit the shard loop closes it and opens it anew. */
export type OpenLog = () => Promise<EpochLog>;

// ----------------------------------------------------------------------------------------- functions

/** Why one attempt of a call failed. */
export class CallFailure extends StatefunError {
  override readonly name = 'CallFailure';
  /** True: try again within the series (`call` budget). False: the series ends here. */
  readonly transient: boolean;

  constructor(code: ErrorCode, message: string, options: { transient: boolean; cause?: unknown }) {
    super(code, message, options);
    this.transient = options.transient;
  }
}

/** Carries calls to function services. One attempt per call: the engine repeats, by its own rules. */
export interface Transport {
  /**
   * Makes one attempt and resolves to the decoded reply, or rejects with `CallFailure`. The attempt must
   * end within `budgetMs` of its start on the wire (time spent waiting for a free connection aside).
   */
  call(request: InvocationBatchRequest, budgetMs: number): Promise<FromFunction>;
  /**
   * So many calls in flight are of use now, 1 or more: others would only wait in the transport, and grow cold in memory. It may
   * change with each answer. Undefined: as many as the endpoint may have, as it must be while there was no answer yet, since only
   * answers make the engine look again. It counts while calls are of one function type.
   */
  readonly callsWanted?: number | undefined;
  /** Aborts what is in flight (those calls reject) and frees the connections. */
  close(): Promise<void>;
}

/** Counts the attempts of calls of one function type. Each one that began is answered or fails. */
export interface CallMeter {
  began(): void;
  /** `tookMs`: since it was handed to the transport. `messages`: how many it had. */
  answered(tookMs: number, messages: number, reply: FromFunction): void;
  failed(tookMs: number): void;
}

/** Where calls of some function types go, and by which limits. */
export interface Endpoint {
  /** For people: the target pattern, as `example/*`. */
  readonly name: string;
  readonly transport: Transport;
  /** `maxNumBatchRequests`: messages per call at most; 0 means no limit. */
  readonly batchMessagesMax: number;
  /** `call`: one series of attempts may take this long. */
  readonly callBudgetMs: number;
  /** The delay before the second attempt; it doubles with each further one. */
  readonly retryFirstDelayMs: number;
  /** Calls in flight at most, so that one dead endpoint can't take every slot. */
  readonly callsInFlightMax: number;
}

/** The endpoint that serves a function type; undefined when none does. Pure: same answer each time. */
export type EndpointOf = (namespace: string, type: string) => Endpoint | undefined;

// ----------------------------------------------------------------------------------------- ingresses

/** How records of a source partition become messages: one message for each target, in this order. */
export interface Routing {
  /** Function types, as `ns/name`. */
  readonly targets: readonly string[];
  /** The typename that each value is declared as. */
  readonly valueType: string;
}

/** A record of a source that can replay. */
export interface SourceRecord {
  /** Grows within a source partition; gaps are fine. */
  readonly offset: number;
  /** The target id: the record's key. */
  readonly id: string;
  /** The value, already as the declared type wants it. It may be a view of a larger buffer. */
  readonly value: Uint8Array;
}

/** A reader's own word for the place of an offset, for sources that don't number their records. */
export interface PlaceMark {
  readonly offset: number;
  /** Not empty. Stored with each position, so of some hundred characters at most. */
  readonly token: string;
}

/** One partition of a source that can replay, opened by its reader. */
export interface SourcePartition {
  /** Where to read from: the lowest offset that is not done, or, opened again while the engine goes on, the next one to come. */
  readonly resumeOffset: number;
  /** The last mark at or below `resumeOffset`. A reader may go back to it: what is done is passed over. */
  readonly resumeMark?: PlaceMark | undefined;
  /**
   * Records in offset order. Those that are done already are dropped here, and so are those below `startOffset` of a
   * partition that is new, and those that came before it was opened again.
   */
  push(records: readonly SourceRecord[]): void;
  /** A record that can't become a message: kept aside with its reason, and counted as done. */
  deadLetter(
    offset: number,
    reason: DeadLetterReason,
    record: { key: Uint8Array | null; value: Uint8Array | null },
  ): void;
  /**
   * All below `offset` was read: what of it was not pushed holds no record for anybody (markers, aborted or
   * compacted records), and counts as done. `epoch` tells writings of the log apart, as Kafka's leader epoch does;
   * it is stored with the position. An `offset` below what came before changes nothing.
   */
  skipTo(offset: number, epoch: number): void;
  /**
   * Names a place in the source, in the order of offsets: stored with the position for as long as it is the last
   * one at or below the lowest offset that is not done.
   */
  mark?(mark: PlaceMark): void;
  /** The lowest offset that is not durably done, for monitoring. */
  committedOffset(): number;
}

/** Where a source partition stood when its epoch was committed. */
export interface StoredPosition {
  readonly resumeOffset: number;
  /** What the reader gave at `openPartition`: Kafka's topic id, so that a topic made anew is told apart. */
  readonly identity: string;
  /** The epoch that `skipTo` gave for the furthest offset that was read; undefined when there was none. */
  readonly epoch?: number | undefined;
}

/** What the engine offers an ingress. Calls are synchronous; order of calls is order of messages. */
export interface IngressSink {
  /** The stored position of a source partition (`name` is unique in the application), if there is one. */
  stored(name: string): StoredPosition | undefined;
  /**
   * Starts (or, with `startOffset` and another identity, starts anew) a source partition. `startOffset`
   * counts only when nothing is stored under this name and identity.
   */
  openPartition(
    name: string,
    options: { identity: string; startOffset: number; routing: Routing },
  ): SourcePartition;
  /**
   * A message from a source that can't replay. Resolves when the epoch that holds it is durable: only
   * then may the sender be told. Rejects when it could not be taken (`EngineStopped`: try again later).
   */
  accept(target: Address, argument: TypedValue): Promise<void>;
  /** A lasting fault of this ingress (a position that is gone, no rights): logged, shown as not ready. */
  fail(error: Error): void;
  /** A fault that may pass (no broker answers): shown as not ready until it is `null`. The connector goes on trying. */
  trouble(error: Error | null): void;
}

export interface Ingress {
  /** `ns/name`; unique among ingresses. */
  readonly id: string;
  /** Begins to deliver. Called anew, with a new sink, after the engine had to recover. */
  start(sink: IngressSink): Promise<void>;
  /** Back-pressure: stop delivering soon. What is under way may still be pushed. */
  pause(): void;
  resume(): void;
  /** Called after each commit, so that positions can be reported (Kafka: `committedOffset` to the broker). */
  committed?(): void;
  /** Ends delivery for good or until the next `start`; nothing is pushed after it resolves. */
  stop(): Promise<void>;
}

// ------------------------------------------------------------------------------------------ egresses

/** Where one egress record goes. The lane is given; the egress may split a lane into channels. */
export type Admission =
  | { readonly ok: true; readonly channel: string; readonly record: Uint8Array }
  | { readonly ok: false; readonly reason: DeadLetterReason };

/**
 * The records of one (egress, lane, channel), in order, each with a sequence number that has no gap and
 * never changes. Shows durable records only.
 */
export interface OutboxStream {
  readonly lane: number;
  readonly channel: string;
  /** The first sequence that is not done; after the last record, when all are done. */
  readonly head: number;
  /** One past the last durable sequence. */
  readonly tail: number;
  /**
   * Records from `from` (>= head), in order, up to about `bytesMax` bytes. From memory or by a read of the store.
   * None, although there are some, when they can't be had just now: `wake` tells when they can.
   */
  read(from: number, bytesMax: number): readonly Uint8Array[];
  /** All below `sequence` are out: forgets them in the next epoch. */
  done(sequence: number): void;
  /**
   * The record at `sequence` can't go out, ever. It becomes a dead letter with the running epoch; the caller goes on
   * past it. What follows can be read when that epoch is durable, so that no mark past the record outlives its
   * dead letter; until then `read` gives nothing of it, and `wake` tells when it does.
   */
  reject(sequence: number, reason: DeadLetterReason): void;
}

/** What the engine offers an egress. */
export interface EgressSink {
  readonly incarnation: string;
  /** All lanes of the application. A transactional egress uses the lowest one's identity for all of them. */
  readonly lanes: readonly number[];
  /** Streams that have (or had, since the start) records. Streams may be added between calls. */
  streams(): readonly OutboxStream[];
  /** A small durable value of this egress; survives its removal from the module. */
  recall(key: string): string | undefined;
  /** The values that other egresses of this store keep under `key`, by egress; those that left the module included. */
  recallOthers(key: string): ReadonlyMap<string, string>;
  /** Resolves when durable. */
  remember(key: string, value: string): Promise<void>;
  /** A lasting fault (fenced, the mark is ahead of the store): logged, shown as not ready; nothing is lost. */
  fail(error: Error): void;
  /** A fault that may pass (no broker answers): shown as not ready until it is `null`. The connector goes on trying. */
  trouble(error: Error | null): void;
}

export interface Egress {
  /** `ns/name`; unique among egresses. */
  readonly id: string;
  /**
   * `durable`: records are kept until done. `none`: given to `sendNow` at once, perhaps before their epoch
   * is durable, and not kept.
   */
  readonly delivery: 'durable' | 'none';
  /** Undelivered bytes in the store at which ingresses pause; 0 for no limit. */
  readonly backlogBytesMax: number;
  /**
   * Checks and encodes a record when a reply is applied: pure, cheap, and the same for the same value.
   * Sizes and types are checked here, so that a bad record fails alone.
   */
  admit(argument: TypedValue): Admission;
  /** Begins to deliver. Called anew, with a new sink, after the engine had to recover. */
  start(sink: EgressSink): Promise<void>;
  /** New durable records may be there. Called after commits; cheap; any number of times. */
  wake(): void;
  /** For delivery `none` only. */
  sendNow?(channel: string, record: Uint8Array): void;
  /** Finishes what is under way; `done` may be called until it resolves. */
  stop(): Promise<void>;
}

/** What a shard needs of an egress that runs elsewhere: it admits records, and is never started. */
export type Admitter = Pick<Egress, 'id' | 'delivery' | 'backlogBytesMax' | 'admit'>;

// -------------------------------------------------------------------------------------- dead letters

/** Why a message or record was set aside. */
export interface DeadLetterReason {
  readonly code: ErrorCode;
  /** One sentence for people: what was wrong and what to do. */
  readonly message: string;
}

// --------------------------------------------------------------------------------------- observation

/** What the shard tells whoever runs it. Never called with secrets or payloads. */
export interface Observer {
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Readonly<Record<string, unknown>>,
  ): void;
}
