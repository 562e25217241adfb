import type { Component, EndpointComponent, ExtensionComponent, ListeningComponent } from './components.ts';

/** Does the component serve functions? */
export const isEndpoint = (component: Component): component is EndpointComponent => 'functions' in component;

/** Does the component listen on a port of its own? */
export const isListening = (component: Component): component is ListeningComponent => 'port' in component;

/** Is the component an extension that is to be loaded? */
export const isExtension = (component: Component): component is ExtensionComponent =>
  component.kind === 'io.statefun.extensions.v1/extension';

/** The endpoint that serves a function type: the one for exactly that type, else the one for its namespace. */
export function resolveEndpoint(
  components: readonly Component[],
  namespace: string,
  name: string,
): EndpointComponent | undefined {
  const endpointOf = (pattern: string) =>
    components
      .filter(isEndpoint)
      .find(({ functions }) => functions.namespace === namespace && functions.name === pattern);
  return endpointOf(name) ?? endpointOf('*');
}
