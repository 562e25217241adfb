import type { Egress, Endpoint, EndpointOf, Ingress } from '@statefun-ts/engine';
import type { ComponentContext, Listening } from '@statefun-ts/extension';
import type { Registry } from '@statefun-ts/extension/host';
import { isListening } from '@statefun-ts/extension/host';
import type { ConnectorComponent, EndpointComponent, Module } from '@statefun-ts/module';
import { resolveEndpoint } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { RemovedEgress } from './removed-egress.ts';

/** What makes the components of a module. */
export interface ComponentOptions extends Omit<ComponentContext, 'components'> {
  readonly registry: Registry;
  /** Calls in flight at most, for each endpoint. */
  readonly callsInFlightMax: number;
  /** Egresses that left the module, and whose waiting records become dead letters. */
  readonly deadLetterEgresses?: readonly string[];
}

/** The components of a module at work; nothing is connected or bound yet. */
export interface Components {
  readonly ingresses: readonly Ingress[];
  readonly egresses: readonly Egress[];
  readonly endpointOf: EndpointOf;
  /** Those that listen on a port, by what they are called. */
  readonly listening: ReadonlyMap<string, Listening>;
  /** Aborts calls in flight and frees the connections to function services. */
  closeTransports(): Promise<void>;
}

/** Makes the components of a module. Rejects with what the kinds throw when a component can't work. */
export async function createComponents(module: Module, options: ComponentOptions): Promise<Components> {
  const { registry, callsInFlightMax, deadLetterEgresses = [] } = options;
  const { name, host, clock, random, observer } = options;
  const { components } = module;
  const context = { name, host, clock, random, observer, components };
  const ingresses: Ingress[] = [];
  const egresses: Egress[] = [];
  const endpoints = new Map<EndpointComponent, Endpoint>();
  const closeTransports = () => closeAll([...endpoints.values()], options);
  try {
    for (const component of components) {
      const definition = registry.definitionOf(component);
      if (definition?.role === 'ingress') {
        ingresses.push(await definition.create(component as ConnectorComponent, context));
      } else if (definition?.role === 'egress') {
        egresses.push(await definition.create(component as ConnectorComponent, context));
      } else if (definition?.role === 'endpoint') {
        const endpoint = component as EndpointComponent;
        const calls = await definition.create(endpoint, {
          ...context,
          createTransport: async (one) => registry.transport(one.transport.type).create(one, context),
        });
        endpoints.set(endpoint, { ...calls, ...boundsOf(endpoint), callsInFlightMax });
      }
    }
    egresses.push(...removedEgresses(egresses, deadLetterEgresses));
  } catch (error) {
    await closeTransports();
    throw error;
  }
  return {
    ingresses,
    egresses,
    endpointOf: (namespace, type) => {
      const component = resolveEndpoint(components, namespace, type);
      return component && endpoints.get(component);
    },
    listening: listeningOf([...ingresses, ...egresses]),
    closeTransports,
  };
}

const boundsOf = ({ functions, batchMessagesMax }: EndpointComponent) => ({
  name: `${functions.namespace}/${functions.name}`,
  batchMessagesMax,
});

/** One that can't be closed keeps no other from it. */
async function closeAll(endpoints: readonly Endpoint[], { observer }: ComponentOptions): Promise<void> {
  const results = await Promise.allSettled(endpoints.map(async ({ transport }) => transport.close()));
  for (const result of results) {
    if (result.status === 'rejected') observer.log('warn', (result.reason as Error).message);
  }
}

const listeningOf = (connectors: readonly (Ingress | Egress)[]): ReadonlyMap<string, Listening> =>
  new Map(connectors.flatMap((each) => (isListening(each) ? [[each.label ?? each.id, each]] : [])));

function removedEgresses(egresses: readonly Egress[], ids: readonly string[]): Egress[] {
  return [...new Set(ids)].map((removed) => {
    if (!egresses.some(({ id }) => id === removed)) return new RemovedEgress(removed);
    throw new StatefunError(
      'STATEFUN_SETTING_INVALID',
      `--dead-letter-egress names ${removed}, which the module has: it sets aside what waits for egresses that left. Leave it out, or take the egress out of the module`,
    );
  });
}
