import type { Engine } from './engine.ts';
import type { Share } from './partition.ts';
import { shardOf } from './partition.ts';
import type { EgressSink, EpochLog, IngressSink, OutboxStream, SourcePartition } from './ports.ts';
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

/** What an ingress gets of an engine. */
export const ingressSink = (access: Access): IngressSink => ({
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
    new Promise((resolve, reject) => {
      if (access.engine() === undefined) reject(unavailable());
      else
        access.event((engine) =>
          engine.intake.accept(target, argument, access.component, { resolve, reject }),
        );
    }),
  fail: access.fail,
  trouble: access.trouble,
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

/** A stream of mail from another shard: a source that can replay, whose records say where they go. */
export interface LetterStream {
  /** Letters in order, the first of them at `first`. Those that came before are dropped. */
  push(first: number, letters: readonly Uint8Array[]): void;
  /** The lowest sequence that is not durably done. */
  committedOffset(): number;
}

/** What the exchange gets of an engine besides what every ingress gets. */
export interface LetterSink extends IngressSink {
  /**
   * Begins to read a stream, also anew, from any sequence that is not behind `committedOffset`. Undefined when the engine
   * is gone: the exchange will be started with another.
   */
  openLetters(name: string): LetterStream | undefined;
}

/** What the exchange gets of an engine. */
export const letterSink = (access: Access): LetterSink => ({
  ...ingressSink(access),
  openLetters: (name) => {
    const progress = access.engine()?.intake.openLetters(name);
    if (progress === undefined) return undefined;
    return {
      push: (first, letters) => access.event(({ intake }) => intake.pushLetters(progress, first, letters)),
      committedOffset: () => progress.committedOffset,
    };
  },
});

/** What an egress gets of an engine. */
export const egressSink = (
  access: Access & { readonly log: EpochLog; readonly share: Share },
): EgressSink => {
  const { log, share, component } = access;
  const guards = new WeakMap<OutboxStream, OutboxStream>();
  const guard = (stream: OutboxStream): OutboxStream => {
    const known = guards.get(stream) ?? guarded(access, stream);
    guards.set(stream, known);
    return known;
  };
  return {
    incarnation: log.incarnation,
    lanes: Array.from({ length: log.lanes }, (_, lane) => lane).filter(
      (lane) => shardOf(lane, share.count) === share.index,
    ),
    streams: () => (access.engine()?.egresses.streams(component) ?? []).map(guard),
    recall: (key) => access.engine()?.egresses.recall(component, key),
    recallOthers: (key) => access.engine()?.egresses.recallOthers(component, key) ?? new Map(),
    remember: (key, value) =>
      new Promise((resolve, reject) => {
        if (access.engine() === undefined) reject(unavailable());
        else access.event((engine) => engine.egresses.remember(component, key, value, { resolve, reject }));
      }),
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
