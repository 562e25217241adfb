import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CONTROL_BYTES_MAX,
  FrameReader,
  FrameType,
  FrameWriter,
  StreamViolation,
  decodeError,
  decodeHello,
  encodeError,
  encodeHello,
} from '@statefun-ts/protocol';

interface Seen {
  readonly type: number;
  readonly call: number;
  readonly payload: string;
}

const readerInto = (seen: Seen[], payloadBytesMax = 1_000_000): FrameReader =>
  new FrameReader(
    {
      onFrame: (type, call, payload) => seen.push({ type, call, payload: payload.toString('latin1') }),
      onTooLong: (type, call, bytes) => seen.push({ type, call, payload: `${bytes} too long` }),
    },
    payloadBytesMax,
  );

const bytesOf = (frames: readonly Seen[]): Buffer => {
  const writer = new FrameWriter();
  for (const { type, call, payload } of frames) writer.add(type, call, Buffer.from(payload, 'latin1'));
  return Buffer.concat(writer.take());
};

const FRAMES: readonly Seen[] = [
  { type: FrameType.call, call: 1, payload: 'hello' },
  { type: FrameType.cancel, call: 2 ** 32 - 1, payload: '' },
  { type: FrameType.ping, call: 0, payload: '12345678' },
  { type: 99, call: 7, payload: 'of a later version' },
  { type: FrameType.reply, call: 1, payload: '' },
];

describe('frames', () => {
  test('are read as they were written, wherever they are cut', () => {
    const bytes = bytesOf(FRAMES);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const seen: Seen[] = [];
      const reader = readerInto(seen);
      reader.feed(bytes.subarray(0, cut));
      reader.feed(bytes.subarray(cut));
      assert.deepEqual(seen, FRAMES);
    }
  });

  test('are read byte by byte', () => {
    const seen: Seen[] = [];
    const reader = readerInto(seen);
    for (const byte of bytesOf(FRAMES)) reader.feed(Buffer.from([byte]));
    assert.deepEqual(seen, FRAMES);
  });

  test('of any size go through the writer, in order, and what is taken is taken once', () => {
    const frames = [0, 1, 65_526, 65_527, 65_528, 200_000, 3].map((bytes, index) => ({
      type: FrameType.call,
      call: index + 1,
      payload: 'x'.repeat(bytes),
    }));
    const writer = new FrameWriter();
    const taken: Uint8Array[] = [];
    for (const { type, call, payload } of frames) {
      assert.equal(writer.isEmpty, true);
      writer.add(type, call, Buffer.from(payload));
      assert.equal(writer.isEmpty, false);
      taken.push(...writer.take());
    }
    assert.equal(writer.take().length, 0);
    const seen: Seen[] = [];
    readerInto(seen).feed(Buffer.concat(taken));
    assert.deepEqual(seen, frames);
    assert.deepEqual(bytesOf(frames), Buffer.concat(taken));
  });

  test('a message beyond the limit is passed over, in one piece or many; those behind it are read', () => {
    const bytes = bytesOf([
      { type: FrameType.call, call: 5, payload: 'y'.repeat(101) },
      { type: FrameType.call, call: 6, payload: 'y'.repeat(100) },
    ]);
    for (const step of [1, 7, 110, bytes.length]) {
      const seen: Seen[] = [];
      const reader = readerInto(seen, 100);
      for (let at = 0; at < bytes.length; at += step) reader.feed(bytes.subarray(at, at + step));
      assert.deepEqual(seen, [
        { type: FrameType.call, call: 5, payload: '101 too long' },
        { type: FrameType.call, call: 6, payload: 'y'.repeat(100) },
      ]);
    }
  });

  test('a control frame beyond its limit is a violation, before anything is kept of it', () => {
    const header = Buffer.alloc(9);
    header.writeUInt32BE(CONTROL_BYTES_MAX + 1, 0);
    header.writeUInt8(FrameType.ping, 4);
    assert.throws(() => readerInto([]).feed(header), StreamViolation);
  });

  test('who announces much and sends little takes little memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 100 }, () => readerInto([], 2 ** 32 - 1));
    const header = Buffer.alloc(10);
    header.writeUInt32BE(1_000_000_000, 0);
    header.writeUInt8(FrameType.call, 4);
    for (const reader of readers) reader.feed(header);
    assert.ok(process.memoryUsage().arrayBuffers - before < 50_000_000);
  });
});

describe('HELLO and ERROR', () => {
  const limits = { callsMax: 1, bytesMax: 2 ** 32 - 1, payloadBytesMax: 77 };

  test('say what they were made of, and what a later version adds is passed over', () => {
    assert.deepEqual(decodeHello(Buffer.from(encodeHello(limits))), limits);
    assert.deepEqual(decodeHello(Buffer.concat([encodeHello(limits), Buffer.from('more')])), limits);
    const error = { status: 503, text: 'Not here: ☃' };
    assert.deepEqual(decodeError(Buffer.from(encodeError(error))), error);
    assert.equal(
      encodeError({ status: 500, text: '☃'.repeat(CONTROL_BYTES_MAX) }).length <= CONTROL_BYTES_MAX,
      true,
    );
  });

  test('that make no sense are violations', () => {
    const hello = (change: (bytes: Buffer) => void): Buffer => {
      const bytes = Buffer.from(encodeHello(limits));
      change(bytes);
      return bytes;
    };
    for (const bytes of [
      Buffer.alloc(12),
      hello((bytes) => bytes.writeUInt8(2, 0)),
      hello((bytes) => bytes.writeUInt32BE(0, 1)),
      hello((bytes) => bytes.writeUInt32BE(0, 9)),
    ])
      assert.throws(() => decodeHello(bytes), StreamViolation);
    for (const bytes of [Buffer.alloc(0), Buffer.from([1]), Buffer.from([0, 99]), Buffer.from([2, 88])])
      assert.throws(() => decodeError(bytes), StreamViolation);
  });
});
