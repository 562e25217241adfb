import { SessionIngress, warnOfUnused } from '@statefun-ts/connector';
import type { Ingress, Observer } from '@statefun-ts/engine';
import type { KinesisIngressComponent } from '@statefun-ts/module';
import { KinesisSession } from './session.ts';
import { ingressSettings } from './settings.ts';

/** What an ingress gets from the application that it is part of. */
export interface KinesisIngressContext {
  readonly observer: Observer;
}

/**
 * The ingress `io.statefun.kinesis.v1/ingress`: reads all shards of its streams, by itself. Throws a
 * `StatefunError` (STATEFUN_KINESIS_PROPERTY_INVALID) when the component can't work. Connects at `start` only.
 */
export function createKinesisIngress(
  component: KinesisIngressComponent,
  context: KinesisIngressContext,
): Ingress {
  const settings = ingressSettings(component);
  warnOfUnused(context.observer, 'Kinesis', component, settings.unusedProperties);
  return new SessionIngress(component.id, (sink) => new KinesisSession(settings, sink, context.observer));
}
