import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FrameReader, FrameType, FrameWriter, encodeError, encodeHello } from '@statefun-ts/protocol';
import type { ChannelListener } from '../../src/stream/channel.ts';
import { ClientStream } from '../../src/stream/client-stream.ts';
import type { Caller, StreamTimes } from '../../src/stream/client-stream.ts';
import { until } from '../support.ts';

const frame = (type: number, call: number, payload?: Uint8Array): Buffer => {
  const writer = new FrameWriter();
  writer.add(type, call, payload);
  return Buffer.concat(writer.take());
};

const HELLO = frame(
  FrameType.hello,
  0,
  encodeHello({ callsMax: 100, bytesMax: 1000, payloadBytesMax: 1000 }),
);

/** A stream over a channel in memory: what it said, and what its listener and callers heard. */
function stream(times: Partial<StreamTimes> = {}, onSaid: (type: number) => void = () => {}) {
  const said: number[] = [];
  const heard: string[] = [];
  let listener: ChannelListener | undefined;
  const reader = new FrameReader(
    {
      onFrame: (type) => {
        said.push(type);
        onSaid(type);
      },
      onTooLong: () => {},
    },
    10_000,
  );
  const client = new ClientStream(
    (given) => {
      listener = given;
      return {
        write: (pieces) => {
          for (const piece of pieces) reader.feed(Buffer.from(piece));
        },
        end: () => heard.push('ended'),
        destroy: () => heard.push('destroyed'),
      };
    },
    {
      payloadBytesMax: 1000,
      times: { openMs: 60_000, silenceMs: 60_000, ttlMs: 60_000, ...times },
      listener: {
        onOpen: () => heard.push('open'),
        onRoom: () => {},
        onAnswered: () => {},
        onRetired: () => heard.push('retired'),
        onOver: (error) => heard.push(`over: ${error?.message ?? 'in order'}`),
      },
    },
  );
  const caller = (name: string): Caller => ({
    onReply: (payload) => heard.push(`${name}: ${payload.toString()}`),
    onError: ({ status }) => heard.push(`${name}: ${status}`),
    onTooLong: () => heard.push(`${name}: too long`),
    onLost: () => heard.push(`${name}: lost`),
  });
  const feed = (...frames: Buffer[]): void => listener?.onBytes(Buffer.concat(frames));
  return { client, said, heard, feed, caller, over: (error?: Error) => listener?.onOver(error) };
}

describe('a stream', () => {
  test('asks a service that is silent whether it lives, and is given up when that is silent, too', async () => {
    const { feed, said, heard, client, caller } = stream({ silenceMs: 10 });
    feed(HELLO);
    client.call(caller('a'), Buffer.from('a'), 0);
    await until(() => heard.length > 1);
    assert.ok(said.includes(FrameType.ping));
    assert.deepEqual(heard, [
      'open',
      'destroyed',
      'a: lost',
      'over: the service was silent, and did not answer a PING',
    ]);
  });

  test('lives for as long as its service answers that', async () => {
    const { feed, said, heard, client } = stream({ silenceMs: 5 }, (type) => {
      if (type === FrameType.ping) setImmediate(feed, frame(FrameType.pong, 0, Buffer.alloc(8)));
    });
    feed(HELLO);
    await until(() => said.length === 5);
    assert.deepEqual(heard, ['open']);
    client.destroy(new Error('the test is over'));
  });

  test('lets calls go out together at the end of the turn, but each 64 of them at once: the service has work meanwhile', async () => {
    const { feed, said, client, caller } = stream();
    const limits = { callsMax: 1000, bytesMax: 10_000_000, payloadBytesMax: 1000 };
    feed(frame(FrameType.hello, 0, encodeHello(limits)));
    const call = (): number => client.call(caller('a'), Buffer.alloc(1000), 0);
    for (let i = 0; i < 63; i++) call();
    assert.equal(said.length, 0);
    for (let i = 63; i < 600; i++) call();
    assert.equal(said.length, 576);
    await until(() => said.length === 600);
    client.destroy(new Error('the test is over'));
  });

  test('is over when the service says no HELLO in time', async () => {
    const { heard } = stream({ openMs: 5 });
    await until(() => heard.length > 0);
    assert.deepEqual(heard, ['destroyed', 'over: it said no HELLO in time']);
  });

  test('that ends in the middle loses the calls that are not answered, and only those', () => {
    const { feed, heard, client, caller, over } = stream();
    feed(HELLO);
    const [a, b] = ['a', 'b', 'c'].map((name) => client.call(caller(name), Buffer.from(name), 0));
    feed(
      frame(FrameType.reply, a ?? 0, Buffer.from('done')),
      frame(FrameType.error, b ?? 0, encodeError({ status: 500, text: '' })),
    );
    over();
    assert.deepEqual(heard, ['open', 'a: done', 'b: 500', 'c: lost', 'over: the service ended it']);
  });

  test('passes over frames that a later version may have', () => {
    const { feed, heard, client, caller } = stream();
    feed(HELLO);
    const id = client.call(caller('a'), Buffer.from('a'), 0);
    feed(frame(200, 9, Buffer.from('what is this?')), frame(FrameType.reply, id, Buffer.from('fine')));
    assert.deepEqual(heard, ['open', 'a: fine']);
    client.destroy(new Error('the test is over'));
  });

  test('of random bytes is over or waits for more, and no call is answered twice', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let round = 0; round < 3000; round++) {
      const { feed, heard, client, caller } = stream();
      feed(HELLO);
      for (const name of ['a', 'b', 'c']) client.call(caller(name), Buffer.from(name), 0);
      const bytes = Buffer.concat(
        Array.from({ length: 5 }, () => frame(random(22), random(5), Buffer.from('x'.repeat(random(20))))),
      );
      for (let i = random(3); i > 0; i--) bytes[random(bytes.length)] = random(256);
      feed(bytes);
      client.destroy(new Error('the test is over'));
      for (const name of ['a', 'b', 'c'])
        assert.equal(heard.filter((text) => text.startsWith(`${name}: `)).length, 1, `round ${round}`);
    }
  });
});
