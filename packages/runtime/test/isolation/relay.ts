// An extension with an endpoint that calls by the transport of another extension.
import { defineEndpoint, defineExtension } from '@statefun-ts/extension';
import type { EndpointDefinition } from '@statefun-ts/extension';
import type { HttpEndpointComponent } from '@statefun-ts/module';

const relay: EndpointDefinition = {
  ...defineEndpoint({
    kind: 'com.example.v1/relay',
    summary: 'Functions that the other extension calls.',
    fields: {},
    create: () => {
      throw new Error('it is made below');
    },
  }),
  create: (component, { createTransport }) => {
    const transport = { type: 'com.example/own', call: 20_000, where: 'nowhere', how: 'loop', done: '-' };
    const endpoint = { ...component, urlPathTemplate: 'own://there/{function.name}', transport };
    return createTransport(endpoint as unknown as HttpEndpointComponent);
  },
};

export default defineExtension({ apiVersion: 1, components: [relay] });
