import type { KinesisEgressComponent } from '@statefun-ts/module';
import type { ConnectionSettings } from '@statefun-ts/aws';
import { connectionSettings } from '../client.ts';
import { kinesisProperties } from '../properties.ts';
import { recordBytesMax } from './admission.ts';

/** What an egress's component and its client properties say, with defaults filled in. */
export interface KinesisEgressSettings {
  readonly id: string;
  readonly connection: ConnectionSettings;
  /** Records that are on their way at one time, for each stream. */
  readonly outstandingRecordsMax: number;
  /** Of one request. */
  readonly batchRecordsMax: number;
  readonly batchBytesMax: number;
  /** How long a stream that is not there, or closed to us, is waited for before records become dead letters. */
  readonly streamWaitMs: number;
  /** Properties without a meaning here. */
  readonly unused: readonly string[];
}

/** More records in memory than that bring nothing. */
const windowRecordsMax = 10_000;
/** The limits of PutRecords. */
const putRecordsMax = 500;
const putBytesMax = 5 << 20;

/** Throws STATEFUN_KINESIS_PROPERTY_INVALID. */
export function egressSettings(component: KinesisEgressComponent): KinesisEgressSettings {
  const { id, outstandingRecordsMax } = component;
  const properties = kinesisProperties(component.properties, `the Kinesis egress ${id}`);
  const settings = {
    id,
    connection: connectionSettings(component, properties),
    outstandingRecordsMax: Math.min(outstandingRecordsMax, windowRecordsMax),
    batchRecordsMax: properties.integer('collectionMaxCount', putRecordsMax, 1, putRecordsMax),
    batchBytesMax: properties.integer('collectionMaxSize', putBytesMax, recordBytesMax, putBytesMax),
    streamWaitMs: properties.integer('recordTtl', 60_000, 0, Number.MAX_SAFE_INTEGER),
  };
  return { ...settings, unused: properties.unused() };
}
