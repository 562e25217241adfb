import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientProperties, warnOfUnused } from '../src/index.ts';

const naming = {
  code: 'STATEFUN_KAFKA_PROPERTY_INVALID',
  canonical: (name: string) => name.toLowerCase(),
} as const;
const propertiesOf = (values: Record<string, string>) => new ClientProperties(values, 'ingress a/b', naming);

test('what is not set, or empty, is the default', () => {
  const properties = propertiesOf({ empty: ' ' });
  for (const name of ['empty', 'unset', 'constructor']) {
    assert.equal(properties.text(name), undefined);
    assert.equal(properties.integer(name, 3, 0, 9), 3);
    assert.equal(properties.oneOf(name, ['x', 'y'], 'y'), 'y');
  }
  assert.deepEqual([properties.has('empty'), properties.has('unset')], [true, false]);
});

test('a value that can not be is refused with its name as written, and never shown', () => {
  const properties = propertiesOf({ Size: '4711', Mode: 'hidden' });
  assert.throws(() => properties.integer('size', 1, 0, 100), {
    code: 'STATEFUN_KAFKA_PROPERTY_INVALID',
    message: 'The property Size of ingress a/b must be a whole number from 0 to 100.',
  });
  assert.throws(() => properties.oneOf('mode', ['on', 'off'], 'on'), {
    message: 'The property Mode of ingress a/b must be one of on, off.',
  });
});

test('of two spellings of a name the later counts', () => {
  assert.equal(propertiesOf({ Size: '1', size: '2' }).integer('size', 0, 0, 9), 2);
});

test('what nobody asked for is told as written, with the place of the component, and only then', () => {
  const lines: string[] = [];
  const observer = { log: (_level: string, message: string) => void lines.push(message) };
  const component = { kind: 'any/ingress', id: 'a/b', origin: { file: 'module.yaml', line: 2, column: 1 } };
  const properties = propertiesOf({ Used: '1', Odd: 'hidden', Also: '' });
  properties.text('used');
  warnOfUnused(observer, 'Kafka', component, properties.unused());
  warnOfUnused(observer, 'Kafka', component, []);
  assert.deepEqual(lines, [
    'Properties without a meaning for the Kafka ingress a/b (module.yaml:2:1) are ignored: Also, Odd',
  ]);
});
