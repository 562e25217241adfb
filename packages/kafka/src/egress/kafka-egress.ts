import { warnOfUnused } from '@statefun-ts/connector';
import type {
  Admission,
  Admitter,
  Clock,
  Egress,
  EgressSink,
  Observer,
  OutboxStream,
  Random,
} from '@statefun-ts/engine';
import type { KafkaEgressComponent } from '@statefun-ts/module';
import type { TypedValue } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import { createKafkaAdmitter } from './admitter.ts';
import { AtLeastOnce } from './at-least-once.ts';
import { Cluster } from './cluster.ts';
import { DeliveryLoop, type Delivery } from './delivery-loop.ts';
import { ExactlyOnce, type MarkAheadChoice } from './exactly-once.ts';
import { OutboxReader } from './outbox-reader.ts';
import { Pacer, RateLimit } from './pacing.ts';
import { egressSettings, type EgressSettings } from './settings.ts';
import { Topics } from './topics.ts';
import { VolatileOutbox, type Drop } from './volatile-outbox.ts';

/** What an egress gets from whoever runs it. */
export interface KafkaEgressContext {
  /** The application's name (`--name`): topics and transactional ids derive from it. */
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Observer;
  /**
   * The ids of all exactly-once Kafka egresses of the application, this one included: open transactions under the application's
   * name that are of none of them are ended at the start. Unless given, they are left until their time is over.
   */
  readonly siblings?: readonly string[];
  /** The operator's choice for a start that would else fail with STATEFUN_KAFKA_MARK_AHEAD; `refuse` unless given. */
  readonly onMarkAhead?: MarkAheadChoice;
}

/** What goes into one round, and so into one transaction. */
const roundBytesMax = 4 << 20;
const warnEveryMs = 10_000;
const stopTimeoutMs = 10_000;
const topicAskEveryMs = 500;

/**
 * The egress for a component `io.statefun.kafka.v1/egress`. Throws STATEFUN_KAFKA_ADDRESS_INVALID or
 * STATEFUN_KAFKA_PROPERTY_INVALID. With delivery `exactly-once` it must be the only one of its application,
 * egress id and lanes; a second one makes the first fail with STATEFUN_KAFKA_FENCED.
 */
export function createKafkaEgress(component: KafkaEgressComponent, context: KafkaEgressContext): Egress {
  return new KafkaEgress(component, egressSettings(component, context.name), context);
}

class KafkaEgress implements Egress {
  readonly id: string;
  readonly delivery: Egress['delivery'];
  readonly backlogBytesMax: number;
  readonly #admitter: Admitter;
  readonly #component: KafkaEgressComponent;
  readonly #settings: EgressSettings;
  readonly #context: KafkaEgressContext;
  readonly #cluster: Cluster;
  readonly #pacer: Pacer;
  readonly #topics: Topics;
  readonly #warnings: RateLimit;
  readonly #sender: Delivery;
  /** With delivery `none`. */
  readonly #volatile: VolatileOutbox | undefined;
  #loop: DeliveryLoop | undefined;
  #running = Promise.resolve();

