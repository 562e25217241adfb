import type { TypedValue } from '@statefun-ts/protocol';
import {
  KAFKA_PRODUCER_RECORD,
  KINESIS_EGRESS_RECORD,
  StatefunError,
  kafkaProducerRecordCodec,
  kinesisEgressRecordCodec,
} from '@statefun-ts/protocol';
import type { Type } from '@statefun-ts/sdk';

/** What `kafkaEgressMessage` made. */
export interface KafkaRecord {
  readonly topic: string;
  /** Empty without a key. */
  readonly key: Buffer;
  readonly value: Buffer;
}

/** What `kinesisEgressMessage` made. */
export interface KinesisRecord {
  readonly stream: string;
  readonly partitionKey: string;
  /** Empty without one. */
  readonly explicitHashKey: string;
  readonly value: Buffer;
}

/** A record that a function sent to an egress. */
export class EgressRecord {
  /** The egress: its `id` in the module. */
  readonly egress: string;
  /** As it is on the wire. */
  readonly typedValue: TypedValue;

  constructor(egress: string, typedValue: TypedValue) {
    this.egress = egress;
    this.typedValue = typedValue;
  }

  get valueTypeName(): string {
    return this.typedValue.typename;
  }

  /** The value, read as this type. Throws STATEFUN_VALUE_INVALID when it is of another. */
  as<T>(type: Type<T>): T {
    this.#require(type.typename);
    return type.decode(this.typedValue.value);
  }

  /** Throws STATEFUN_VALUE_INVALID for what is no record for Kafka. */
  asKafka(): KafkaRecord {
    this.#require(KAFKA_PRODUCER_RECORD);
    const { topic, key, valueBytes } = kafkaProducerRecordCodec.decode(this.typedValue.value);
    return { topic, key: Buffer.from(key), value: Buffer.from(valueBytes) };
  }

  /** Throws STATEFUN_VALUE_INVALID for what is no record for Kinesis. */
  asKinesis(): KinesisRecord {
    this.#require(KINESIS_EGRESS_RECORD);
    const { valueBytes, ...rest } = kinesisEgressRecordCodec.decode(this.typedValue.value);
    return { ...rest, value: Buffer.from(valueBytes) };
  }

  #require(typename: string): void {
    if (this.valueTypeName === typename) return;
    throw new StatefunError(
      'STATEFUN_VALUE_INVALID',
      `The record for ${this.egress} is of type ${JSON.stringify(this.valueTypeName)}, and was read as ${typename}.`,
    );
  }
}
