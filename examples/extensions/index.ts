import { defineExtension } from '@statefun-ts/extension';
import { natsEgress } from './egress.ts';
import { natsIngress } from './ingress.ts';
import { natsTransport } from './transport.ts';

export default defineExtension({
  apiVersion: 1,
  transports: [natsTransport],
  components: [natsIngress, natsEgress],
});
