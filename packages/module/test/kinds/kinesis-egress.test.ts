import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KinesisEgressComponent } from '../../src/index.ts';
import { componentOf, mistake } from '../support.ts';

const KIND = 'io.statefun.kinesis.v1/egress';

const egress = (spec: string): KinesisEgressComponent => componentOf(KIND, spec);

test('every field', () => {
  const spec = `
id: a/out
awsRegion: {type: specific, id: us-west-1}
awsCredentials: {type: profile, profileName: p}
maxOutstandingRecords: 9999
clientConfigProperties:
  - ThreadingModel: POOLED
  - ThreadPoolSize: 10`;
  assert.deepEqual(egress(spec), {
    kind: KIND,
    origin: { file: 'module.yaml', line: 1, column: 1 },
    id: 'a/out',
    region: { type: 'specific', id: 'us-west-1' },
    credentials: { type: 'profile', profileName: 'p' },
    outstandingRecordsMax: 9999,
    properties: { ThreadingModel: 'POOLED', ThreadPoolSize: '10' },
  });
});

test('the defaults', () => {
  const { region, credentials, outstandingRecordsMax, properties } = egress('id: a/out');
  assert.deepEqual([region, credentials], [{ type: 'default' }, { type: 'default' }]);
  assert.equal(outstandingRecordsMax, 1000);
  assert.deepEqual(properties, {});
});

test('mistakes', () => {
  assert.match(mistake(KIND, 'id: a/out\nmaxOutstandingRecords: 0'), /^2:24 .*a whole number from 1 to/);
  assert.match(mistake(KIND, 'id: out'), /an id of the form <namespace>\/<name>/);
  assert.match(mistake(KIND, 'id: a/out\nstreams: []'), /streams/);
});
