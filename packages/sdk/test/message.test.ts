import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { StateFun, messageBuilder } from '../src/index.ts';
import { received, target, text, typed } from './call.ts';

const to = { typename: 'example/greeter', id: 'x' };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

suite('a message to send', () => {
  test('has the type that its value tells', () => {
    for (const [value, typename, bytes] of [
      ['Bob', 'string', '0a03426f62'],
      ['', 'string', ''],
      [false, 'bool', ''],
      [true, 'bool', '0801'],
      [0, 'int', ''],
      [-1, 'int', '0dffffffff'],
      [2n ** 40n, 'long', '090000000000010000'],
    ] as const) {
      const message = messageBuilder({ ...to, value });
      assert.equal(message.valueTypeName, `io.statefun.types/${typename}`);
      assert.equal(hex(message.rawValueBytes), bytes);
      assert.equal(message.typedValue.hasValue, true, 'a default is a value');
    }
  });

  test('has the type that is given', () => {
    const message = messageBuilder({ ...to, value: 1, valueType: StateFun.doubleType() });
    assert.ok(message.isDouble());
    assert.equal(message.asDouble(), 1);
    assert.equal(message.targetAddress.toString(), 'example/greeter/x');
  });

  test('is refused when its type can not be told', () => {
    for (const value of [1.5, 2 ** 31, Number.NaN, null, undefined, {}, Symbol('s')]) {
      assert.throws(() => messageBuilder({ ...to, value: value as string }), {
        code: 'STATEFUN_MESSAGE_INVALID',
      });
    }
  });

  test('is refused when its value is not of its type', () => {
    const valueType = StateFun.intType();
    assert.throws(() => messageBuilder({ ...to, value: 2 ** 31, valueType }), {
      code: 'STATEFUN_VALUE_INVALID',
    });
    const broken = { typename: 'a/b', encode: () => 'text' as unknown as Uint8Array, decode: () => 1 };
    assert.throws(() => messageBuilder({ ...to, value: 1, valueType: broken }), {
      code: 'STATEFUN_VALUE_INVALID',
      message: /its encode must return a Uint8Array/,
    });
  });

  test('is refused without a complete address', () => {
    assert.throws(() => messageBuilder({ typename: 'greeter', id: 'x', value: 1 }), {
      code: 'STATEFUN_TYPENAME_INVALID',
    });
    assert.throws(() => messageBuilder({ ...to, id: '', value: 1 }), { code: 'STATEFUN_ADDRESS_INVALID' });
  });
});

suite('a message that a function gets', () => {
  test('tells its type and gives its value', async () => {
    const cases = [
      [typed('x', StateFun.stringType()), 'isString', 'asString', 'x'],
      [typed(true, StateFun.booleanType()), 'isBoolean', 'asBoolean', true],
      [typed(7, StateFun.intType()), 'isInt', 'asInt', 7],
      [typed(7n, StateFun.longType()), 'isLong', 'asLong', 7n],
      [typed(0.5, StateFun.floatType()), 'isFloat', 'asFloat', 0.5],
      [typed(0.1, StateFun.doubleType()), 'isDouble', 'asDouble', 0.1],
    ] as const;
    for (const [value, is, as, expected] of cases) {
      // oxlint-disable-next-line no-await-in-loop
      const message = await received(value);
      assert.equal(message[as](), expected);
      const yes = cases.map(([, other]) => other).filter((other) => message[other]());
      assert.deepEqual(yes, [is]);
    }
  });

  test('is addressed to the function, and names its type', async () => {
    const message = await received(text('x'));
    assert.deepEqual(message.targetAddress.toWire(), target);
    assert.equal(message.valueTypeName, 'io.statefun.types/string');
    assert.equal(hex(message.rawValueBytes), '0a0178');
  });

  test('is read as other types under the same name', async () => {
    const message = await received(typed({ name: 'Bob' }, StateFun.jsonType('example/User')));
    const user = StateFun.jsonType<{ name: string }>('example/User');
    assert.ok(message.is(user));
    assert.equal(message.as(user).name, 'Bob');
  });

  test('can not be read as another type', async () => {
    const message = await received(text('x'));
    assert.throws(() => message.asInt(), {
      code: 'STATEFUN_VALUE_INVALID',
      message:
        /message to example\/person\/Bob is of type "io.statefun.types\/string", and was read as .*int/,
    });
  });

  test('with an empty value has the default; without one it has none', async () => {
    const empty = await received({
      typename: 'io.statefun.types/int',
      hasValue: true,
      value: new Uint8Array(0),
    });
    assert.equal(empty.asInt(), 0);
    const absent = await received({
      typename: 'io.statefun.types/int',
      hasValue: false,
      value: new Uint8Array(0),
    });
    assert.throws(() => absent.asInt(), { code: 'STATEFUN_MESSAGE_INVALID', message: /carries no value/ });
    assert.throws(() => absent.rawValueBytes, { code: 'STATEFUN_MESSAGE_INVALID' });
  });
});
