/*
 * The interface of extensions: transports, endpoints, ingresses and egresses of one's own. See docs/extensions.md.
 */
export { API_VERSION } from './extension.ts';
export type {
  Calls,
  ComponentContext,
  ComponentDefinition,
  EgressDefinition,
  EndpointContext,
  EndpointDefinition,
  Extension,
  IngressDefinition,
  Listening,
  TransportDefinition,
} from './extension.ts';
export { defineEgress, defineEndpoint, defineExtension, defineIngress, defineTransport } from './define.ts';
export type { CustomContext, Fields, Spec, TransportContext } from './define.ts';
export { byteTransport } from './byte-transport.ts';
export type { Exchange, Sending } from './byte-transport.ts';
export { readingIngress } from './reading-ingress.ts';
export type { Reader, Reading } from './reading-ingress.ts';
export { deliveringEgress } from './delivering-egress.ts';
export type { Delivery, OutgoingRecord } from './delivering-egress.ts';

// What fields are made of.
export {
  across,
  choice,
  duration,
  integer,
  mapping,
  parsed,
  port,
  positiveDuration,
  positiveSize,
  routing,
  text,
  typeName,
} from '@statefun-ts/module/kinds';
export type { Conflict } from '@statefun-ts/module/kinds';

// What is implemented.
export { CallFailure } from '@statefun-ts/engine';
export type {
  Admission,
  Clock,
  DeadLetterReason,
  Egress,
  EgressSink,
  Ingress,
  IngressSink,
  Observer,
  OutboxStream,
  PlaceMark,
  Routing,
  SourcePartition,
  SourceRecord,
  StoredPosition,
  Transport,
} from '@statefun-ts/engine';
export { StatefunError } from '@statefun-ts/protocol';
export type { Address, FromFunction, InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';
