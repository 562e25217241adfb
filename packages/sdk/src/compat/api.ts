export { StatefunError } from '@statefun-ts/protocol';
export { EgressMessage } from '../egress.ts';
export type { StateFunOptions } from '../service.ts';
export { Address } from './address.ts';
export { Context } from './context.ts';
export {
  egressMessageBuilder,
  kafkaEgressMessage,
  kinesisEgressMessage,
  type EgressOpts,
  type KafkaEgressOpts,
  type KinesisEgressOpts,
} from './egress.ts';
export type { FunctionOpts, JsStatefulFunction, ValueSpecOpts } from './function.ts';
export { Message, messageBuilder, type MessageOpts } from './message.ts';
export { StateFun } from './statefun.ts';
export { Type } from './type.ts';
