import * as generated from './generated/codec.ts';
import type { FromFunction, KafkaProducerRecord, KinesisEgressRecord, ToFunction } from './messages.ts';
import type { Codec } from './wire.ts';
import { codecOf } from './wire.ts';

export type { Codec } from './wire.ts';

export const toFunctionCodec: Codec<ToFunction> = codecOf(
  generated.encodeToFunction,
  generated.decodeToFunction,
);
export const fromFunctionCodec: Codec<FromFunction> = codecOf(
  generated.encodeFromFunction,
  generated.decodeFromFunction,
);
export const kafkaProducerRecordCodec: Codec<KafkaProducerRecord> = codecOf(
  generated.encodeKafkaProducerRecord,
  generated.decodeKafkaProducerRecord,
);
export const kinesisEgressRecordCodec: Codec<KinesisEgressRecord> = codecOf(
  generated.encodeKinesisEgressRecord,
  generated.decodeKinesisEgressRecord,
);

export const KAFKA_PRODUCER_RECORD = 'type.googleapis.com/io.statefun.sdk.egress.KafkaProducerRecord';
export const KINESIS_EGRESS_RECORD = 'type.googleapis.com/io.statefun.sdk.egress.KinesisEgressRecord';
