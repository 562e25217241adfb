import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { warnOfUnused } from '@statefun-ts/connector';
import type { Egress, EgressSink, Observer } from '@statefun-ts/engine';
import type { KinesisEgressComponent } from '@statefun-ts/module';
import { createClient } from '../client.ts';
import { Troubles } from '../troubles.ts';
import { createKinesisAdmitter } from './admitter.ts';
import { egressSettings, type KinesisEgressSettings } from './settings.ts';
import { StreamSender, type StreamSenderContext } from './stream-sender.ts';

/** What an egress gets from the application that it is part of. */
export interface KinesisEgressContext {
  readonly observer: Observer;
}

const stopTimeoutMs = 10_000;

/**
 * The egress `io.statefun.kinesis.v1/egress`: at least once, in order for each partition key. Throws a
 * `StatefunError` (STATEFUN_KINESIS_PROPERTY_INVALID) when the component can't work. Connects when it sends.
 */
export function createKinesisEgress(
  component: KinesisEgressComponent,
  context: KinesisEgressContext,
): Egress {
  const settings = egressSettings(component);
  warnOfUnused(context.observer, 'Kinesis', component, settings.unused);
  return new KinesisEgress(settings, context.observer);
}

class KinesisEgress implements Egress {
  readonly id: string;
  readonly delivery: Egress['delivery'];
  readonly backlogBytesMax: number;
  readonly admit: Egress['admit'];
  readonly #settings: KinesisEgressSettings;
  readonly #observer: Observer;
  #run: Run | undefined;

  constructor(settings: KinesisEgressSettings, observer: Observer) {
    const { id, delivery, backlogBytesMax, admit } = createKinesisAdmitter(settings);
    this.id = id;
    this.delivery = delivery;
    this.backlogBytesMax = backlogBytesMax;
    this.admit = admit;
    this.#settings = settings;
    this.#observer = observer;
  }

  async start(sink: EgressSink): Promise<void> {
    await this.stop();
    this.#run = new Run(this.#settings, sink, this.#observer);
    this.#run.wake();
  }

  wake(): void {
    this.#run?.wake();
  }

  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    await run?.stop();
  }
}

/** One run of an egress, from `start` to `stop`, on one sink. */
class Run {
  readonly #sink: EgressSink;
  readonly #client: KinesisClient;
  readonly #context: StreamSenderContext;
  readonly #senders = new Map<string, StreamSender>();
  readonly #cut = new AbortController();

  constructor(settings: KinesisEgressSettings, sink: EgressSink, observer: Observer) {
    this.#sink = sink;
    this.#client = createClient(settings.connection);
    this.#context = {
      settings,
      client: this.#client,
      troubles: new Troubles(observer, settings.id, sink),
      cut: this.#cut.signal,
    };
  }

  wake(): void {
    const channels = Map.groupBy(this.#sink.streams(), ({ channel }) => channel);
    for (const [channel, streams] of channels) {
      let sender = this.#senders.get(channel);
      if (sender === undefined) {
        sender = new StreamSender(channel, this.#context);
        this.#senders.set(channel, sender);
      }
      sender.wake(streams);
    }
  }

  /** Lets the requests that are on their way end, if they do so in time. */
  async stop(): Promise<void> {
    const timeout = setTimeout(() => this.#cut.abort(), stopTimeoutMs);
    await Promise.all([...this.#senders.values()].map((sender) => sender.stop()));
    clearTimeout(timeout);
    this.#client.destroy();
  }
}
