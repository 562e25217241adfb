import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Codec, FromFunction, ToFunction } from '../src/index.ts';
import {
  fromFunctionCodec,
  kafkaProducerRecordCodec,
  kinesisEgressRecordCodec,
  toFunctionCodec,
} from '../src/index.ts';
import { assertMeans, bytesOf, hexOf, readVectors } from './vectors.ts';

interface MessageVector {
  readonly message: string;
  readonly name: string;
  readonly meaning: object;
  readonly hex: string;
}

const codecs: Readonly<Record<string, Codec<object>>> = {
  ToFunction: toFunctionCodec,
  FromFunction: fromFunctionCodec,
  KafkaProducerRecord: kafkaProducerRecordCodec,
  KinesisEgressRecord: kinesisEgressRecordCodec,
};

const vectors = readVectors('messages.json') as MessageVector[];

function codecOf({ message }: MessageVector): Codec<object> {
  const codec = codecs[message];
  assert.ok(codec, message);
  return codec;
}

suite('messages have the bytes of the official SDK', () => {
  for (const vector of vectors) {
    test(`${vector.message}: ${vector.name}`, () => {
      const codec = codecOf(vector);
      assert.equal(hexOf(codec.encode(vector.meaning)), vector.hex);
      assertMeans(codec.decode(bytesOf(vector.hex)), vector.meaning);
      assert.equal(hexOf(codec.encode(codec.decode(bytesOf(vector.hex)))), vector.hex);
    });
  }
});

const reply = (hex: string): FromFunction => fromFunctionCodec.decode(bytesOf(hex));

suite('malformed input is refused', () => {
  test('every truncation either throws or ends between two fields of the outermost message', () => {
    for (const vector of vectors) {
      const bytes = bytesOf(vector.hex);
      const codec = codecOf(vector);
      for (let length = 1; length < bytes.length; length++) {
        const cut = bytes.subarray(0, length);
        const kept = attempt(() => codec.decode(cut));
        if (kept !== undefined) assert.equal(hexOf(codec.encode(kept)), hexOf(cut), vector.name);
      }
    }
  });

  test('every flipped bit is decoded to something or refused, with an error', () => {
    for (const vector of vectors) {
      const bytes = bytesOf(vector.hex);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const at = bit >> 3;
        const flipped = Uint8Array.from(bytes, (byte, index) =>
          index === at ? byte ^ (1 << (bit & 7)) : byte,
        );
        attempt(() => codecOf(vector).decode(flipped));
      }
    }
  });

  const refused: Readonly<Record<string, string>> = {
    'a length past the end': 'a20605',
    'a length of 2 GiB': 'a206ffffffff07',
    'a length of more than 32 bits': 'a206ffffffffffffffff7f',
    'a varint that never ends': '08ffffffffffffffffffffffff',
    'a tag that never ends': 'ffffffffffffffffffff',
    'field number 0': '0001',
    'wire type 6': '0e00',
    'wire type 7': '0f00',
    'the end of a group that never began': '0c',
    'a group that never ends': '0b',
    'a sub-message longer than its parent': 'a20603120500',
  };
  for (const [name, hex] of Object.entries(refused)) {
    test(name, () => assert.throws(() => reply(hex), Error));
  }

  test('groups nested without end', () => {
    assert.throws(() => fromFunctionCodec.decode(new Uint8Array(1_000_000).fill(0x0b)), /depth/);
  });

  test('a few megabytes that would become millions of objects', () => {
    const emptyMessages = Buffer.alloc(10_000_000, '1200', 'hex');
    const bytes = Buffer.concat([bytesOf('a20680ade204'), emptyMessages]);
    assert.throws(() => fromFunctionCodec.decode(bytes), /more than 4000000 fields/);
  });

  test('strings that are not UTF-8, as in Java', () => {
    const address = '1a01ff';
    assert.throws(() => toFunctionCodec.decode(bytesOf(`a206050a03${address}`)), TypeError);
  });
});

