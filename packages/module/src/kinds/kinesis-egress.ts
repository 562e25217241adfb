import type { KinesisEgressComponent } from '../components.ts';
import { INT_MAX, integer, mapping, typeName } from './fields.ts';
import { properties } from './kafka-fields.ts';
import { defineKind, identifyBy } from './kind.ts';
import { awsCredentials, awsRegion } from './aws-fields.ts';

const OUTSTANDING_RECORDS_DEFAULT = 1000;

export const kinesisEgress = defineKind({
  kind: 'io.statefun.kinesis.v1/egress',
  role: 'egress',
  summary: 'Records that functions send to Kinesis streams, at least once; each record names its stream.',
  schema: mapping({
    id: typeName('an id').describe('The id of the egress, `<namespace>/<name>`.'),
    awsRegion: awsRegion(),
    awsCredentials: awsCredentials(),
    maxOutstandingRecords: integer(1, INT_MAX)
      .prefault(OUTSTANDING_RECORDS_DEFAULT)
      .describe('Records that are on their way at one time, at most.'),
    clientConfigProperties: properties('Kinesis'),
  }),
  identify: identifyBy('id', typeName('an id'), (id) => id),
  toComponent: (spec, { origin }): KinesisEgressComponent => ({
    kind: 'io.statefun.kinesis.v1/egress',
    id: spec.id,
    origin,
    region: spec.awsRegion,
    credentials: spec.awsCredentials,
    outstandingRecordsMax: spec.maxOutstandingRecords,
    properties: spec.clientConfigProperties,
  }),
});
