import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kinesisProperties } from '../src/properties.ts';

test('a name counts in all of its spellings; those of the Flink connector as they are', () => {
  for (const name of [
    'SocketTimeout',
    'socketTimeout',
    'aws.clientconfig.socketTimeout',
    'aws.clientconfig.SocketTimeout',
  ]) {
    assert.equal(kinesisProperties({ [name]: ' 17 ' }, 'x').integer('socketTimeout', 1, 0, 100), 17, name);
  }
  const flink = kinesisProperties({ 'flink.shard.getrecords.intervalmillis': '5' }, 'x');
  assert.equal(flink.integer('flink.shard.getrecords.intervalmillis', 1, 0, 100), 5);
});

test('what is not set, or empty, is the default', () => {
  const properties = kinesisProperties({ A: '' }, 'x');
  assert.deepEqual([properties.integer('a', 3, 0, 9), properties.integer('b', 4, 0, 9)], [3, 4]);
});

test('a value out of bounds is refused with its name as written, and without the value', () => {
  const properties = kinesisProperties({ MaxConnections: '4711' }, 'the Kinesis egress a/b');
  assert.throws(() => properties.integer('maxConnections', 1, 1, 100), {
    code: 'STATEFUN_KINESIS_PROPERTY_INVALID',
    message: 'The property MaxConnections of the Kinesis egress a/b must be a whole number from 1 to 100.',
  });
});

test('names that nobody asked for are told as written', () => {
  const properties = kinesisProperties({ Used: '1', ThreadPoolSize: '2', 'aws.region': 'x' }, 'x');
  properties.integer('used', 0, 0, 9);
  assert.deepEqual(properties.unused(), ['ThreadPoolSize', 'aws.region']);
});
