import { Backoff, Gate, pause } from '@statefun-ts/connector';
import type { IngressSink, Observer } from '@statefun-ts/engine';
import type { KinesisStartupPosition, KinesisStream } from '@statefun-ts/module';
import type { StatefunError } from '@statefun-ts/protocol';
import { faultOf } from '../faults.ts';
import type { Troubles } from '../troubles.ts';
import type { Slots } from '../slots.ts';
import type { KinesisApi, ShardView, StreamView } from './api.ts';
import { positionLost } from './faults.ts';
import { formatPlace, parsePlace, type Place } from './place.ts';
import type { KinesisIngressSettings } from './settings.ts';
import { ShardPosition } from './shard-position.ts';
import { ShardReader } from './shard-reader.ts';

export interface StreamReaderContext {
  readonly settings: KinesisIngressSettings;
  readonly sink: IngressSink;
  readonly observer: Observer;
  readonly api: KinesisApi;
  readonly gate: Gate;
  readonly slots: Slots;
  readonly troubles: Troubles;
  readonly fail: (fault: StatefunError) => void;
}

/** Between two looks at a stream, however stale it is. */
const lookSpacingMs = 250;

/**
 * Reads one stream: finds its shards, begins each one when its parents were read to their ends, so that the order
 * of a key's records is kept over splits and merges, and begins anew when the stream was made anew.
 */
export class StreamReader {
  readonly #context: StreamReaderContext;
  readonly #stream: KinesisStream;
  readonly #what: string;
  readonly #readers = new Map<string, ShardReader>();
  readonly #stopping: Promise<void>[] = [];
  readonly #ended = new AbortController();
  readonly #certain = new Gate();
  #identity: string | undefined;
  /** It did not exist when it was looked for first: all that is in it came after the start. */
  #wasAbsent = false;
  #wake = new AbortController();
  #running: Promise<void> | undefined;

  constructor(stream: KinesisStream, context: StreamReaderContext) {
    this.#stream = stream;
    this.#context = context;
    this.#what = `Kinesis stream ${stream.stream}`;
  }

  /** Resolves when reading has begun, or when the first attempt failed (more follow). */
  async start(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running = this.#keepLooking(resolve);
    await promise;
  }

  /** Nothing is pushed any more once this was called. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.#closeReaders();
    this.#certain.open();
    await this.#running;
    await Promise.all(this.#stopping);
  }

  async #keepLooking(onFirst: () => void): Promise<void> {
    const { settings, api, troubles } = this.#context;
    const { signal } = this.#ended;
    const backoff = new Backoff(settings.backoffFirstMs, settings.backoffMaxMs);
    while (!signal.aborted) {
      this.#wake = new AbortController();
      try {
        const view = await api.describe(this.#stream.stream);
        if (signal.aborted) return;
        if (this.#identity !== view.identity) await this.#open(view);
        if (signal.aborted) return;
        this.#begin(view);
        // Unless doubts arose while it was looked at.
        if (!this.#wake.signal.aborted) this.#certain.open();
        troubles.end(this.#what);
        backoff.reset();
        onFirst();
        await pause(lookSpacingMs, signal);
        await pause(settings.discoveryIntervalMs, AbortSignal.any([signal, this.#wake.signal]));
      } catch (error) {
        if (signal.aborted) return;
        if (faultOf(error) === 'not-found') this.#doubt();
        this.#wasAbsent ||= faultOf(error) === 'not-found' && this.#identity === undefined;
        troubles.begin(this.#what, error);
        onFirst();
        await backoff.wait(signal);
      }
    }
  }

  /** Nothing is read until another look shows which stream this is. */
  #doubt(): void {
    if (this.#ended.signal.aborted) return;
    this.#certain.close();
    this.#wake.abort();
  }

  /** Opens what must be known before anything is read, in one go. */
  async #open(view: StreamView): Promise<void> {
    const { sink, settings, observer } = this.#context;
    this.#closeReaders();
    this.#identity = view.identity;
    const name = this.#name();
    const before = sink.stored(name);
    const fields = { ingress: settings.component.id, stream: view.name };
    if (before !== undefined && before.identity !== view.identity) {
      const message = 'The Kinesis stream was deleted and made anew: reading it from its beginning';
      observer.log('warn', message, fields);
    }
    if (before === undefined) this.#addFirst(view);
    // Last: without it in the store, all of this is done again.
    this.#partition(name, view);
    if (before === undefined && this.#startup.type === 'latest')
      await Promise.all([...this.#readers.values()].map((reader) => reader.prepare()));
  }

  /** The shards of a stream that was never read. */
  #addFirst(view: StreamView): void {
    for (const shard of view.shards.values()) {
      const isFirst = !shard.parents.some((parent) => view.shards.has(parent));
      // With latest also those that follow others: what is in them is not asked for either.
      if (isFirst || this.#startup.type === 'latest') this.#add(view, shard, this.#startupPlace(), true);
    }
  }

  get #startup(): KinesisStartupPosition {
    return this.#wasAbsent ? { type: 'earliest' } : this.#context.settings.component.startupPosition;
  }

  #startupPlace(): Place {
    const startup = this.#startup;
    const readToMs = Date.now();
    switch (startup.type) {
      case 'earliest':
        return { type: 'start', readToMs };
      case 'date':
        return { type: 'time', sinceMs: startup.timestampMs, readToMs };
      case 'latest':
        return { type: 'time', sinceMs: readToMs, readToMs };
      default:
        return startup satisfies never;
    }
  }

