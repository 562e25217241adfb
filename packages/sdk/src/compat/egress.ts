import type { EgressMessage, KafkaEgressOptions, KinesisEgressOptions } from '../egress.ts';
import * as native from '../egress.ts';
import type { Type } from './type.ts';
import { toNativeType, toOptionalNativeType } from './type.ts';

export interface EgressOpts {
  typename: string;
  value: unknown;
  /** Needed. */
  valueType?: Type<unknown>;
}

/** A record for any egress. Throws as the native `egressMessageBuilder` does. */
export function egressMessageBuilder({ typename, value, valueType }: EgressOpts): EgressMessage {
  return native.egressMessageBuilder({
    typename,
    value,
    valueType: toNativeType(valueType as Type<unknown>),
  });
}

export interface KafkaEgressOpts {
  typename: string;
  topic: string;
  /** Text or bytes; none, or empty: a record without a key. */
  key?: string | Uint8Array | null | undefined;
  value: unknown;
  /** Strings, 32 bit integers (as 4 bytes, big-endian) and bytes need none. */
  valueType?: Type<unknown> | null | undefined;
}

/** A record for a Kafka egress. Throws as the native `kafkaEgressMessage` does. */
export function kafkaEgressMessage({
  typename,
  topic,
  key,
  value,
  valueType,
}: KafkaEgressOpts): EgressMessage {
  const options = {
    typename,
    topic,
    key: key ?? undefined,
    value,
    valueType: toOptionalNativeType(valueType),
  };
  return native.kafkaEgressMessage(options as KafkaEgressOptions<unknown>);
}

export interface KinesisEgressOpts {
  typename: string;
  stream: string;
  partitionKey: string;
  /** Kinesis's explicit hash key; none, or empty: Kinesis hashes the partition key. */
  hashKey?: string | null | undefined;
  value: unknown;
  /** Strings, 32 bit integers (as 4 bytes, big-endian) and bytes need none. */
  valueType?: Type<unknown> | null | undefined;
}

/** A record for a Kinesis egress. Throws as the native `kinesisEgressMessage` does. */
export function kinesisEgressMessage({ hashKey, valueType, ...rest }: KinesisEgressOpts): EgressMessage {
  const options = { ...rest, hashKey: hashKey || undefined, valueType: toOptionalNativeType(valueType) };
  return native.kinesisEgressMessage(options as KinesisEgressOptions<unknown>);
}
