import { SessionIngress, warnOfUnused } from '@statefun-ts/connector';
import type { Ingress, Observer } from '@statefun-ts/engine';
import type { KafkaIngressComponent } from '@statefun-ts/module';
import { KafkaSession } from './session.ts';
import { ingressSettings } from './settings.ts';

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
  warnOfUnused(context.observer, 'Kafka', component, settings.unusedProperties);
  return new SessionIngress(component.id, (sink) => new KafkaSession(settings, sink, context.observer));
}