  /** Begins every shard whose turn it is. */
  #begin(view: StreamView): void {
    for (const shard of view.shards.values()) {
      const isKnown = this.#readers.has(shard.id);
      const parents = shard.parents.map((parent) => this.#parentOf(parent, view, shard));
      if (parents.some((parent) => parent === 'unread')) continue;
      if (!isKnown) this.#add(view, shard, startAfter(parents), false);
      this.#readers.get(shard.id)?.begin();
    }
  }

  /** A parent's reader when it has ended; `gone` when Kinesis does not list it any more, and it was read. */
  #parentOf(id: string, view: StreamView, child: ShardView): ShardReader | 'unread' | 'gone' {
    const known = this.#readers.get(id);
    if (known !== undefined) return known.state === 'ended' ? known : 'unread';
    if (view.shards.has(id)) return 'unread';
    const { sink } = this.#context;
    const isStored = (shard: string): boolean => sink.stored(this.#name(shard))?.identity === view.identity;
    if (isStored(id)) {
      const mark = this.#partition(this.#name(id), view).resumeMark;
      if (mark !== undefined && parsePlace(mark.token).type === 'end') return 'gone';
    } else if (this.#readers.has(child.id) || isStored(child.id)) return 'gone';
    this.#fail(id, 'it is not there any more, and was not read to its end.');
    return 'unread';
  }

  /** A shard's reader, at its stored position or else at `place`. */
  #add(view: StreamView, shard: ShardView, place: Place, isFresh: boolean): void {
    const partition = this.#partition(this.#name(shard.id), view);
    const { resumeMark } = partition;
    const { settings, api, gate, slots, troubles } = this.#context;
    if (resumeMark === undefined) partition.mark?.({ offset: 0, token: formatPlace(place) });
    const position = new ShardPosition({
      stream: view.name,
      shard: shard.id,
      hashRange: shard.hashRange,
      retentionMs: view.retentionMs,
      offset: resumeMark?.offset ?? 0,
      place: resumeMark === undefined ? place : parsePlace(resumeMark.token),
      fromLatest: isFresh && this.#startup.type === 'latest',
    });
    const { name: stream } = view;
    const reader = new ShardReader({
      settings,
      api,
      gate,
      slots,
      troubles,
      stream: view,
      shard,
      partition,
      position,
      ended: () => this.#wake.abort(),
      failed: ({ message }) => this.#fail(shard.id, message),
      certain: this.#certain,
      stale: () => this.#doubt(),
    });
    this.#readers.set(shard.id, reader);
    if (!isFresh && resumeMark === undefined) {
      const fields = { ingress: settings.component.id, stream, shard: shard.id };
      this.#context.observer.log('info', 'A new Kinesis shard: reading it from its beginning', fields);
    }
  }

  #partition(name: string, view: StreamView) {
    const { targets, valueType } = this.#stream;
    const routing = { targets, valueType };
    return this.#context.sink.openPartition(name, { identity: view.identity, startOffset: 0, routing });
  }

  /** Of the stream as a whole, or of one shard, in the store. */
  #name(shard?: string): string {
    const stream = `${this.#context.settings.component.id}/${this.#stream.stream}`;
    return shard === undefined ? stream : `${stream}/${shard}`;
  }

  #fail(shard: string, problem: string): void {
    const { settings, fail } = this.#context;
    fail(positionLost(settings.component.id, this.#stream.stream, shard, problem));
  }

  #closeReaders(): void {
    for (const reader of this.#readers.values()) this.#stopping.push(reader.stop());
    this.#readers.clear();
  }
}

/** Where a new shard is read from: its beginning, unless its parents held nothing of what was asked for. */
function startAfter(parents: readonly (ShardReader | 'unread' | 'gone')[]): Place {
  const readToMs = Date.now();
  const since = parents.map((parent) => (typeof parent === 'string' ? undefined : parent.sinceMs));
  const times = since.filter((sinceMs) => sinceMs !== undefined);
  if (times.length === 0 || times.length < since.length) return { type: 'start', readToMs };
  return { type: 'time', sinceMs: Math.min(...times), readToMs };
}
