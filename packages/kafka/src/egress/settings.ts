import type { CompressionAlgorithmValue } from '@platformatic/kafka';
import type { KafkaEgressComponent } from '@statefun-ts/module';
import { connectionSettings, type ConnectionSettings } from '../connection.ts';
import { kafkaProperties } from '../properties.ts';
import { recordBytesMaxOf } from './admitter.ts';

/** What an egress's component and its client properties say, with defaults filled in. */
export interface EgressSettings {
  readonly connection: ConnectionSettings;
  /** `max.request.size`: a record, and a batch before compression, have this many bytes at most. */
  readonly recordBytesMax: number;
  /** `buffer.memory`: what delivery `none` holds while it waits for the broker. */
  readonly bufferBytesMax: number;
  /** `linger.ms` and `batch.size`: how long to wait for that many bytes before sending. */
  readonly lingerMs: number;
  readonly lingerBytes: number;
  readonly compression: CompressionAlgorithmValue;
  /** `max.block.ms`: how long a topic that does not exist is waited for. */
  readonly topicWaitMs: number;
  /** `retry.backoff.ms` and `retry.backoff.max.ms`. */
  readonly retryFirstDelayMs: number;
  readonly retryDelayMsMax: number;
  /** `metadata.max.age.ms`: how soon new partitions of a topic are seen. */
  readonly metadataAgeMsMax: number;
  /** `acks` of delivery `none`; the others wait for all replicas. */
  readonly acks: -1 | 0 | 1;
  /** `enable.idempotence` of delivery `at-least-once`. */
  readonly idempotent: boolean;
  /** `request.timeout.ms`. */
  readonly requestTimeoutMs: number;
  /** Properties without a meaning here. */
  readonly unused: readonly string[];
}

const KIB = 1024;
const HOUR_MS = 3_600_000;
const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const acknowledgements = { all: -1, '-1': -1, '0': 0, '1': 1 } as const;

/** Reads a component's settings. Throws STATEFUN_KAFKA_PROPERTY_INVALID or STATEFUN_KAFKA_ADDRESS_INVALID. */
export function egressSettings(component: KafkaEgressComponent, applicationName: string): EgressSettings {
  const properties = kafkaProperties(component.properties, `the Kafka egress ${component.id}`);
  const connection = connectionSettings(component.address, properties, `statefun-${applicationName}`);
  const settings = {
    connection,
    requestTimeoutMs: connection.options.requestTimeout ?? 30_000,
    recordBytesMax: recordBytesMaxOf(properties),
    bufferBytesMax: properties.integer('buffer.memory', 32 * KIB * KIB, KIB, 4 * KIB * KIB * KIB),
    lingerMs: properties.integer('linger.ms', 0, 0, HOUR_MS),
    lingerBytes: properties.integer('batch.size', 16 * KIB, 0, 64 * KIB * KIB),
    compression: properties.oneOf('compression.type', compressions, 'none'),
    topicWaitMs: properties.integer('max.block.ms', 60_000, 0, Number.MAX_SAFE_INTEGER),
    retryFirstDelayMs: properties.integer('retry.backoff.ms', 100, 1, HOUR_MS),
    retryDelayMsMax: properties.integer('retry.backoff.max.ms', 1000, 1, HOUR_MS),
    metadataAgeMsMax: properties.integer('metadata.max.age.ms', 300_000, 1, 24 * HOUR_MS),
    acks: acknowledgements[properties.oneOf('acks', ['all', '-1', '0', '1'] as const, '1')],
    idempotent: properties.oneOf('enable.idempotence', ['true', 'false'] as const, 'true') === 'true',
  };
  // It has a field of its own in the component.
  if (component.delivery.type === 'exactly-once') properties.text('transaction.timeout.ms');
  return { ...settings, unused: properties.unused() };
}
