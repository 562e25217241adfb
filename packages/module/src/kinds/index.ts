/*
 * What kinds of components and transports are made of: the entry `@statefun-ts/module/kinds`.
 */
export { BUILT_IN_KINDS, kindsWith } from './built-in.ts';
export type { ExtensionKinds } from './built-in.ts';
export { formatPattern, functions, maxNumBatchRequests } from './endpoint-fields.ts';
export { endpointModule } from './endpoint-module.ts';
export { endpointV1 } from './endpoint-v1.ts';
export { endpointV2 } from './endpoint-v2.ts';
export { extension } from './extension.ts';
export * from './fields.ts';
export { kafkaEgress } from './kafka-egress.ts';
export { kafkaIngress } from './kafka-ingress.ts';
export { kinesisEgress } from './kinesis-egress.ts';
export { kinesisIngress } from './kinesis-ingress.ts';
export { defineKind, identifyBy } from './kind.ts';
export type { Identity, Kind, KindContext, NamedTarget, Role } from './kind.ts';
export { lambdaTransport } from './lambda-transport.ts';
export { playgroundEgress, playgroundIngress } from './playground.ts';
export { routing, targetsIn } from './routing-fields.ts';
export { defineTransportKind, TransportChoice } from './transport-kind.ts';
export type { TransportKind } from './transport-kind.ts';
export { asyncTransport, okHttpTransport, streamTransport } from './transports.ts';
