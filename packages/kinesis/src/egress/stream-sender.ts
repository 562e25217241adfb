import { problemOf } from '@statefun-ts/aws';
import { PutRecordsCommand, type KinesisClient, type PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { Backoff } from '@statefun-ts/connector';
import type { DeadLetterReason, OutboxStream } from '@statefun-ts/engine';
import { faultNamed, faultOf } from '../faults.ts';
import type { Troubles } from '../troubles.ts';
import type { KinesisEgressSettings } from './settings.ts';
import { Window, type Outgoing } from './window.ts';

/** What a sender gets from its egress. */
export interface StreamSenderContext {
  readonly settings: KinesisEgressSettings;
  readonly client: KinesisClient;
  readonly troubles: Troubles;
  /** Ends requests at once. */
  readonly cut: AbortSignal;
}

/** Requests of one stream at a time. */
const requestsMax = 4;
const backoffFirstMs = 100;
const backoffMaxMs = 2_000;
/** Refused so many times in a row for the rate alone, a stream shows as troubled. */
const throttledQuietlyMax = 10;

/** A stream that nobody wrote to for this long is waited for anew. */
const unavailableMemoryMs = 60_000;

/** Sends the records for one Kinesis stream, each key's in order, until Kinesis has acknowledged them. */
export class StreamSender {
  readonly #name: string;
  readonly #context: StreamSenderContext;
  readonly #what: string;
  readonly #window = new Window();
  readonly #backoff = new Backoff(backoffFirstMs, backoffMaxMs);
  readonly #requests = new Set<Promise<void>>();
  readonly #stopped = new AbortController();
  #streams: readonly OutboxStream[] = [];
  #isBackingOff = false;
  #throttledCount = 0;
  /** Since when, and when last, the stream was not there or closed to us. */
  #unavailable: { readonly sinceMs: number; readonly lastMs: number } | undefined;

  constructor(name: string, context: StreamSenderContext) {
    this.#name = name;
    this.#context = context;
    this.#what = `Kinesis stream ${name}`;
  }

  /** New records may be there, in these streams of the outbox. */
  wake(streams: readonly OutboxStream[]): void {
    this.#streams = streams;
    this.#sendAll();
  }

  /** Finishes what is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#requests);
  }

  #sendAll(): void {
    const { settings } = this.#context;
    const limits = { recordsMax: settings.batchRecordsMax, bytesMax: settings.batchBytesMax };
    if (this.#stopped.signal.aborted) return;
    this.#window.fill(this.#streams, settings.outstandingRecordsMax);
    while (!this.#isBackingOff && this.#requests.size < requestsMax) {
      const batch = this.#window.takeBatch(limits);
      if (batch.length === 0) return;
      const request = this.#send(batch).finally(() => {
        this.#requests.delete(request);
        this.#sendAll();
      });
      this.#requests.add(request);
    }
  }

  async #send(batch: readonly Outgoing[]): Promise<void> {
    const { client, cut, troubles } = this.#context;
    const command = new PutRecordsCommand({ StreamName: this.#name, Records: batch.map(entryOf) });
    try {
      const { Records: results = [] } = await client.send(command, { abortSignal: cut });
      this.#unavailable = undefined;
      if (await this.#settle(batch, results)) {
        this.#throttledCount = 0;
        this.#backoff.reset();
        troubles.end(this.#what);
      }
    } catch (error) {
      await this.#failed(batch, error);
    }
  }

  /** True when nothing of the batch has to be sent again. */
  async #settle(batch: readonly Outgoing[], results: readonly PutRecordsResultEntry[]): Promise<boolean> {
    const again: Outgoing[] = [];
    const done: Outgoing[] = [];
    let problem = '';
    batch.forEach((outgoing, i) => {
      const {
        SequenceNumber: sequence,
        ErrorCode: code = 'no answer',
        ErrorMessage: why = '',
      } = results[i] ?? {};
      const fault = faultNamed(code);
      if (sequence !== undefined) done.push(outgoing);
      else if (fault === 'invalid') this.#window.reject(outgoing, refusal(outgoing, `${code}: ${why}`));
      else {
        again.push(outgoing);
        problem = `${code}: ${why}`;
      }
    });
    this.#window.done(done);
    if (again.length === 0) return true;
    this.#window.retry(again, false);
    await this.#retryLater(new Error(problem), true);
    return false;
  }

  /** A request failed as a whole. */
  async #failed(batch: readonly Outgoing[], error: unknown): Promise<void> {
    const fault = faultOf(error);
    const [first, ...others] = batch;
    if (fault === 'invalid' && first !== undefined && others.length === 0) {
      this.#window.reject(first, refusal(first, problemOf(error)));
      return;
    }
    if ((fault === 'not-found' || fault === 'denied') && this.#hasWaited()) {
      for (const outgoing of batch)
        this.#window.reject(outgoing, unavailable(outgoing, fault, problemOf(error)));
      this.#context.troubles.forget(this.#what);
      return;
    }
    this.#window.retry(batch, fault === 'invalid');
    if (fault !== 'invalid') await this.#retryLater(error, fault === 'throttled');
  }

  #hasWaited(): boolean {
    const nowMs = performance.now();
    const { sinceMs, lastMs } = this.#unavailable ?? { sinceMs: nowMs, lastMs: nowMs };
    this.#unavailable = { sinceMs: nowMs - lastMs > unavailableMemoryMs ? nowMs : sinceMs, lastMs: nowMs };
    return nowMs - this.#unavailable.sinceMs >= this.#context.settings.streamWaitMs;
  }

  async #retryLater(error: unknown, throttled: boolean): Promise<void> {
    const { troubles } = this.#context;
    if (!throttled || ++this.#throttledCount > throttledQuietlyMax) troubles.begin(this.#what, error);
    if (this.#isBackingOff) return;
    this.#isBackingOff = true;
    await this.#backoff.wait(this.#stopped.signal);
    this.#isBackingOff = false;
  }
}

function entryOf({ record }: Outgoing) {
  const { partitionKey, valueBytes, explicitHashKey } = record;
  return {
    PartitionKey: partitionKey,
    Data: valueBytes,
    ...(explicitHashKey !== '' && { ExplicitHashKey: explicitHashKey }),
  };
}

function refusal({ record }: Outgoing, problem: string): DeadLetterReason {
  const message = `Kinesis refused a record for stream '${record.stream}': ${problem}`;
  return { code: 'STATEFUN_KINESIS_RECORD_REFUSED', message };
}

function unavailable({ record }: Outgoing, fault: 'not-found' | 'denied', problem: string): DeadLetterReason {
  const isUnknown = fault === 'not-found';
  const advice = isUnknown
    ? 'create the stream, or correct its name'
    : 'allow kinesis:PutRecords on the stream';
  return {
    code: isUnknown ? 'STATEFUN_KINESIS_STREAM_UNKNOWN' : 'STATEFUN_KINESIS_ACCESS_DENIED',
    message: `A record for stream '${record.stream}' can't be sent: ${problem} (${advice}).`,
  };
}