  constructor(component: KafkaEgressComponent, settings: EgressSettings, context: KafkaEgressContext) {
    const { clock, random, observer } = context;
    this.#admitter = createKafkaAdmitter(component);
    this.id = this.#admitter.id;
    this.delivery = this.#admitter.delivery;
    this.backlogBytesMax = this.#admitter.backlogBytesMax;
    this.#component = component;
    this.#settings = settings;
    this.#context = context;
    this.#cluster = new Cluster(settings.connection, () => clock.monotonicMs());
    this.#pacer = new Pacer(clock, random);
    this.#warnings = new RateLimit(clock, warnEveryMs);
    this.#topics = new Topics({
      cluster: this.#cluster,
      clock,
      observer,
      egressId: this.id,
      waitMs: settings.topicWaitMs,
      askEveryMs: topicAskEveryMs,
      ageMsMax: settings.metadataAgeMsMax,
      batchBytesMax: settings.recordBytesMax,
    });
    this.#sender = this.#createSender();
    if (this.delivery === 'none') this.#volatile = this.#createVolatileOutbox();
    warnOfUnused(observer, 'Kafka', component, settings.unused);
  }

  admit(argument: TypedValue): Admission {
    return this.#admitter.admit(argument);
  }

  async start(sink: EgressSink): Promise<void> {
    // Before anything is awaited: what is in the outbox now is what an earlier run may have sent.
    const tails = new Map(sink.streams().map(({ lane, tail }) => [lane, tail]));
    await this.#end();
    if (this.#sender instanceof ExactlyOnce) {
      this.#sender.attach(sink, tails);
      const message = `Kafka egress ${this.id} ends its last transaction and reads what is out`;
      sink.trouble(new StatefunError('STATEFUN_KAFKA_STARTING', message));
    }
    this.#pacer.restart();
    const { clock, random, observer } = this.#context;
    const volatile = this.#volatile;
    const streams = volatile === undefined ? () => sink.streams() : (): OutboxStream[] => [volatile];
    const reader = new OutboxReader({
      streams,
      opened: (stream) => this.#sender.opened(stream),
      topics: this.#topics,
      clock,
      random,
      roundBytesMax,
    });
    this.#loop = new DeliveryLoop({
      egressId: this.id,
      settings: this.#settings,
      delivery: this.#sender,
      reader,
      cluster: this.#cluster,
      topics: this.#topics,
      pacer: this.#pacer,
      warnings: this.#warnings,
      observer,
      sink,
    });
    this.#running = this.#loop.run();
  }

  wake(): void {
    this.#loop?.wake();
  }

  sendNow(_channel: string, record: Uint8Array): void {
    this.#volatile?.add(record);
    this.#loop?.wake();
  }

  async stop(): Promise<void> {
    if (this.#loop !== undefined && this.#volatile !== undefined) await this.#atMost(this.#volatile.empty());
    await this.#end();
  }

  /** Lets the round that is on its way get out, if it does so in time. */
  async #end(): Promise<void> {
    this.#pacer.stop();
    await this.#atMost(this.#running.then(() => this.#cluster.close()));
    this.#cluster.disconnect();
    await this.#running;
    this.#loop = undefined;
  }

  async #atMost(work: Promise<void>): Promise<void> {
    const timeout = Promise.withResolvers<void>();
    const cancel = this.#context.clock.schedule(stopTimeoutMs, timeout.resolve);
    await Promise.race([work, timeout.promise]);
    cancel();
  }

  #createSender(): Delivery {
    const { delivery } = this.#component;
    const settings = this.#settings;
    const { observer, clock, name: applicationName, siblings, onMarkAhead = 'refuse' } = this.#context;
    const shared = { cluster: this.#cluster, topics: this.#topics, pacer: this.#pacer };
    if (delivery.type === 'exactly-once') {
      const { transactionTimeoutMs } = delivery;
      const own = {
        applicationName,
        egressId: this.id,
        siblings,
        onMarkAhead,
        transactionTimeoutMs,
        settings,
        clock,
        observer,
      };
      return new ExactlyOnce({ ...shared, ...own });
    }
    const { compression, retryFirstDelayMs, retryDelayMsMax } = settings;
    return new AtLeastOnce({
      ...shared,
      acks: delivery.type === 'none' ? settings.acks : -1,
      idempotent: delivery.type === 'at-least-once' && settings.idempotent,
      compression,
      requestTimeoutMs: settings.requestTimeoutMs,
      retryFirstDelayMs,
      retryDelayMsMax,
    });
  }

  #createVolatileOutbox(): VolatileOutbox {
    const { clock, observer } = this.#context;
    const limit = new RateLimit(clock, warnEveryMs);
    const dropped = (reason: Drop): void => {
      limit.count(1, (records) => {
        const why = reason === 'buffer full' ? 'the buffer is full (property buffer.memory)' : reason.message;
        const message = `Kafka egress ${this.id} with delivery none dropped ${records} records: ${why}`;
        observer.log('warn', message, { egress: this.id, dropped: records });
      });
    };
    return new VolatileOutbox(this.#settings.bufferBytesMax, dropped);
  }
}
