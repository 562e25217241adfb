import type { KinesisIngressComponent } from '@statefun-ts/module';
import type { ConnectionSettings } from '@statefun-ts/aws';
import { connectionSettings } from '../client.ts';
import { kinesisProperties } from '../properties.ts';

/** All that a Kinesis ingress is told, checked, with defaults filled in. */
export interface KinesisIngressSettings {
  readonly component: KinesisIngressComponent;
  readonly connection: ConnectionSettings;
  /** Records that one read of a shard asks for. */
  readonly readRecordsMax: number;
  /** Between the beginnings of two reads of a shard. */
  readonly readIntervalMs: number;
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
  /** How often to look for new shards. */
  readonly discoveryIntervalMs: number;
  /** Properties that have no meaning here. */
  readonly unusedProperties: readonly string[];
}

const dayMs = 86_400_000;

/** Throws STATEFUN_KINESIS_PROPERTY_INVALID. */
export function ingressSettings(component: KinesisIngressComponent): KinesisIngressSettings {
  const properties = kinesisProperties(component.properties, `the Kinesis ingress ${component.id}`);
  const settings = {
    component,
    connection: connectionSettings(component, properties),
    readRecordsMax: properties.integer('flink.shard.getrecords.maxrecordcount', 2_000, 1, 10_000),
    readIntervalMs: properties.integer('flink.shard.getrecords.intervalmillis', 200, 0, dayMs),
    backoffFirstMs: properties.integer('flink.shard.getrecords.backoff.base', 300, 1, dayMs),
    backoffMaxMs: properties.integer('flink.shard.getrecords.backoff.max', 5_000, 1, dayMs),
    discoveryIntervalMs: properties.integer('flink.shard.discovery.intervalmillis', 10_000, 100, dayMs),
  };
  return { ...settings, unusedProperties: properties.unused() };
}
