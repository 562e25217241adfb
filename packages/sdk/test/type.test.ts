import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { StateFun } from '../src/index.ts';

const invalid = { code: 'STATEFUN_VALUE_INVALID' };

suite('built-in types', () => {
  test('have the names that all SDKs share', () => {
    const types = [
      StateFun.intType(),
      StateFun.longType(),
      StateFun.safeLongType(),
      StateFun.floatType(),
      StateFun.doubleType(),
      StateFun.booleanType(),
      StateFun.stringType(),
    ];
    assert.deepEqual(
      types.map(({ typename }) => typename.replace('io.statefun.types/', '')),
      ['int', 'long', 'long', 'float', 'double', 'bool', 'string'],
    );
  });
});

suite('longs as numbers', () => {
  const type = StateFun.safeLongType();

  test('are the longs of other functions', () => {
    for (const value of [0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      assert.equal(StateFun.longType().decode(type.encode(value)), BigInt(value));
      assert.equal(type.decode(type.encode(value)), value);
    }
  });

  test('fail rather than lose digits', () => {
    for (const value of [2 ** 53, 1.5, Number.NaN, Infinity])
      assert.throws(() => type.encode(value), invalid);
    assert.throws(() => type.decode(StateFun.longType().encode(2n ** 53n)), invalid);
  });
});

suite('JSON types', () => {
  const type = StateFun.jsonType<unknown>('example/Json');

  test('are JSON text in UTF-8', () => {
    assert.equal(Buffer.from(type.encode({ name: 'Zoë' })).toString(), '{"name":"Zoë"}');
  });

  test('read what other SDKs write', () => {
    assert.deepEqual(type.decode(Buffer.from(' {"a": [1, null]}\n')), { a: [1, null] });
    assert.deepEqual(type.decode(Uint8Array.from(Buffer.from('"é"'))), 'é');
  });

  test('refuse what has no JSON form, and what is not JSON', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const value of [undefined, () => 1, circular, { n: 1n }]) {
      assert.throws(() => type.encode(value), {
        ...invalid,
        message: /A example\/Json could not be serialized/,
      });
    }
    for (const value of ['', '{', 'text']) assert.throws(() => type.decode(Buffer.from(value)), invalid);
  });
});

suite('custom types', () => {
  const point = StateFun.customType(
    'example/point',
    ({ x, y }: { x: number; y: number }) => Uint8Array.of(x, y),
    ([x, y]) => {
      if (x === undefined || y === undefined) throw new Error('two bytes are wanted');
      return { x, y };
    },
  );

  test('are written and read by their functions', () => {
    assert.deepEqual(point.decode(point.encode({ x: 1, y: 2 })), { x: 1, y: 2 });
  });

  test('say which type failed and why', () => {
    assert.throws(() => point.decode(Uint8Array.of(1)), {
      ...invalid,
      message: 'A example/point could not be deserialized: two bytes are wanted.',
    });
  });

  test('need a type name with a namespace', () => {
    assert.throws(() => StateFun.jsonType('Json'), { code: 'STATEFUN_TYPENAME_INVALID' });
    assert.throws(() => StateFun.jsonType('/Json'), { code: 'STATEFUN_TYPENAME_INVALID' });
  });
});
