import { Gate, type IngressSession } from '@statefun-ts/connector';
import type { IngressSink, Observer } from '@statefun-ts/engine';
import { createClient } from '../client.ts';
import { Troubles } from '../troubles.ts';
import { Slots } from '../slots.ts';
import { KinesisApi } from './api.ts';
import type { KinesisIngressSettings } from './settings.ts';
import { StreamReader } from './stream-reader.ts';

/** A response has 10 MiB at most; so many are in memory at one time. */
const responsesMax = 8;

/** One run of an ingress, from `start` to `stop`, on one sink. */
export class KinesisSession implements IngressSession {
  readonly gate = new Gate();
  readonly #api: KinesisApi;
  readonly #ended = new AbortController();
  readonly #streams: readonly StreamReader[];

  constructor(settings: KinesisIngressSettings, sink: IngressSink, observer: Observer) {
    this.#api = new KinesisApi(createClient(settings.connection), this.#ended.signal);
    const faults = new Set<string>();
    const context = {
      settings,
      sink,
      observer,
      api: this.#api,
      gate: this.gate,
      slots: new Slots(responsesMax),
      troubles: new Troubles(observer, settings.component.id, sink),
      fail: (fault: Error) => {
        // Each fault is told once.
        if (faults.has(fault.message)) return;
        faults.add(fault.message);
        sink.fail(fault);
      },
    };
    this.#streams = settings.component.streams.map((stream) => new StreamReader(stream, context));
  }

  /** Resolves when reading has begun, or when the first attempts failed (more follow). */
  async start(): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.start()));
  }

  /** Nothing is pushed any more once this was called. */
  async stop(): Promise<void> {
    const stopped = this.#streams.map((stream) => stream.stop());
    this.#ended.abort();
    this.gate.open();
    await Promise.all(stopped);
    this.#api.close();
  }
}
