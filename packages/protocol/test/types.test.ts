import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { boolType, doubleType, floatType, intType, longType, stringType } from '../src/index.ts';
import type { ValueType } from '../src/index.ts';
import { bytesOf, hexOf, readVectors } from './vectors.ts';

interface TypeVectors {
  readonly small: readonly {
    readonly typename: string;
    readonly value: string | boolean;
    readonly hex: string;
  }[];
  readonly large: readonly {
    readonly text: string;
    readonly times: number;
    readonly length: number;
    readonly sha256: string;
  }[];
}

const types = new Map<string, { type: ValueType<unknown>; parse: (text: string) => unknown }>();
function add<T>(type: ValueType<T>, parse: (text: string) => T): void {
  types.set(type.typename, { type: type, parse });
}
add(boolType, (text) => text === 'true');
add(intType, Number);
add(longType, BigInt);
add(floatType, (text) => Math.fround(Number(text)));
add(doubleType, Number);
add(stringType, String);

const { small, large } = readVectors('types.json') as TypeVectors;

suite('values of the built-in types have the bytes of the official SDK', () => {
  for (const { typename, value, hex } of small) {
    const shown = JSON.stringify(value).slice(0, 40);
    // The pure Python protobuf drops the sign of -0, which Java and Go keep: see the test below.
    if (value === '-0') continue;
    test(`${typename} ${shown}`, () => {
      const found = types.get(typename);
      assert.ok(found);
      const parsed = found.parse(String(value));
      assert.equal(hexOf(found.type.encode(parsed)), hex);
      assert.deepEqual(found.type.decode(bytesOf(hex)), parsed);
    });
  }

  for (const { text, times, length, sha256 } of large) {
    test(`${times} times ${text}`, () => {
      const bytes = stringType.encode(text.repeat(times));
      assert.equal(bytes.length, length);
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
      assert.equal(stringType.decode(bytes), text.repeat(times));
    });
  }
});

test('-0 keeps its sign', () => {
  assert.equal(hexOf(floatType.encode(-0)), '0d00000080');
  assert.equal(hexOf(doubleType.encode(-0)), '090000000000000080');
  assert.ok(Object.is(floatType.decode(floatType.encode(-0)), -0));
  assert.ok(Object.is(doubleType.decode(doubleType.encode(-0)), -0));
});

test('floats are rounded before they are called zero', () => {
  assert.equal(hexOf(floatType.encode(1e-60)), '');
  assert.equal(floatType.decode(floatType.encode(1e300)), Infinity);
});

suite('what is not of the type is refused, with what was wrong', () => {
  const refused: readonly [ValueType<unknown>, unknown][] = [
    [intType, 2 ** 31],
    [intType, -(2 ** 31) - 1],
    [intType, 1.5],
    [intType, Number.NaN],
    [intType, '1'],
    [intType, 1n],
    [longType, 2n ** 63n],
    [longType, -(2n ** 63n) - 1n],
    [longType, 1],
    [boolType, 1],
    [floatType, '1'],
    [doubleType, 1n],
    [stringType, 'lone \ud800 surrogate'],
    [stringType, 'ends with \ud83d'],
    [stringType, null],
  ];
  for (const [type, value] of refused) {
    test(`${type.typename} ${String(value).toWellFormed()}`, () => {
      assert.throws(() => type.encode(value), {
        code: 'STATEFUN_VALUE_INVALID',
        message: new RegExp(type.typename),
      });
    });
  }
});

suite('bytes', () => {
  const malformed: readonly [ValueType<unknown>, string, string][] = [
    [intType, '0d010000', 'cut short'],
    [longType, '0901', 'cut short'],
    [doubleType, '09', 'cut short'],
    [stringType, '0a05426f62', 'shorter than announced'],
    [stringType, '0affffffff0f', 'a length of 4 GiB'],
    [stringType, '0a02c328', 'not UTF-8'],
    [stringType, '0a03eda080', 'a lone surrogate'],
    [stringType, Buffer.from('plain text').toString('hex'), 'plain text'],
    [boolType, '08', 'cut short'],
    [boolType, '08ffffffffffffffffffffff01', 'a varint without end'],
    [intType, '0b0b0b', 'a group without end'],
  ];
  for (const [type, hex, name] of malformed) {
    test(`of ${type.typename} that are malformed are refused: ${name}`, () => {
      assert.throws(() => type.decode(bytesOf(hex)), { code: 'STATEFUN_VALUE_INVALID' });
    });
  }

  test('with unknown fields are read without them', () => {
    const unknown = '10011a0161';
    assert.equal(intType.decode(bytesOf(`${unknown}0d07000000${unknown}`)), 7);
    assert.equal(longType.decode(bytesOf(`${unknown}09ffffffffffffffff${unknown}`)), -1n);
    assert.equal(stringType.decode(bytesOf(`${unknown}0a0142${unknown}`)), 'B');
  });

  test('with a default that is written out, or twice, are read', () => {
    assert.equal(boolType.decode(bytesOf('0800')), false);
    assert.equal(boolType.decode(bytesOf('088001')), true);
    assert.equal(intType.decode(bytesOf('0d010000000d02000000')), 2);
  });
});
