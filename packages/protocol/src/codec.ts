import { io } from './generated/codec.js';
import type { FromFunction, KafkaProducerRecord, KinesisEgressRecord, ToFunction } from './messages.ts';

/** What the generated code offers for one message, with our own read-only types. */
export interface Codec<T> {
  /** The canonical proto3 encoding: fields in order, defaults left out. */
  encode(message: T): Uint8Array;
  /** Byte fields are views of `bytes`, not copies. Throws `RangeError` or `Error` on malformed input. */
  decode(bytes: Uint8Array): T;
}

interface Generated {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

const codec = <T extends object>(generated: Generated): Codec<T> => ({
  encode: (message) => generated.encode(message).finish(),
  decode: (bytes) => generated.decode(bytes) as T,
});

const { reqreply, egress } = io.statefun.sdk;

export const toFunctionCodec = codec<ToFunction>(reqreply.ToFunction);
export const fromFunctionCodec = codec<FromFunction>(reqreply.FromFunction);
export const kafkaProducerRecordCodec = codec<KafkaProducerRecord>(egress.KafkaProducerRecord);
export const kinesisEgressRecordCodec = codec<KinesisEgressRecord>(egress.KinesisEgressRecord);

export const KAFKA_PRODUCER_RECORD = 'type.googleapis.com/io.statefun.sdk.egress.KafkaProducerRecord';
export const KINESIS_EGRESS_RECORD = 'type.googleapis.com/io.statefun.sdk.egress.KinesisEgressRecord';