suite('input that other encoders may produce is taken', () => {
  test('an empty body is a reply without effects', () => {
    assertMeans(reply(''), { invocationResult: null, incompleteInvocationContext: null });
  });

  test('unknown fields are skipped and not kept', () => {
    const unknown = '0801110102030405060708'.concat('1a0161', '2501020304', '2b08012c');
    assert.equal(hexOf(fromFunctionCodec.encode(reply(`${unknown}a20600`))), 'a20600');
  });

  test('a known field with another wire type is an unknown field', () => {
    assertMeans(kafkaProducerRecordCodec.decode(bytesOf('08011a0174')), {
      key: new Uint8Array(0),
      valueBytes: new Uint8Array(0),
      topic: 't',
    });
  });

  test('the last of two values counts, and sub-messages are merged', () => {
    const twice = kafkaProducerRecordCodec.decode(bytesOf('1a01611a0162'));
    assert.equal(twice.topic, 'b');
    const merged = toFunctionCodec.decode(bytesOf('a206050a031a0141a206050a030a0142'));
    assertMeans(merged.invocation?.target, { namespace: 'B', type: '', id: 'A' });
  });

  test('a Kafka key of any bytes, which the Java SDK allows, keeps its bytes', () => {
    const record = kafkaProducerRecordCodec.decode(bytesOf('0a03fffe00'));
    assert.deepEqual([...record.key], [0xff, 0xfe, 0]);
    assert.equal(hexOf(kafkaProducerRecordCodec.encode(record)), '0a03fffe00');
  });

  test('64 bit numbers are numbers: exact to 2^53, rounded beyond', () => {
    const delays = ['ffffffffffffff0f', 'ffffffffffffffff7f', 'ffffffffffffffffff01'].map((varint) => {
      const field = `08${varint}`;
      const delayed = `1a${byteLength(field)}${field}`;
      return reply(`a206${byteLength(delayed)}${delayed}`).invocationResult?.delayedInvocations[0]?.delayInMs;
    });
    assert.deepEqual(delays, [Number.MAX_SAFE_INTEGER, 2 ** 63 - 1024, -1]);
  });

  test('unknown enum numbers are kept for the caller to refuse', () => {
    const mutation = reply('a206040a020807').invocationResult?.stateMutations[0];
    assert.equal(mutation?.mutationType, 7);
  });
});

suite('byte fields', () => {
  const vector = vectors.find(({ name }) => name === 'states: unset, empty, set');
  for (const kind of ['Buffer', 'Uint8Array'] as const) {
    test(`are views of a ${kind}, not copies`, () => {
      assert.ok(vector);
      const bytes = kind === 'Buffer' ? Buffer.from(vector.hex, 'hex') : bytesOf(vector.hex);
      const value = toFunctionCodec.decode(bytes).invocation?.state[2]?.stateValue?.value;
      assert.equal(value?.length, 256);
      assert.equal(value.buffer, bytes.buffer);
    });
  }
});

function byteLength(hex: string): string {
  return (hex.length / 2).toString(16).padStart(2, '0');
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof Error);
    return undefined;
  }
}

/** A request to one address, with one message. */
const request = (id: string, value: Uint8Array): ToFunction => ({
  invocation: {
    target: { namespace: 'example', type: 'greeter', id },
    state: [],
    invocations: [{ caller: null, argument: { typename: 'example/bytes', hasValue: true, value } }],
  },
});

suite('one encoder and one memory of names serve all messages', () => {
  test('what was encoded stays what it was when others are encoded, larger and smaller ones', () => {
    const sizes = [0, 5, 200, 70_000, 3, 1_000_000, 0, 129];
    const messages = sizes.map((bytes, i) => request(`id ${i}`, new Uint8Array(bytes).fill(i)));
    const encoded = messages.map((message) => toFunctionCodec.encode(message));
    for (const [i, bytes] of encoded.entries()) assertMeans(toFunctionCodec.decode(bytes), messages[i] ?? {});
  });

  test('one that can not be encoded leaves nothing behind in the next', () => {
    const good = request('id', new Uint8Array([1, 2, 3]));
    const before = hexOf(toFunctionCodec.encode(good));
    const broken = {
      namespace: 'example',
      type: 'greeter',
      get id(): string {
        throw new Error('no id');
      },
    };
    const invocation = { target: broken, state: [], invocations: [] };
    assert.throws(() => toFunctionCodec.encode({ ...good, invocation }), /no id/);
    assert.equal(hexOf(toFunctionCodec.encode(good)), before);
  });

  test('thousands of short strings, which share places in the memory of names, come out as they went in', () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => [`k${i}`, `naïve ${i}`, `${i}k`]).flat();
    for (const id of [...ids, ...ids.toReversed()]) {
      const bytes = toFunctionCodec.encode(request(id, new Uint8Array()));
      // Only Node's buffers have short strings looked up.
      assert.equal(toFunctionCodec.decode(Buffer.from(bytes)).invocation?.target?.id, id);
    }
  });
});
