import type { Ingress, IngressSink, Observer } from '@statefun-ts/engine';
import type { KafkaIngressComponent } from '@statefun-ts/module';
import { IngressSession } from './session.ts';
import { ingressSettings, type KafkaIngressSettings } from './settings.ts';

/** What an ingress gets from the application that it is part of. */
export interface KafkaIngressContext {
  /** The application's name: part of the default client id. */
  readonly name: string;
  readonly observer: Observer;
}

/**
 * The ingress `io.statefun.kafka.v1/ingress`: reads all partitions of its topics, which it assigns itself.
 * Throws a `StatefunError` (STATEFUN_KAFKA_ADDRESS_INVALID, STATEFUN_KAFKA_PROPERTY_INVALID,
 * STATEFUN_VALUE_INVALID) when the component can't work. Connects at `start` only.
 */
export function createKafkaIngress(component: KafkaIngressComponent, context: KafkaIngressContext): Ingress {
  const settings = ingressSettings(component, context.name);
  const { unusedProperties } = settings;
  if (unusedProperties.length > 0) {
    const fields = { ingress: component.id, properties: unusedProperties };
    context.observer.log('warn', 'Kafka client properties without a meaning here are ignored', fields);
  }
  return new KafkaIngress(settings, context.observer);
}

class KafkaIngress implements Ingress {
  readonly id: string;
  readonly #settings: KafkaIngressSettings;
  readonly #observer: Observer;
  #session: IngressSession | undefined;
  #isPaused = false;

  constructor(settings: KafkaIngressSettings, observer: Observer) {
    this.id = settings.component.id;
    this.#settings = settings;
    this.#observer = observer;
  }

  async start(sink: IngressSink): Promise<void> {
    // The engine may ask for a pause while the old session ends.
    this.#isPaused = false;
    await this.stop();
    const session = new IngressSession(this.#settings, sink, this.#observer);
    this.#session = session;
    if (this.#isPaused) session.gate.close();
    await session.start();
  }

  pause(): void {
    this.#isPaused = true;
    this.#session?.gate.close();
  }

  resume(): void {
    this.#isPaused = false;
    this.#session?.gate.open();
  }

  committed(): void {
    this.#session?.committed();
  }

  async stop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.stop();
  }
}
