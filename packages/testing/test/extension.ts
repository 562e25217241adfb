// An extension with a kind of each role, none of which ever runs in a test.
import {
  CallFailure,
  defineEgress,
  defineExtension,
  defineIngress,
  defineTransport,
  port,
  routing,
} from '@statefun-ts/extension';

const neverMade = (): never => {
  throw new CallFailure('STATEFUN_INTERNAL', 'a test makes no component', { transient: false });
};

export default defineExtension({
  apiVersion: 1,
  transports: [
    defineTransport({
      type: 'com.example/pigeon',
      summary: 'Calls by pigeon.',
      urlSchemes: ['pigeon'],
      fields: { loft: port() },
      create: neverMade,
    }),
  ],
  components: [
    defineIngress({
      kind: 'com.example.post/ingress',
      summary: 'Letters.',
      fields: { ...routing('street') },
      create: neverMade,
    }),
    defineEgress({ kind: 'com.example.post/letterbox', summary: 'Letters.', fields: {}, create: neverMade }),
  ],
});
