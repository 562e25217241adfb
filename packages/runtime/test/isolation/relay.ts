// An extension with an endpoint that calls by the transport of another extension.
import { defineEndpoint, defineExtension } from '@statefun-ts/extension';
import type { EndpointDefinition, Transport } from '@statefun-ts/extension';
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
  create: async (component, { createTransport }) => {
    const spec = { type: 'com.example/own', call: 20_000, where: 'nowhere', how: 'loop', done: '-' };
    const endpoint = { ...component, urlPathTemplate: 'own://there/{function.name}', transport: spec };
    const make = () => createTransport(endpoint as unknown as HttpEndpointComponent);
    const [one, other] = await Promise.all([make(), make()]);
    let calls = 0;
    const transport: Transport = {
      call: (request, budgetMs) => (calls++ % 2 === 0 ? one : other).transport.call(request, budgetMs),
      close: async () => {
        await one.transport.close();
        await other.transport.close();
      },
    };
    return { ...one, transport };
  },
};

export default defineExtension({ apiVersion: 1, components: [relay] });
