import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaEgressComponent } from '../../src/index.ts';
import { componentOf, mistake, warnings } from '../support.ts';

const KIND = 'io.statefun.kafka.v1/egress';
const BASE = 'id: a/out\naddress: h:9092\n';

const egress = (spec: string): KafkaEgressComponent => componentOf(KIND, spec);
const delivery = (text: string) => egress(`${BASE}deliverySemantic: ${text}`).delivery;

test('every field', () => {
  const properties = 'properties:\n  - linger.ms: 5\n  - compression.type: zstd';
  assert.deepEqual(egress(`${BASE}deliverySemantic: {type: none}\n${properties}`), {
    kind: KIND,
    origin: { file: 'module.yaml', line: 1, column: 1 },
    id: 'a/out',
    address: 'h:9092',
    delivery: { type: 'none' },
    properties: { 'linger.ms': '5', 'compression.type': 'zstd' },
  });
});

test('the defaults', () => {
  assert.deepEqual(egress(BASE).delivery, { type: 'at-least-once' });
  assert.deepEqual(egress(BASE).properties, {});
  assert.equal(egress('id: a/out\nproperties: {bootstrap.servers: "h:1"}').address, 'h:1');
});

test('every delivery semantic', () => {
  assert.deepEqual(delivery('{type: none}'), { type: 'none' });
  assert.deepEqual(delivery('{type: at-least-once}'), { type: 'at-least-once' });
  const exactlyOnce = { type: 'exactly-once', transactionTimeoutMs: 100_000 };
  assert.deepEqual(delivery('{type: exactly-once, transactionTimeout: 100s}'), exactlyOnce);
  assert.deepEqual(delivery('{type: exactly-once, transactionTimeout: "100000"}'), exactlyOnce);
  assert.deepEqual(delivery('{type: exactly-once, transactionTimeoutMillis: 100000}'), exactlyOnce);
  assert.deepEqual(
    delivery('{type: exactly-once, transactionTimeoutMillis: 100000, transactionTimeout: 100s}'),
    exactlyOnce,
  );
});

test('what is deprecated or overridden is a warning', () => {
  assert.deepEqual(
    warnings(KIND, `${BASE}deliverySemantic: {type: exactly-once, transactionTimeoutMillis: 1}`),
    ['3:66 STATEFUN_MODULE_DEPRECATED'],
  );
  const timeout = 'deliverySemantic: {type: exactly-once, transactionTimeout: 1s}\n';
  assert.deepEqual(warnings(KIND, `${BASE}${timeout}properties: {transaction.timeout.ms: 1000}`), []);
  assert.deepEqual(warnings(KIND, `${BASE}${timeout}properties: {transaction.timeout.ms: 5}`), [
    '4:13 STATEFUN_MODULE_NO_EFFECT',
  ]);
  assert.deepEqual(warnings(KIND, `${BASE}properties: {bootstrap.servers: "x:1"}`), [
    '3:13 STATEFUN_MODULE_NO_EFFECT',
  ]);
  assert.deepEqual(warnings(KIND, `${BASE}deliverySemantic: {type: none, transactionTimeout: 1s}`), [
    '3:32 STATEFUN_MODULE_FIELD_UNKNOWN',
  ]);
});

test('mistakes', () => {
  const cases: readonly [string, RegExp][] = [
    ['{type: exactly-onc}', /^3:26 .*expected one of at-least-once, .*did you mean exactly-once/],
    ['exactly-once', /^3:19 spec\.deliverySemantic: expected one of at-least-once/],
    ['{transactionTimeout: 1s}', /^3:1 spec\.deliverySemantic\.type is missing/],
    [
      '{type: exactly-once}',
      /^3:1 spec\.deliverySemantic\.transactionTimeout: missing, .*transactionTimeout: 15min/,
    ],
    ['{type: exactly-once, transactionTimeout: 0}', /^3:60 .*expected a duration above zero/],
    ['{type: exactly-once, transactionTimeout: soon}', /^3:60 .*does not start with a whole number/],
    ['{type: exactly-once, transactionTimeoutMillis: 1s}', /^3:66 .*expected a whole number of milliseconds/],
    ['{type: exactly-once, transactionTimeoutMillis: 0}', /^3:66 .*above zero/],
    [
      '{type: exactly-once, transactionTimeout: 1s, transactionTimeoutMillis: 2}',
      /^3:90 .*transactionTimeout says otherwise/,
    ],
  ];
  for (const [semantic, expected] of cases) {
    assert.match(mistake(KIND, `${BASE}deliverySemantic: ${semantic}`), expected, semantic);
  }
  assert.match(mistake(KIND, 'address: h:9092'), /^0:-1 spec\.id is missing/);
  assert.match(mistake(KIND, 'id: a/out'), /^0:-1 spec\.address: missing/);
});
