import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { kinesisEgressRecordCodec, KINESIS_EGRESS_RECORD } from '@statefun-ts/protocol';

import type { Command } from '../script.ts';
import type { Check, Subject } from './check.ts';
import { addressOf, statesAfter, typeOf, unique } from './check.ts';
import { SAMPLES } from './samples.ts';

const POLL_MS = 100;

type Written = [key: string | undefined, hex: string];

const kafkaRecords = async (subject: Subject): Promise<void> => {
  const { app, sdk, kafka, topic } = subject;
  const typed = SAMPLES.filter(({ bytes }) => bytes !== undefined);
  const expected: Written[] = typed.map(({ bytes }, i) => [`key-${i}`, bytes ?? '']);
  const commands: Command[] = typed.map(({ as, value }, i) => ({
    op: 'kafka',
    topic,
    key: `key-${i}`,
    as,
    value,
  }));
  const untyped = (value: unknown, bytes: Buffer): void => {
    commands.push({ op: 'kafka', topic, value });
    expected.push([undefined, bytes.toString('hex')]);
  };
  untyped('tëxt', Buffer.from('tëxt'));
  if (sdk.untypedKafkaNumbers !== 'none') untyped(-2, Buffer.from('fffffffe', 'hex'));
  if (sdk.untypedKafkaNumbers === 'int32 and float64') untyped(-1.5, Buffer.from('bff8000000000000', 'hex'));
  await app.script(typeOf(subject, 'probe'), unique('kafka'), ...commands);

  let records = await kafka.consumeAll(topic);
  while (records.length < expected.length) {
    await sleep(POLL_MS);
    records = await kafka.consumeAll(topic);
  }
  assert.deepEqual(
    records.map(({ key, value }): Written => [key?.toString(), value?.toString('hex') ?? '']),
    expected,
  );
};

const kinesisRecord = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const id = unique('kinesis');
  const record = { stream: id, partitionKey: 'pärtition', explicitHashKey: '17', value: 'välue' };
  await app.script(typeOf(subject, 'probe'), id, { op: 'kinesis', ...record });
  const letter = await app.deadLetter(
    (found) => found.typename === KINESIS_EGRESS_RECORD && found.caller === addressOf(subject, 'probe', id),
  );
  assert.equal(letter.code, 'STATEFUN_EGRESS_UNKNOWN');
  const { valueBytes, ...names } = kinesisEgressRecordCodec.decode(
    Buffer.from(letter.valueBase64 ?? '', 'base64'),
  );
  assert.deepEqual(
    { ...names, value: Buffer.from(valueBytes).toString() },
    { stream: id, partitionKey: 'pärtition', explicitHashKey: '17', value: 'välue' },
  );
};

const unknownTargets = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const type = typeOf(subject, 'probe');
  const id = unique('unknown');
  const states = await statesAfter(
    subject,
    type,
    id,
    { op: 'send', to: 'nowhere/nobody', id: 'x', as: 'int', value: 1 },
    { op: 'egress', egress: 'nowhere/egress', as: 'string', value: id },
    {
      op: 'egress',
      egress: 'io.statefun.playground/egress',
      as: 'json',
      value: { topic: 'reports', payload: id },
    },
    { op: 'set', state: 'int', value: 5 },
  );
  assert.equal(states['int'], 5, 'what else the call did counts');
  const letters = [];
  for (const code of [
    'STATEFUN_FUNCTION_UNKNOWN',
    'STATEFUN_EGRESS_UNKNOWN',
    'STATEFUN_PLAYGROUND_RECORD_INVALID',
  ]) {
    const letter = await app.deadLetter((found) => found.code === code && found.caller === `${type}/${id}`);
    letters.push([letter.target, letter.typename]);
  }
  assert.deepEqual(letters, [
    ['nowhere/nobody/x', 'io.statefun.types/int'],
    [undefined, 'io.statefun.types/string'],
    [undefined, 'conformance/Json'],
  ]);
};

export const EGRESS: readonly Check[] = [
  { title: 'records for Kafka have the bytes that the SDK says, in order', run: kafkaRecords },
  { title: 'a record for Kinesis has its stream, keys and value', run: kinesisRecord },
  { title: 'messages and records for nobody become dead letters, and the rest counts', run: unknownTargets },
];
