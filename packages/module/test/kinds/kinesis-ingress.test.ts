import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KinesisIngressComponent } from '../../src/index.ts';
import { componentOf, mistake, warnings } from '../support.ts';

const KIND = 'io.statefun.kinesis.v1/ingress';
/** Three lines. */
const BASE = 'id: a/in\nstreams:\n  - {stream: s, valueType: a/v, targets: [a/b]}\n';

const ingress = (spec: string): KinesisIngressComponent => componentOf(KIND, spec);

test('every field', () => {
  const component = ingress(`
id: com.example/in
awsRegion:
  type: specific
  id: eu-central-1
awsCredentials:
  type: basic
  accessKeyId: AKIA
  secretAccessKey: hush
startupPosition:
  type: earliest
streams:
  - stream: names
    valueType: io.statefun.types/string
    targets:
      - com.example/greeter
      - com.example/counter
  - stream: 0123
    valueType: anything at all
    targets: [a/b]
clientConfigProperties:
  - SocketTimeout: 9999
  - MaxConnections: 15`);
  assert.deepEqual(component, {
    kind: KIND,
    origin: { file: 'module.yaml', line: 1, column: 1 },
    id: 'com.example/in',
    region: { type: 'specific', id: 'eu-central-1' },
    credentials: { type: 'basic', accessKeyId: 'AKIA', secretAccessKey: 'hush' },
    startupPosition: { type: 'earliest' },
    streams: [
      {
        stream: 'names',
        valueType: 'io.statefun.types/string',
        targets: ['com.example/greeter', 'com.example/counter'],
      },
      { stream: '0123', valueType: 'anything at all', targets: ['a/b'] },
    ],
    properties: { SocketTimeout: '9999', MaxConnections: '15' },
  });
});

test('the defaults', () => {
  const { region, credentials, startupPosition, properties } = ingress(BASE);
  assert.deepEqual(region, { type: 'default' });
  assert.deepEqual(credentials, { type: 'default' });
  assert.deepEqual(startupPosition, { type: 'latest' });
  assert.deepEqual(properties, {});
});

test('every startup position; the date in both spellings', () => {
  const position = (text: string) => ingress(`${BASE}startupPosition: ${text}`).startupPosition;
  for (const type of ['latest', 'earliest'] as const) assert.deepEqual(position(`{type: ${type}}`), { type });
  const date = { type: 'date', timestampMs: 1_580_530_500_000 };
  assert.deepEqual(position('{type: date, date: 2020-02-01 04:15:00.000 +0000}'), date);
  assert.deepEqual(position('{type: date, date: 2020-02-01 04:15:00.00 Z}'), date);
});

test('every region and all credentials', () => {
  const region = (text: string) => ingress(`${BASE}awsRegion: ${text}`).region;
  assert.deepEqual(region('{type: default}'), { type: 'default' });
  for (const endpoint of [
    'https://kinesis.example:4567',
    'http://localhost:4568',
    'http://127.0.0.1:1',
    'http://[::1]:1',
  ]) {
    assert.deepEqual(region(`{type: custom-endpoint, endpoint: "${endpoint}", id: eu-west-1}`), {
      type: 'custom-endpoint',
      endpoint,
      id: 'eu-west-1',
    });
  }
  const credentials = (text: string) => ingress(`${BASE}awsCredentials: ${text}`).credentials;
  assert.deepEqual(credentials('{type: profile, profileName: p}'), { type: 'profile', profileName: 'p' });
  assert.deepEqual(credentials('{type: profile, profileName: p, profilePath: /a/b}'), {
    type: 'profile',
    profileName: 'p',
    profilePath: '/a/b',
  });
});

test('mistakes say where they are and what to do', () => {
  const cases: readonly [string, RegExp][] = [
    [
      'awsRegion: {type: regional}',
      /^4:19 .*expected one of default, specific, custom-endpoint, found "regional"/,
    ],
    ['awsRegion: {type: specific}', /^4:1 .*awsRegion\.id is missing/],
    ['awsRegion: {type: custom-endpoint, id: x}', /endpoint is missing/],
    [
      'awsRegion: {type: custom-endpoint, endpoint: "http://kinesis.example", id: x}',
      /^4:46 .*an https URL, or an http URL of this machine.*not encrypted/,
    ],
    ['awsRegion: {type: custom-endpoint, endpoint: "kinesis.example", id: x}', /is no https URL/],
    ['awsCredentials: {type: basis}', /one of default, basic, profile/],
    ['awsCredentials: {type: basic, accessKeyId: x}', /secretAccessKey is missing/],
    ['awsCredentials: {type: profile}', /profileName is missing/],
    [
      'startupPosition: {type: group-offsets}',
      /expected one of earliest, latest, date, found "group-offsets"/,
    ],
    ['startupPosition: {type: date, date: yesterday}', /expected a date such as/],
    ['clientConfigProperties: 5', /a list of <name>: <value>, or a mapping/],
  ];
  for (const [text, expected] of cases) assert.match(mistake(KIND, BASE + text), expected, text);
  assert.match(mistake(KIND, 'id: a/in\nstreams: []'), /at least one stream/);
  assert.match(
    mistake(KIND, `${BASE}  - {stream: s, valueType: a/v, targets: [a/c]}`),
    /^4:14 .*this stream is given twice/,
  );
});

test('a secret that is no text is never quoted', () => {
  const text = mistake(
    KIND,
    `${BASE}awsCredentials: {type: basic, accessKeyId: x, secretAccessKey: [hushhush]}`,
  );
  assert.ok(!text.includes('hushhush'), text);
});

test('a target that is listed twice is a warning', () => {
  const spec = 'id: a/in\nstreams:\n  - {stream: s, valueType: a/v, targets: [a/b, a/b]}\n';
  assert.deepEqual(warnings(KIND, spec), ['3:48 STATEFUN_MODULE_DUPLICATE']);
});
