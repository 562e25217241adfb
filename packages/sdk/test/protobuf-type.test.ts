import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { StringValue } from '@bufbuild/protobuf/wkt';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { StateFun } from '../src/index.ts';

const typename = 'type.googleapis.com/google.protobuf.StringValue';
/** The protobuf message `{ value: 'Bob' }`. */
const bob = '0a03426f62';
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = () => Buffer.from(bob, 'hex');

test('classes of google-protobuf', () => {
  interface GoogleStringValue {
    getValue(): string;
    serializeBinary(): Uint8Array;
  }
  const { StringValue: generated } = createRequire(import.meta.url)(
    'google-protobuf/google/protobuf/wrappers_pb.js',
  ) as { StringValue: { deserializeBinary(bytes: Uint8Array): GoogleStringValue } };
  const type = StateFun.protoType<GoogleStringValue>(typename, generated);
  const message = type.decode(bytes());
  assert.equal(message.getValue(), 'Bob');
  assert.equal(hex(type.encode(message)), bob);
});

test('schemas of @bufbuild/protobuf 2, with its two functions', () => {
  const type = StateFun.protoType(typename, {
    toBinary: (message: StringValue) => toBinary(StringValueSchema, message),
    fromBinary: (data: Uint8Array) => fromBinary(StringValueSchema, data),
  });
  const message = create(StringValueSchema, { value: 'Bob' });
  assert.equal(hex(type.encode(message)), bob);
  assert.deepEqual(type.decode(bytes()), message);
});

test('classes with fromBinary, and toBinary on the message', () => {
  class Name {
    readonly value: string;
    constructor(value: string) {
      this.value = value;
    }
    static fromBinary(data: Uint8Array): Name {
      return new Name(fromBinary(StringValueSchema, data).value);
    }
    toBinary(): Uint8Array {
      return toBinary(StringValueSchema, create(StringValueSchema, { value: this.value }));
    }
  }
  const type = StateFun.protoType<Name>(typename, Name);
  assert.equal(type.decode(bytes()).value, 'Bob');
  assert.equal(hex(type.encode(new Name('Bob'))), bob);
});

test('static classes of protobufjs, and objects whose encode returns bytes', () => {
  const asBytes = {
    encode: (value: string) => StateFun.stringType().encode(value),
    decode: (data: Uint8Array) => StateFun.stringType().decode(data),
  };
  const asWriter = { ...asBytes, encode: (value: string) => ({ finish: () => asBytes.encode(value) }) };
  for (const generated of [asBytes, asWriter]) {
    const type = StateFun.protoType<string>(typename, generated);
    assert.equal(hex(type.encode('Bob')), bob);
    assert.equal(type.decode(bytes()), 'Bob');
  }
});

test('malformed bytes are refused with the type name', () => {
  const type = StateFun.protoType(typename, {
    toBinary: (message: StringValue) => toBinary(StringValueSchema, message),
    fromBinary: (data: Uint8Array) => fromBinary(StringValueSchema, data),
  });
  assert.throws(() => type.decode(Uint8Array.of(0x0a, 5)), {
    code: 'STATEFUN_VALUE_INVALID',
    message: /StringValue/,
  });
});
