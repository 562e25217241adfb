import type { Waiter } from './egresses.ts';
import type { Engine } from './engine.ts';
import type { Spread } from './partition.ts';
import type {
  EgressSink,
  EpochLog,
  IngressSink,
  OutboxStream,
  PlaceMark,
  SourcePartition,
  StoredPosition,
} from './ports.ts';
import type { SourceProgress } from './sources.ts';
import { unavailable } from './unavailable.ts';

/** How a sink reaches the engine that it was made for. */
interface Access {
  readonly component: string;
  /** Undefined when that engine is gone: then nothing that comes in counts, and sources start anew. */
  readonly engine: () => Engine | undefined;
  readonly event: (handle: (engine: Engine) => void) => void;
  readonly fail: (error: Error) => void;
  readonly trouble: (error: Error | null) => void;
}

/** A stream of mail from another shard: a source that can replay, whose records say where they go. */
export interface LetterStream {
  /** Letters in order, the first of them at `first`. Those that came before are dropped. */
  push(first: number, letters: readonly Uint8Array[]): void;
  /** The lowest sequence that is not durably done. */
  committedOffset(): number;
}

/** A stored position, as the runtime's own parts see it. */
export interface NamedPosition extends StoredPosition {
  readonly name: string;
  readonly mark: PlaceMark | undefined;
}

/** What the runtime's own ingresses and egresses get of an engine. */
interface ShardSink {
  /** How ids are spread: over partitions, and these over lanes. */
  readonly spread: Spread;
  /** The types of states that are registered, by a key that is the same in all shards; new ones come last. */
  stateTypes(): ReadonlyMap<string, string>;
  /** Another shard has registered a type. Where one is registered already, that stands. */
  adoptStateType(key: string, typename: string): void;
}

const shardSink = (access: Access & { readonly log: Spread }): ShardSink => ({
  spread: { partitions: access.log.partitions, lanes: access.log.lanes },
  stateTypes: () => access.engine()?.stateTypes ?? new Map(),
  adoptStateType: (key, typename) => access.event((engine) => engine.adoptStateType(key, typename)),
});

/** What the runtime's own ingresses get, beside what every ingress gets. */
export interface ShardIngressSink extends IngressSink, ShardSink {
  /** All positions that the store had when the engine began, but for mail between shards. */
  positions(): readonly NamedPosition[];
  /** Resolves when all that came in before is durable. Rejects when it will not be. */
  settled(): Promise<void>;
  /**
   * Begins to read a stream, also anew, from any sequence that is not behind `committedOffset`. Undefined when the engine
   * is gone: the exchange will be started with another.
   */
  openLetters(name: string): LetterStream | undefined;
}

/** What an ingress gets of an engine. */
export const ingressSink = (access: Access & { readonly log: Spread }): ShardIngressSink => ({
  stored: (name) => access.engine()?.intake.sources.stored(name),
  openPartition: (name, options) => {
    const engine = access.engine();
    if (engine === undefined) throw unavailable();
    const progress = engine.intake.openPartition(name, options);
    // The position is durable before anybody could ask for it.
    access.event(() => {});
    return sourcePartition(access, progress);
  },
  accept: (target, argument) =>
    waitFor(access, (engine, waiter) => engine.intake.accept(target, argument, access.component, waiter)),
  fail: access.fail,
  trouble: access.trouble,
  ...shardSink(access),
  positions: () => access.engine()?.intake.sources.positions ?? [],
  settled: () => waitFor(access, (engine, waiter) => engine.intake.wait(waiter)),
  openLetters: (name) => {
    const progress = access.engine()?.intake.openLetters(name);
    if (progress === undefined) return undefined;
    return {
      push: (first, letters) => access.event(({ intake }) => intake.pushLetters(progress, first, letters)),
      committedOffset: () => progress.committedOffset,
    };
  },
});

/** Resolves when the epoch is durable in which `begin` had its effect. */
const waitFor = (access: Access, begin: (engine: Engine, waiter: Waiter) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    if (access.engine() === undefined) reject(unavailable());
    else access.event((engine) => begin(engine, { resolve, reject }));
  });

const sourcePartition = (access: Access, progress: SourceProgress): SourcePartition => ({
  resumeOffset: progress.resumeOffset,
  resumeMark: progress.resumeMark,
  mark: (mark) => access.event(() => progress.mark(mark)),
  push: (records) => access.event((engine) => engine.intake.push(progress, records, access.component)),
  deadLetter: (offset, reason, { key, value }) =>
    access.event((engine) =>
      engine.intake.rejectRecord(progress, offset, reason, { key, value, component: access.component }),
    ),
  skipTo: (offset, epoch) => access.event(() => progress.skipTo(offset, epoch)),
  committedOffset: () => progress.committedOffset,
});

/** What the runtime's own egresses get, beside what every egress gets. */
export interface ShardEgressSink extends EgressSink, ShardSink {
  /** All that egresses keep, by egress and key. */
  memories(): readonly (readonly [egress: string, key: string, value: string])[];
}

/** What an egress gets of an engine. */
export const egressSink = (access: Access & { readonly log: EpochLog }): ShardEgressSink => {
  const { log, component } = access;
  const guards = new WeakMap<OutboxStream, OutboxStream>();
  const guard = (stream: OutboxStream): OutboxStream => {
    const known = guards.get(stream) ?? guarded(access, stream);
    guards.set(stream, known);
    return known;
  };
  return {
    incarnation: log.incarnation,
    lanes: Array.from({ length: log.lanes }, (_, lane) => lane),
    streams: () => (access.engine()?.egresses.streams(component) ?? []).map(guard),
    recall: (key) => access.engine()?.egresses.recall(component, key),
    recallOthers: (key) => access.engine()?.egresses.recallOthers(component, key) ?? new Map(),
    remember: (key, value) =>
      waitFor(access, (engine, waiter) => engine.egresses.remember(component, key, value, waiter)),
    ...shardSink(access),
    memories: () => access.engine()?.egresses.memories() ?? [],
    fail: access.fail,
    trouble: access.trouble,
  };
};

/** A stream whose changes count only while its engine is at work. */
const guarded = (access: Access, stream: OutboxStream): OutboxStream => ({
  lane: stream.lane,
  channel: stream.channel,
  get head() {
    return stream.head;
  },
  get tail() {
    return stream.tail;
  },
  read: (from, bytesMax) => (access.engine() === undefined ? [] : stream.read(from, bytesMax)),
  done: (sequence) => access.event(() => stream.done(sequence)),
  reject: (sequence, reason) => access.event(() => stream.reject(sequence, reason)),
});
