import type { Endpoint, EndpointOf, Observer } from '@statefun-ts/engine';
import type { EndpointComponent, Module } from '@statefun-ts/module';
import { resolveEndpoint } from '@statefun-ts/module';
import { createTransport, retryOf } from '@statefun-ts/transport';

/** The endpoints of a module, with open transports. */
export interface Endpoints {
  readonly endpointOf: EndpointOf;
  /** Aborts calls in flight and frees the connections. */
  close(): Promise<void>;
}

/** `observer` is told when certificates change, or can't be used any more. Throws `STATEFUN_TLS_INVALID`. */
export function createEndpoints(
  { components }: Module,
  callsInFlightMax: number,
  observer?: Observer,
): Endpoints {
  const endpoints = new Map<EndpointComponent, Endpoint>();
  for (const component of components) {
    if ('functions' in component)
      endpoints.set(component, createEndpoint(component, callsInFlightMax, observer));
  }
  return {
    endpointOf: (namespace, type) => {
      const component = resolveEndpoint(components, namespace, type);
      return component && endpoints.get(component);
    },
    close: async () => {
      await Promise.all([...endpoints.values()].map(({ transport }) => transport.close()));
    },
  };
}

function createEndpoint(
  component: EndpointComponent,
  callsInFlightMax: number,
  observer: Observer | undefined,
): Endpoint {
  return {
    name: `${component.functions.namespace}/${component.functions.name}`,
    transport: createTransport(component, { observer }),
    batchMessagesMax: component.batchMessagesMax,
    ...retryOf(component),
    callsInFlightMax,
  };
}
