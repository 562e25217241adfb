import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKafkaIngress } from '../../src/index.ts';
import { ingressSettings } from '../../src/ingress/settings.ts';
import { ingressComponent, LogObserver } from './support/fixture.ts';

function settingsOf(properties: Readonly<Record<string, string>>): ReturnType<typeof ingressSettings> {
  return ingressSettings(ingressComponent('broker:9092', ['names'], { properties }), 'shop');
}

test('consumer properties mean what they mean in Kafka', () => {
  const settings = settingsOf({
    'fetch.min.bytes': '10',
    'fetch.max.bytes': '20',
    'max.partition.fetch.bytes': '30',
    'fetch.max.wait.ms': '40',
    'isolation.level': 'READ_COMMITTED',
    'check.crcs': 'false',
    'request.timeout.ms': '50',
    'client.id': 'mine',
    'metadata.max.age.ms': '60',
  });
  assert.deepEqual(
    [settings.fetchBytesMin, settings.fetchBytesMax, settings.partitionBytesMax, settings.fetchWaitMs],
    [10, 20, 30, 40],
  );
  assert.deepEqual([settings.isolation, settings.checksCrc, settings.discoveryIntervalMs], [1, false, 60]);
  assert.equal(settings.connection.options.requestTimeout, 50);
  assert.equal(settings.connection.clientId, 'mine');
  assert.deepEqual(settings.unusedProperties, []);
});

test("Flink's discovery interval wins over Kafka's, unless it turns discovery off", () => {
  const both = (interval: string): Readonly<Record<string, string>> => {
    return { 'flink.partition-discovery.interval-millis': interval, 'metadata.max.age.ms': '60' };
  };
  assert.equal(settingsOf(both('70')).discoveryIntervalMs, 70);
  assert.equal(settingsOf(both('-9223372036854775808')).discoveryIntervalMs, 60);
  assert.equal(settingsOf({}).discoveryIntervalMs, 30_000);
});

test('properties without a meaning here are named once, without their values', () => {
  const observer = new LogObserver();
  const properties = {
    'max.poll.records': '5',
    'group.id': 'g',
    'interceptor.classes': 'com.example.Secret',
  };
  createKafkaIngress(ingressComponent('broker:9092', ['names'], { properties }), { name: 'shop', observer });
  assert.equal(observer.lines.length, 1);
  assert.deepEqual(observer.fields[0]?.['properties'], ['interceptor.classes', 'max.poll.records']);
  assert.ok(!JSON.stringify([observer.lines, observer.fields]).includes('Secret'));
});

test('a property that Kafka would not take is refused, with its name and what would be right', () => {
  assert.throws(() => settingsOf({ 'fetch.max.wait.ms': 'soon' }), {
    code: 'STATEFUN_KAFKA_PROPERTY_INVALID',
    message: /fetch\.max\.wait\.ms of ingress example\/names must be a whole number from 1/,
  });
  assert.throws(() => settingsOf({ 'isolation.level': 'serializable' }), /read_uncommitted, read_committed/);
});

test('valueEncoding utf8 with another valueType than string is refused', () => {
  const topics = [
    { topic: 'names', valueType: 'example/name', targets: ['a/b'], valueEncoding: 'utf8' },
  ] as const;
  const component = ingressComponent('broker:9092', [], { topics });
  assert.throws(() => ingressSettings(component, 'shop'), /set valueType to io\.statefun\.types\/string/);
});
