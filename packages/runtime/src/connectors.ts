import type { Clock, Egress, Ingress, Observer, Random } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/http';
import { createPlaygroundEgress, createPlaygroundIngress } from '@statefun-ts/http';
import type { Module } from '@statefun-ts/module';

/** What connectors get of the application that they are part of. */
export interface ConnectorContext {
  readonly name: string;
  readonly host: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Observer;
}

/** The ingresses and egresses of a module; nothing is connected or bound yet. */
export interface Connectors {
  readonly ingresses: readonly Ingress[];
  readonly egresses: readonly Egress[];
  /** Those that listen on a port, by what they are called. */
  readonly listening: ReadonlyMap<string, Listening>;
}

/** The Kafka client takes long to load, so it is loaded for modules that use it only. */
const importKafka = () => import('@statefun-ts/kafka');

/** Throws what the kinds throw when a component can't work. */
export async function createConnectors(module: Module, context: ConnectorContext): Promise<Connectors> {
  const ingresses: Ingress[] = [];
  const egresses: Egress[] = [];
  const listening = new Map<string, Listening>();
  for (const component of module.components) {
    switch (component.kind) {
      case 'io.statefun.playground.v1/ingress': {
        const ingress = createPlaygroundIngress(component, context);
        ingresses.push(ingress);
        listening.set('ingress', ingress);
        break;
      }
      case 'io.statefun.playground.v1/egress': {
        const egress = createPlaygroundEgress(component, context);
        egresses.push(egress);
        listening.set('egress', egress);
        break;
      }
      case 'io.statefun.kafka.v1/ingress':
        ingresses.push((await importKafka()).createKafkaIngress(component, context));
        break;
      case 'io.statefun.kafka.v1/egress':
        egresses.push((await importKafka()).createKafkaEgress(component, context));
        break;
      case 'io.statefun.endpoints.v1/http':
      case 'io.statefun.endpoints.v2/http':
        break;
    }
  }
  return { ingresses, egresses, listening };
}
