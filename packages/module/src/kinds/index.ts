import { endpointModule } from './endpoint-module.ts';
import { endpointV1 } from './endpoint-v1.ts';
import { endpointV2 } from './endpoint-v2.ts';
import { kafkaEgress } from './kafka-egress.ts';
import { kafkaIngress } from './kafka-ingress.ts';
import { kinesisEgress } from './kinesis-egress.ts';
import { kinesisIngress } from './kinesis-ingress.ts';
import type { Kind } from './kind.ts';
import { playgroundEgress, playgroundIngress } from './playground.ts';

/** Every kind of component. */
export const KINDS: readonly Kind[] = [
  endpointV2,
  endpointV1,
  endpointModule,
  kafkaIngress,
  kafkaEgress,
  kinesisIngress,
  kinesisEgress,
  playgroundIngress,
  playgroundEgress,
];
