import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KAFKA_PRODUCER_RECORD, type TypedValue } from '@statefun-ts/protocol';
import { admit } from '../../src/egress/admission.ts';
import { producerRecord } from './support/memory-outbox.ts';

const bytesMax = 1 << 20;

function typed(value: Uint8Array, typename = KAFKA_PRODUCER_RECORD): TypedValue {
  return { typename, hasValue: true, value };
}

function codeOf(value: TypedValue, limit = bytesMax): string {
  const admission = admit(value, limit);
  return admission.ok ? 'ok' : admission.reason.code;
}

test('a record is kept as the bytes that came', () => {
  const value = producerRecord('greets', 'Zoë', 'hello');
  const admission = admit(typed(value), bytesMax);
  assert.ok(admission.ok);
  assert.equal(admission.record, value);
  assert.equal(admission.channel, '');
});

test('only Kafka producer records are taken', () => {
  const record = producerRecord('greets', 'k', 'v');
  assert.equal(codeOf(typed(record, 'io.statefun.types/string')), 'STATEFUN_KAFKA_RECORD_INVALID');
  assert.equal(codeOf({ ...typed(record), hasValue: false }), 'STATEFUN_KAFKA_RECORD_INVALID');
  assert.equal(codeOf(typed(Buffer.from([0x0a, 0xff]))), 'STATEFUN_KAFKA_RECORD_INVALID');
});

test('a topic must have a name that Kafka allows', () => {
  for (const topic of ['', '.', '..', 'with space', 'grüße', 'a/b', 'x'.repeat(250)]) {
    assert.equal(codeOf(typed(producerRecord(topic, 'k', 'v'))), 'STATEFUN_KAFKA_TOPIC_INVALID', topic);
  }
  for (const topic of ['a', 'A.b_c-9', '...', 'x'.repeat(249)]) {
    assert.equal(codeOf(typed(producerRecord(topic, 'k', 'v'))), 'ok', topic);
  }
});

test('a record larger than max.request.size is refused, with both sizes in the message', () => {
  const fitting = producerRecord('t', '', Buffer.alloc(900));
  assert.equal(codeOf(typed(fitting), 1024), 'ok');
  const admission = admit(typed(producerRecord('t', '', Buffer.alloc(1000))), 1024);
  assert.ok(!admission.ok);
  assert.equal(admission.reason.code, 'STATEFUN_KAFKA_RECORD_TOO_LARGE');
  assert.match(admission.reason.message, /1070 bytes.*1024/);
});
