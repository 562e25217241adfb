export { StatefunError } from '@statefun-ts/protocol';
export { Address } from './address.ts';
export type { Context } from './context.ts';
export {
  EgressMessage,
  egressMessageBuilder,
  kafkaEgressMessage,
  kinesisEgressMessage,
  type KafkaEgressOptions,
  type KinesisEgressOptions,
} from './egress.ts';
export type { FastifyReply, FastifyRequest, FastifyScope } from './fastify-plugin.ts';
export type { FunctionOptions, FunctionRef, StatefulFunction } from './function.ts';
export type { LambdaEvent, LambdaResult } from './lambda-handler.ts';
export { Message, messageBuilder, type MessageOptions, type MessageValue } from './message.ts';
export type { ProtobufClass } from './protobuf-type.ts';
export type { Service, StateFunOptions } from './service.ts';
export { StateFun } from './statefun.ts';
export type { Storage } from './storage.ts';
export type { Type } from './type.ts';
export type { ValueSpec } from './value-spec.ts';
