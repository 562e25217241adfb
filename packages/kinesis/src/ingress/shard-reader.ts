import type { GetRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import { Backoff, type Gate, pause } from '@statefun-ts/connector';
import type { SourcePartition } from '@statefun-ts/engine';
import { faultOf } from '../faults.ts';
import type { Troubles } from '../troubles.ts';
import type { Slots } from '../slots.ts';
import type { IteratorStart, KinesisApi, ShardView, StreamView } from './api.ts';
import type { KinesisIngressSettings } from './settings.ts';
import { PositionLost, type ShardPosition } from './shard-position.ts';

/** What a reader of a shard gets from the stream's reader. */
export interface ShardReaderContext {
  readonly settings: KinesisIngressSettings;
  readonly api: KinesisApi;
  readonly gate: Gate;
  /** Closed while it is not certain that the stream is still the same: an iterator may work on another one. */
  readonly certain: Gate;
  /** Bounds the responses that are in memory at one time. */
  readonly slots: Slots;
  readonly troubles: Troubles;
  readonly stream: Omit<StreamView, 'shards'>;
  readonly shard: ShardView;
  readonly partition: SourcePartition;
  readonly position: ShardPosition;
  /** The shard was read to its end. */
  readonly ended: () => void;
  readonly failed: (error: PositionLost) => void;
  /** The stream may not be what it was: it needs another look, and until then `certain` is closed. */
  readonly stale: () => void;
}

/** Throttled so many times in a row, a shard shows as troubled. */
const throttledQuietlyMax = 10;

/** `waiting`: it was not begun. `reading`, then `ended` at its end, `failed` for good or `closed`. */
export type ShardState = 'waiting' | 'reading' | 'ended' | 'failed' | 'closed';

/** Reads one shard from its position to its end, and gives its records to the engine. */
export class ShardReader {
  readonly #context: ShardReaderContext;
  readonly #backoff: Backoff;
  readonly #what: string;
  readonly #ended = new AbortController();
  #state: ShardState = 'waiting';
  #iterator: string | undefined;
  #throttledCount = 0;
  #running: Promise<void> | undefined;

  constructor(context: ShardReaderContext) {
    this.#context = context;
    const { backoffFirstMs, backoffMaxMs } = context.settings;
    this.#backoff = new Backoff(backoffFirstMs, backoffMaxMs);
    this.#what = `Kinesis stream ${context.stream.name}, ${context.shard.id}`;
    if (context.position.place.type === 'end') this.#state = 'ended';
  }

  get state(): ShardState {
    return this.#state;
  }

  get shard(): ShardView {
    return this.#context.shard;
  }

  /** Of a shard that has ended: from when on it was read, if that was never reached. */
  get sinceMs(): number | undefined {
    const { place } = this.#context.position;
    return place.type === 'end' ? place.sinceMs : undefined;
  }

  /** Finds the place to read from: with `latest` that is what 'now' means. Rejects when it can't. */
  async prepare(): Promise<void> {
    if (this.#state === 'waiting') this.#iterator ??= await this.#locate();
  }

  /** Begins to read; only the first call counts. */
  begin(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'reading';
    this.#running = this.#run();
  }

  /** Nothing is pushed any more once this was called; resolves when nothing is under way. */
  async stop(): Promise<void> {
    if (this.#state === 'waiting' || this.#state === 'reading') this.#state = 'closed';
    this.#ended.abort();
    this.#context.troubles.forget(this.#what);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { gate, certain, settings } = this.#context;
    const { signal } = this.#ended;
    while (this.#state === 'reading') {
      await gate.passable();
      await certain.passable();
      const startMs = performance.now();
      await this.#tryRead();
      if (this.#state === 'reading') {
        await pause(Math.max(0, startMs + settings.readIntervalMs - performance.now()), signal);
      }
    }
  }

  async #tryRead(): Promise<void> {
    const { troubles, slots } = this.#context;
    try {
      await slots.run(() => this.#read());
      this.#backoff.reset();
      this.#throttledCount = 0;
      troubles.end(this.#what);
    } catch (error) {
      if (this.#state === 'reading') await this.#recover(error);
    }
  }

  async #read(): Promise<void> {
    const { api, settings, position, partition, certain } = this.#context;
    if (this.#state !== 'reading' || certain.isClosed) return;
    this.#iterator ??= await this.#locate();
    const askedAtMs = Date.now();
    const response = await api.read(this.#iterator, settings.readRecordsMax);
    // The gate may have closed meanwhile, which lets what is under way through; the reader may have been stopped.
    if (this.#state !== 'reading' || certain.isClosed) return;
    position.take(response.Records ?? [], partition, {
      askedAtMs,
      isAtTip: isAtTip(response),
      isEnd: response.NextShardIterator === undefined,
    });
    this.#iterator = response.NextShardIterator;
    if (this.#iterator !== undefined) return;
    this.#state = 'ended';
    this.#context.ended();
  }

  async #recover(error: unknown): Promise<void> {
    const { troubles, failed, stale } = this.#context;
    const fault = faultOf(error);
    if (error instanceof PositionLost) return this.#judgeLoss(error, failed);
    if (fault === 'iterator-expired') {
      this.#iterator = undefined;
      return;
    }
    if (fault !== 'throttled' || ++this.#throttledCount > throttledQuietlyMax)
      troubles.begin(this.#what, error);
    if (fault !== 'throttled') this.#iterator = undefined;
    if (fault === 'not-found' || fault === 'invalid') stale();
    await this.#backoff.wait(this.#ended.signal);
  }

  /** Unless it is another stream by now: then nothing of the old one is there to be read. */
  async #judgeLoss(error: PositionLost, failed: (error: PositionLost) => void): Promise<void> {
    const { api, stream, stale, troubles } = this.#context;
    this.#iterator = undefined;
    try {
      const { identity } = await api.identity(stream.name);
      if (this.#state !== 'reading') return;
      if (identity === stream.identity) {
        this.#state = 'failed';
        failed(error);
      } else stale();
    } catch (problem) {
      if (this.#state !== 'reading') return;
      troubles.begin(this.#what, problem);
      await this.#backoff.wait(this.#ended.signal);
    }
  }

  async #locate(): Promise<string> {
    const { api, stream, shard, position } = this.#context;
    const iterator = (start: IteratorStart): Promise<string> => api.iterator(stream.name, shard.id, start);
    const start = position.seek(Date.now());
    try {
      return await iterator(start);
    } catch (error) {
      const fault = faultOf(error);
      const isGone = fault === 'not-found' || fault === 'invalid';
      if (start.ShardIteratorType !== 'AT_SEQUENCE_NUMBER' || !isGone) throw error;
      // The stream is there, and the record is not; or another stream is.
      const { identity } = await api.identity(stream.name);
      if (identity !== stream.identity) throw error;
      position.missing();
      return iterator({ ShardIteratorType: 'TRIM_HORIZON' });
    }
  }
}

/** There was nothing to read at that moment. */
function isAtTip({ Records: records, MillisBehindLatest: behindMs }: GetRecordsCommandOutput): boolean {
  return (records ?? []).length === 0 && behindMs === 0;
}
