import { endpointV1 } from './endpoint-v1.ts';
import { endpointV2 } from './endpoint-v2.ts';
import { kafkaEgress } from './kafka-egress.ts';
import { kafkaIngress } from './kafka-ingress.ts';
import type { Kind } from './kind.ts';
import { playgroundEgress, playgroundIngress } from './playground.ts';

/** Every kind of component. */
export const KINDS: readonly Kind[] = [
  endpointV2,
  endpointV1,
  kafkaIngress,
  kafkaEgress,
  playgroundIngress,
  playgroundEgress,
];

/** Kinds of the original that this version knows by name only. */
export const KINDS_UNSUPPORTED: readonly string[] = [
  'io.statefun.kinesis.v1/ingress',
  'io.statefun.kinesis.v1/egress',
];
