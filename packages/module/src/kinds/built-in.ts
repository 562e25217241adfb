import { endpointModule } from './endpoint-module.ts';
import { endpointV1 } from './endpoint-v1.ts';
import { endpointV2 } from './endpoint-v2.ts';
import { extension } from './extension.ts';
import { kafkaEgress } from './kafka-egress.ts';
import { kafkaIngress } from './kafka-ingress.ts';
import { kinesisEgress } from './kinesis-egress.ts';
import { kinesisIngress } from './kinesis-ingress.ts';
import type { Kind } from './kind.ts';
import { lambdaTransport } from './lambda-transport.ts';
import { playgroundEgress, playgroundIngress } from './playground.ts';
import { TransportChoice } from './transport-kind.ts';
import { asyncTransport, okHttpTransport, streamTransport } from './transports.ts';

/** Every kind of component there is without extensions. */
export const BUILT_IN_KINDS: readonly Kind[] = [
  endpointV2(new TransportChoice([asyncTransport, streamTransport, okHttpTransport, lambdaTransport])),
  endpointV1,
  endpointModule,
  kafkaIngress,
  kafkaEgress,
  kinesisIngress,
  kinesisEgress,
  playgroundIngress,
  playgroundEgress,
  extension,
];
