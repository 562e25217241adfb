import type { Clock, Egress, Ingress, Observer, Random } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/http';
import { createPlaygroundEgress, createPlaygroundIngress } from '@statefun-ts/http';
import type { MarkAheadChoice } from '@statefun-ts/kafka';
import type { Module } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { RemovedEgress } from './removed-egress.ts';

/** What connectors get of the application that they are part of. */
export interface ConnectorContext {
  readonly name: string;
  readonly host: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Observer;
  /** What an exactly-once egress does whose marks are ahead of the store; it refuses to send unless told. */
  readonly kafkaMarkAhead?: MarkAheadChoice;
  /** Egresses that left the module, and whose waiting records become dead letters. */
  readonly deadLetterEgresses?: readonly string[];
}

/** The ingresses and egresses of a module; nothing is connected or bound yet. */
export interface Connectors {
  readonly ingresses: readonly Ingress[];
  readonly egresses: readonly Egress[];
  /** Those that listen on a port, by what they are called. */
  readonly listening: ReadonlyMap<string, Listening>;
}

/** Their clients take long to load, so each is loaded for modules that use it only. */
const importKafka = () => import('@statefun-ts/kafka');
const importKinesis = () => import('@statefun-ts/kinesis');

/** Throws what the kinds throw when a component can't work. */
export async function createConnectors(module: Module, context: ConnectorContext): Promise<Connectors> {
  const ingresses: Ingress[] = [];
  const egresses: Egress[] = [];
  const listening = new Map<string, Listening>();
  const kafkaEgress = {
    ...context,
    siblings: exactlyOnceKafkaEgresses(module),
    ...(context.kafkaMarkAhead && { onMarkAhead: context.kafkaMarkAhead }),
  };
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
        egresses.push((await importKafka()).createKafkaEgress(component, kafkaEgress));
        break;
      case 'io.statefun.kinesis.v1/ingress':
        ingresses.push((await importKinesis()).createKinesisIngress(component, context));
        break;
      case 'io.statefun.kinesis.v1/egress':
        egresses.push((await importKinesis()).createKinesisEgress(component, context));
        break;
      case 'io.statefun.endpoints.v1/http':
      case 'io.statefun.endpoints.v2/http':
      case 'io.statefun.endpoints.v1/module':
        break;
    }
  }
  egresses.push(...removedEgresses(egresses, context.deadLetterEgresses ?? []));
  return { ingresses, egresses, listening };
}

function removedEgresses(egresses: readonly Egress[], ids: readonly string[]): Egress[] {
  return [...new Set(ids)].map((removed) => {
    if (!egresses.some(({ id }) => id === removed)) return new RemovedEgress(removed);
    throw new StatefunError(
      'STATEFUN_SETTING_INVALID',
      `--dead-letter-egress names ${removed}, which the module has: it sets aside what waits for egresses that left. Leave it out, or take the egress out of the module`,
    );
  });
}

function exactlyOnceKafkaEgresses({ components }: Module): string[] {
  return components.flatMap((each) =>
    each.kind === 'io.statefun.kafka.v1/egress' && each.delivery.type === 'exactly-once' ? [each.id] : [],
  );
}
