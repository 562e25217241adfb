import type { TypeName, TypedValue } from '@statefun-ts/protocol';
import {
  KAFKA_PRODUCER_RECORD,
  KINESIS_EGRESS_RECORD,
  StatefunError,
  kafkaProducerRecordCodec,
  kinesisEgressRecordCodec,
} from '@statefun-ts/protocol';
import { nameOf, parseTypename, requireText } from './text.ts';
import type { Type } from './type.ts';
import { toTypedValue } from './typed-value.ts';

/** A record for an egress of the module. */
export class EgressMessage {
  /** The egress: its `id` in the module. */
  readonly typename: string;
  /** As it is on the wire. */
  readonly typedValue: TypedValue;
  readonly #egress: TypeName;

  /** Throws STATEFUN_TYPENAME_INVALID. */
  constructor(typename: string, typedValue: TypedValue) {
    this.typename = typename;
    this.typedValue = typedValue;
    this.#egress = parseTypename(typename);
  }

  /** The parts of `typename`. */
  get egress(): TypeName {
    return this.#egress;
  }
}

/** A record for any egress: the egress defines which types it takes. Throws as `messageBuilder` does. */
export function egressMessageBuilder<T>(options: {
  readonly typename: string;
  readonly value: T;
  readonly valueType: Type<T>;
}): EgressMessage {
  if (options.value === undefined || options.value === null || options.valueType === undefined) {
    throw new StatefunError(
      'STATEFUN_MESSAGE_INVALID',
      `A record for the egress ${options.typename} needs a value and a valueType.`,
    );
  }
  return new EgressMessage(options.typename, toTypedValue(options.value, options.valueType));
}

/**
 * What a record holds. Without `valueType` a string goes as its UTF-8 bytes, a 32 bit integer as 4 bytes,
 * big-endian (as Kafka's own serializer writes it), and bytes as they are.
 */
type RecordValue<T> =
  | { readonly value: T; readonly valueType: Type<T> }
  | { readonly value: string | number | Uint8Array; readonly valueType?: undefined };

export type KafkaEgressOptions<T> = RecordValue<T> & {
  readonly typename: string;
  readonly topic: string;
  /** Text goes as its UTF-8 bytes. Without a key the producer chooses the partition. */
  readonly key?: string | Uint8Array | undefined;
};

/** A record for a Kafka egress. Throws as `messageBuilder` does. */
export function kafkaEgressMessage<T = never>(options: KafkaEgressOptions<T>): EgressMessage {
  const record = kafkaProducerRecordCodec.encode({
    key: bytesOfKey(options.key),
    valueBytes: bytesOfValue('Kafka', options),
    topic: requireText('The topic of a Kafka record', options.topic),
  });
  return present(options.typename, KAFKA_PRODUCER_RECORD, record);
}

export type KinesisEgressOptions<T> = RecordValue<T> & {
  readonly typename: string;
  readonly stream: string;
  readonly partitionKey: string;
  /** Kinesis's explicit hash key. */
  readonly hashKey?: string | undefined;
};

/** A record for a Kinesis egress. Throws as `messageBuilder` does. */
export function kinesisEgressMessage<T = never>(options: KinesisEgressOptions<T>): EgressMessage {
  const record = kinesisEgressRecordCodec.encode({
    partitionKey: requireText('The partition key of a Kinesis record', options.partitionKey),
    valueBytes: bytesOfValue('Kinesis', options),
    stream: requireText('The stream of a Kinesis record', options.stream),
    explicitHashKey:
      options.hashKey === undefined ? '' : requireText('The hash key of a Kinesis record', options.hashKey),
  });
  return present(options.typename, KINESIS_EGRESS_RECORD, record);
}

const present = (egress: string, typename: string, value: Uint8Array) =>
  new EgressMessage(egress, { typename, hasValue: true, value });

function bytesOfKey(key: string | Uint8Array | undefined): Uint8Array {
  if (key === undefined || key === '') return new Uint8Array(0);
  return key instanceof Uint8Array ? key : Buffer.from(requireText('The key of a Kafka record', key));
}

function bytesOfValue<T>(kind: string, { value, valueType }: RecordValue<T>): Uint8Array {
  if (value === undefined || value === null) {
    throw new StatefunError('STATEFUN_MESSAGE_INVALID', `A ${kind} record needs a value.`);
  }
  if (valueType !== undefined) return toTypedValue(value, valueType).value;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string')
    return value === ''
      ? new Uint8Array(0)
      : Buffer.from(requireText(`The value of a ${kind} record`, value));
  if (typeof value === 'number' && value === (value | 0)) {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  }
  throw new StatefunError(
    'STATEFUN_MESSAGE_INVALID',
    `A ${kind} record's bytes can not be told from ${nameOf(value)}: give a string, a 32 bit integer, bytes, ` +
      'or a valueType.',
  );
}
