import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKafkaEgress } from '../../src/egress/kafka-egress.ts';
import { egressSettings } from '../../src/egress/settings.ts';
import { egressComponent, exactlyOnce, testContext } from './support/context.ts';

test('client properties set what they set for the Java producer', () => {
  const component = egressComponent('a:1,b:2', exactlyOnce, {
    'max.request.size': '2048',
    'compression.type': 'LZ4',
    'linger.ms': '5',
    'max.block.ms': '1500',
  });
  const settings = egressSettings(component, 'app');
  assert.equal(settings.recordBytesMax, 2048);
  assert.equal(settings.compression, 'lz4');
  assert.equal(settings.lingerMs, 5);
  assert.equal(settings.topicWaitMs, 1500);
  assert.equal(settings.connection.clientId, 'statefun-app');
  assert.deepEqual(settings.connection.bootstrapBrokers, [
    { host: 'a', port: 1 },
    { host: 'b', port: 2 },
  ]);
});

test('a property with an impossible value is refused by name', () => {
  const component = egressComponent('a:1', exactlyOnce, { 'compression.type': 'zip' });
  assert.throws(() => egressSettings(component, 'app'), {
    code: 'STATEFUN_KAFKA_PROPERTY_INVALID',
    message: /compression\.type of the Kafka egress example\/greets must be one of/,
  });
});

test('properties without a meaning are named in the log', () => {
  const context = testContext('app');
  const properties = { 'partitioner.class': 'com.foo.Mine', 'transaction.timeout.ms': '1', retries: '3' };
  createKafkaEgress(egressComponent('a:1', exactlyOnce, properties), context);
  assert.match(
    context.lines.join('\n'),
    /warn .*egress example\/greets \(module\.yaml:1:1\) are ignored: partitioner\.class, retries$/,
  );
});
