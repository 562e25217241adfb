import { kafkaProducerRecordCodec, kinesisEgressRecordCodec } from '@statefun-ts/protocol';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { StateFun, egressMessageBuilder, kafkaEgressMessage, kinesisEgressMessage } from '../src/index.ts';
import type { EgressMessage } from '../src/index.ts';

const kafka = { typename: 'example/greets', topic: 'greetings' };
const kinesis = { typename: 'example/stream', stream: 's', partitionKey: 'p' };
const invalid = { code: 'STATEFUN_MESSAGE_INVALID' };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const kafkaRecord = ({ typedValue }: EgressMessage) => kafkaProducerRecordCodec.decode(typedValue.value);

suite('Kafka records', () => {
  test('carry topic, key and value under the type that the egress expects', () => {
    const message = kafkaEgressMessage({ ...kafka, key: 'Bob', value: 'hi' });
    assert.equal(message.typename, 'example/greets');
    assert.equal(
      message.typedValue.typename,
      'type.googleapis.com/io.statefun.sdk.egress.KafkaProducerRecord',
    );
    assert.equal(hex(message.typedValue.value), '0a03426f62120268691a096772656574696e6773');
  });

  test('without a key have none', () => {
    assert.equal(kafkaRecord(kafkaEgressMessage({ ...kafka, value: '' })).key.length, 0);
  });

  test('have values of text, 32 bit integers, bytes, or a type', () => {
    const valueOf = (message: EgressMessage) => hex(kafkaRecord(message).valueBytes);
    assert.equal(valueOf(kafkaEgressMessage({ ...kafka, value: 'é' })), 'c3a9');
    assert.equal(valueOf(kafkaEgressMessage({ ...kafka, value: '' })), '');
    assert.equal(valueOf(kafkaEgressMessage({ ...kafka, value: 258 })), '00000102');
    assert.equal(valueOf(kafkaEgressMessage({ ...kafka, value: Uint8Array.of(0, 255) })), '00ff');
    assert.equal(
      valueOf(kafkaEgressMessage({ ...kafka, value: { a: 1 }, valueType: StateFun.jsonType('a/b') })),
      hex(Buffer.from('{"a":1}')),
    );
  });

  test('may have any bytes as their key', () => {
    assert.equal(
      hex(kafkaRecord(kafkaEgressMessage({ ...kafka, key: Uint8Array.of(255), value: '' })).key),
      'ff',
    );
  });

  test('are refused without topic or value, or with a value that is not plain', () => {
    assert.throws(() => kafkaEgressMessage({ ...kafka, topic: '', value: 'x' }), invalid);
    assert.throws(() => kafkaEgressMessage({ ...kafka, key: '\udc00', value: 'x' }), invalid);
    for (const value of [null, undefined, 1.5, 2 ** 31, {}, true, '\ud800']) {
      assert.throws(() => kafkaEgressMessage({ ...kafka, value: value as string }), invalid);
    }
    assert.throws(() => kafkaEgressMessage({ ...kafka, typename: 'greets', value: 'x' }), {
      code: 'STATEFUN_TYPENAME_INVALID',
    });
  });
});

suite('Kinesis records', () => {
  test('carry stream, keys and value under the type that the egress expects', () => {
    const { typename, typedValue } = kinesisEgressMessage({ ...kinesis, hashKey: '42', value: 'v' });
    assert.equal(typename, 'example/stream');
    assert.equal(typedValue.typename, 'type.googleapis.com/io.statefun.sdk.egress.KinesisEgressRecord');
    assert.equal(hex(typedValue.value), '0a01701201761a017322023432');
    const record = kinesisEgressRecordCodec.decode(
      kinesisEgressMessage({ ...kinesis, value: '' }).typedValue.value,
    );
    assert.equal(record.explicitHashKey, '');
  });

  test('are refused without stream, partition key or value', () => {
    for (const wrong of [{ stream: '' }, { partitionKey: '' }, { hashKey: '' }, { value: null }]) {
      const options = { ...kinesis, value: 'v', ...wrong } as typeof kinesis & { value: string };
      assert.throws(() => kinesisEgressMessage(options), invalid);
    }
  });
});

suite('records for any egress', () => {
  test('carry a value of a type', () => {
    const valueType = StateFun.jsonType('io.statefun.playground/EgressRecord');
    const { typename, typedValue } = egressMessageBuilder({
      typename: 'io.statefun.playground/egress',
      value: { topic: 'greetings', payload: 'hi' },
      valueType,
    });
    assert.equal(typename, 'io.statefun.playground/egress');
    assert.equal(typedValue.typename, 'io.statefun.playground/EgressRecord');
    assert.deepEqual(valueType.decode(typedValue.value), { topic: 'greetings', payload: 'hi' });
  });

  test('are refused without a value or type', () => {
    const valueType = StateFun.stringType();
    assert.throws(
      () => egressMessageBuilder({ typename: 'a/b', value: null as unknown as string, valueType }),
      invalid,
    );
    const options = { typename: 'a/b', value: 'x' } as {
      typename: string;
      value: string;
      valueType: typeof valueType;
    };
    assert.throws(() => egressMessageBuilder(options), invalid);
  });
});
