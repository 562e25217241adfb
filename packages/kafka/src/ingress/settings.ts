import type { ClientProperties } from '@statefun-ts/connector';
import type { KafkaIngressComponent } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { connectionSettings, type ConnectionSettings } from '../connection.ts';
import { kafkaProperties } from '../properties.ts';

/** `isolation_level` of the wire. */
export const Isolation = { readUncommitted: 0, readCommitted: 1 } as const;

/** All that a Kafka ingress is told, checked, with defaults filled in. */
export interface KafkaIngressSettings {
  readonly component: KafkaIngressComponent;
  readonly connection: ConnectionSettings;
  readonly isolation: 0 | 1;
  readonly fetchBytesMin: number;
  /** Of one response of one broker; a single larger record batch still comes whole. */
  readonly fetchBytesMax: number;
  readonly partitionBytesMax: number;
  readonly fetchWaitMs: number;
  readonly checksCrc: boolean;
  readonly discoveryIntervalMs: number;
  /** Least time between two reports of positions to the broker. */
  readonly commitIntervalMs: number;
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
  /** Properties that have no meaning here. */
  readonly unusedProperties: readonly string[];
}

const int32Max = 2 ** 31 - 1;
const stringType = 'io.statefun.types/string';

/** Throws a `StatefunError` that names what is wrong: STATEFUN_KAFKA_ADDRESS_INVALID, STATEFUN_KAFKA_PROPERTY_INVALID. */
export function ingressSettings(component: KafkaIngressComponent, application: string): KafkaIngressSettings {
  checkTopics(component);
  const properties = kafkaProperties(component.properties, `ingress ${component.id}`);
  const connection = connectionSettings(component.address, properties, `statefun-${application}`);
  const isolation = properties.oneOf(
    'isolation.level',
    ['read_uncommitted', 'read_committed'] as const,
    'read_uncommitted',
  );
  const settings = {
    component,
    connection,
    isolation: isolation === 'read_committed' ? Isolation.readCommitted : Isolation.readUncommitted,
    fetchBytesMin: properties.integer('fetch.min.bytes', 1, 0, int32Max),
    fetchBytesMax: properties.integer('fetch.max.bytes', 4 << 20, 1, int32Max),
    partitionBytesMax: properties.integer('max.partition.fetch.bytes', 1 << 20, 1, int32Max),
    fetchWaitMs: properties.integer('fetch.max.wait.ms', 500, 1, 600_000),
    checksCrc: properties.oneOf('check.crcs', ['true', 'false'] as const, 'true') === 'true',
    discoveryIntervalMs: discoveryIntervalMs(properties),
    commitIntervalMs: properties.integer('auto.commit.interval.ms', 5_000, 1, int32Max),
    backoffFirstMs: properties.integer('reconnect.backoff.ms', 100, 1, 60_000),
    backoffMaxMs: properties.integer('reconnect.backoff.max.ms', 5_000, 1, 600_000),
  };
  // These two have fields of their own in the component.
  properties.text('group.id');
  properties.text('auto.offset.reset');
  return { ...settings, unusedProperties: properties.unused() };
}

/** Flink's property wins over Kafka's; where Flink's turns discovery off (0 or less), the default serves. */
function discoveryIntervalMs(properties: ClientProperties): number {
  const interval = properties.integer('flink.partition-discovery.interval-millis', 0, -Infinity, int32Max);
  const ageMaxMs = properties.integer('metadata.max.age.ms', 30_000, 1, int32Max);
  return interval > 0 ? interval : ageMaxMs;
}

function checkTopics(component: KafkaIngressComponent): void {
  for (const { topic, valueEncoding, valueType } of component.topics) {
    if (valueEncoding !== 'utf8' || valueType === stringType) continue;
    throw new StatefunError(
      'STATEFUN_VALUE_INVALID',
      `Topic ${topic} of ingress ${component.id} has valueEncoding utf8, which makes ${stringType}, ` +
        `but valueType ${valueType}: set valueType to ${stringType}, or leave valueEncoding out.`,
    );
  }
}
