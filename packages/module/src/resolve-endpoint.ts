import type { Component, EndpointComponent } from './components.ts';

/** The endpoint that serves a function type: the one for exactly that type, else the one for its namespace. */
export function resolveEndpoint(
  components: readonly Component[],
  namespace: string,
  name: string,
): EndpointComponent | undefined {
  const endpointOf = (pattern: string) =>
    components.find(
      (component): component is EndpointComponent =>
        'functions' in component &&
        component.functions.namespace === namespace &&
        component.functions.name === pattern,
    );
  return endpointOf(name) ?? endpointOf('*');
}
