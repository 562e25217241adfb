import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  KINESIS_EGRESS_RECORD,
  kinesisEgressRecordCodec,
  type KinesisEgressRecord,
} from '@statefun-ts/protocol';
import { admit } from '../../src/egress/admission.ts';

const record = (changes: Partial<KinesisEgressRecord>) => ({
  typename: KINESIS_EGRESS_RECORD,
  hasValue: true,
  value: kinesisEgressRecordCodec.encode({
    partitionKey: 'k',
    valueBytes: Buffer.from('v'),
    stream: 's',
    explicitHashKey: '',
    ...changes,
  }),
});

/** `ok CHANNEL`, or the code and the message. */
const verdict = (changes: Partial<KinesisEgressRecord>): string => {
  const admission = admit(record(changes));
  return admission.ok ? `ok ${admission.channel}` : `${admission.reason.code} ${admission.reason.message}`;
};

test('a record goes to the channel of its stream, as the bytes that came', () => {
  const argument = record({ stream: 'orders.v-1_a', explicitHashKey: String(2n ** 128n - 1n) });
  assert.deepEqual(admit(argument), { ok: true, channel: 'orders.v-1_a', record: argument.value });
});

test('what Kinesis would refuse is refused at once, each for its reason', () => {
  assert.match(verdict({ stream: '' }), /^STATEFUN_KINESIS_RECORD_INVALID .*no stream/);
  assert.match(verdict({ stream: 'a b' }), /^STATEFUN_KINESIS_RECORD_INVALID "a b" is no stream name/);
  assert.match(verdict({ stream: 'a'.repeat(129) }), /is no stream name/);
  assert.match(verdict({ partitionKey: '' }), /^STATEFUN_KINESIS_RECORD_INVALID .*no partition key/);
  assert.match(verdict({ partitionKey: 'x'.repeat(257) }), /has 257 characters: 256/);
  assert.equal(verdict({ partitionKey: 'x'.repeat(256) }), 'ok s');
  for (const explicitHashKey of ['-1', '01', 'x', '1.0', String(2n ** 128n)]) {
    assert.match(verdict({ explicitHashKey }), /is no explicit hash key/);
  }
  assert.equal(verdict({ explicitHashKey: '0' }), 'ok s');
});

test('a record is at most 1 MiB with its key', () => {
  assert.equal(verdict({ valueBytes: new Uint8Array(2 ** 20 - 1) }), 'ok s');
  assert.match(
    verdict({ valueBytes: new Uint8Array(2 ** 20) }),
    /^STATEFUN_KINESIS_RECORD_TOO_LARGE .*1048577 bytes/,
  );
});

test('a value of another type, none, or damaged bytes are refused', () => {
  const codeOf = (changes: object): string => {
    const admission = admit({ ...record({}), ...changes });
    return admission.ok ? 'ok' : admission.reason.code;
  };
  for (const changes of [{ typename: 'a/b' }, { hasValue: false }, { value: Buffer.from('ffff', 'hex') }]) {
    assert.equal(codeOf(changes), 'STATEFUN_KINESIS_RECORD_INVALID');
  }
});
