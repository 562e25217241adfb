import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Transport } from '@statefun-ts/engine';
import { FrameType, encodeError } from '@statefun-ts/protocol';
import { failure, requestTo, streamSpec, textOf, transportTo, until } from '../support.ts';
import type { ServedStream, StreamServiceOptions, StreamedCall } from './stream-service.ts';
import { streamService } from './stream-service.ts';

const LONG_MS = 60_000;

/** A service, and a transport that has opened its streams to it. */
async function streaming(
  t: TestContext,
  options: StreamServiceOptions & { readonly spec?: Parameters<typeof streamSpec>[0] } = {},
) {
  const service = await streamService(t, options);
  const transport = transportTo(t, service.url, streamSpec(options.spec));
  await openStream(transport);
  const stream = service.streams[0] as ServedStream;
  stream.calls.length = 0;
  return { service, transport, stream };
}

/** Calls until one goes over a stream. */
async function openStream(transport: Transport): Promise<void> {
  for (;;) if ((await textOfCall(transport, 'opening')) === 'x: streamed') return;
}

const textOfCall = async (transport: Transport, id: string): Promise<string | undefined> =>
  textOf(await transport.call(requestTo('greeter', id), LONG_MS));

/** Holds calls back until the test answers them; those that open the stream are answered. */
const held =
  (then?: (call: StreamedCall, stream: ServedStream) => void) =>
  (call: StreamedCall, stream: ServedStream): void => {
    if (call.target === 'opening') stream.reply(call.id, 'streamed');
    else then?.(call, stream);
  };

describe('a service that offers streams', () => {
  test('is called in the plain way first, then over streams', async (t) => {
    const { service, transport } = await streaming(t, { spec: { streams: 3 } });
    assert.ok(service.plain > 0);
    await until(() => service.streams.length === 3);
    const before = service.plain;
    const replies = await Promise.all(Array.from({ length: 500 }, (_, i) => textOfCall(transport, `${i}`)));
    assert.ok(replies.every((text) => text === 'x: streamed'));
    assert.equal(service.plain, before);
  });

  /** Makes calls as the engine does, always as many as are wanted, until the number is one that the test waits for. */
  const callUntil = async (transport: Transport, isOver: (wanted: number | undefined) => boolean) => {
    let [inFlight, isDone] = [0, false];
    const wanted = (): number => (isDone ? 0 : (transport.callsWanted ?? 1024));
    const goOn = async (): Promise<void> => {
      inFlight++;
      while (inFlight <= wanted()) await textOfCall(transport, 'x');
      inFlight--;
    };
    while (!isOver(transport.callsWanted)) {
      while (inFlight < wanted()) void goOn();
      await setTimeout(5);
    }
    isDone = true;
    await until(() => inFlight === 0);
  };

  test('and is quick is called 256 times at once, since more would only wait', async (t) => {
    const { transport } = await streaming(t);
    assert.equal(transport.callsWanted, undefined);
    await callUntil(transport, (wanted) => wanted === 256);
  });

  test('and is slow has all calls at once that there may be, but while fewer are tried', async (t) => {
    const { transport } = await streaming(t, {
      onCall: held((call, stream) => void globalThis.setTimeout(() => stream.reply(call.id, 'late'), 200)),
    });
    await callUntil(transport, (wanted) => wanted === 512);
    await callUntil(transport, (wanted) => wanted === undefined);
  });

  test('is said to want all calls that there may be when it serves several functions, since one may be slow', async (t) => {
    const service = await streamService(t, { offers: false });
    const transport = transportTo(t, `${service.url}{function.name}`);
    await transport.call(requestTo('one', 'a'), LONG_MS);
    assert.equal(transport.callsWanted, 64);
    await transport.call(requestTo('two', 'a'), LONG_MS);
    assert.equal(transport.callsWanted, undefined);
  });

  test('may answer in any order', async (t) => {
    const { transport, stream } = await streaming(t, { onCall: held() });
    const replies = Promise.all(['a', 'b', 'c'].map((id) => textOfCall(transport, id)));
    await until(() => stream.calls.length === 3);
    for (const { id, target } of stream.calls.toReversed()) stream.reply(id, target);
    assert.deepEqual(await replies, ['x: a', 'x: b', 'x: c']);
  });

  test('never has more calls at once than it allows, and gets all of them', async (t) => {
    let most = 0;
    let open = 0;
    const { transport } = await streaming(t, {
      limits: { callsMax: 3 },
      onCall: (call, stream) => {
        most = Math.max(most, ++open);
        setImmediate(() => {
          open--;
          stream.reply(call.id, 'streamed');
        });
      },
    });
    const replies = await Promise.all(Array.from({ length: 50 }, (_, i) => textOfCall(transport, `${i}`)));
    assert.ok(replies.every((text) => text === 'x: streamed'));
    assert.equal(most, 3);
  });

  test('never has more bytes at once than it allows, but for one call alone', async (t) => {
    const { transport, stream } = await streaming(t, { limits: { bytesMax: 400 }, onCall: held() });
    const large = transport.call(requestTo('greeter', 'large', 'x'.repeat(1000)), LONG_MS);
    const small = textOfCall(transport, 'small');
    await until(() => stream.calls.length === 1);
    assert.equal(stream.calls[0]?.target, 'large');
    stream.reply(stream.calls[0]?.id ?? 0, 'large');
    assert.equal(textOf(await large), 'x: large');
    await until(() => stream.calls.length === 2);
    stream.reply(stream.calls[1]?.id ?? 0, 'small');
    assert.equal(await small, 'x: small');
  });

  test('that goes away answers what it has, and gets the rest over another stream', async (t) => {
    const { service, transport, stream } = await streaming(t, { onCall: held() });
    const first = textOfCall(transport, 'first');
    await until(() => stream.calls.length === 1);
    stream.say(FrameType.goAway, 0);
    while (service.streams.length < 2) await openStream(transport);
    assert.equal(stream.isEnded, false);
    stream.reply(stream.calls[0]?.id ?? 0, 'late');
    assert.equal(await first, 'x: late');
    await until(() => stream.isEnded);
  });

  test('gets another stream when one has lived for long enough', async (t) => {
    const { service, transport, stream } = await streaming(t, { spec: { streamTtlMs: 100 } });
    await until(() => stream.isEnded);
    await openStream(transport);
    assert.ok(service.streams.length > 1);
  });
});

describe('a service that does not', () => {
  test('is called in the plain way only', async (t) => {
    const service = await streamService(t, { offers: false });
    const transport = transportTo(t, service.url, streamSpec());
    for (let i = 0; i < 20; i++) assert.equal(await textOfCall(transport, `${i}`), 'x: plain');
    assert.equal(service.streams.length, 0);
  });

  test('though it says so, is called in the plain way', async (t) => {
    let asked = 0;
    const service = await streamService(t, {
      onStream: (response) => {
        asked++;
        response.writeHead(415).end();
      },
    });
    const log: string[] = [];
    const transport = transportTo(t, service.url, streamSpec(), log);
    for (let i = 0; i < 20; i++) assert.equal(await textOfCall(transport, `${i}`), 'x: plain');
    await until(() => asked === 1 && log.length === 1);
    assert.match(log[0] ?? '', /^A stream to http.*\/statefun failed: it answered with status 415; /);
    for (let i = 0; i < 20; i++) assert.equal(await textOfCall(transport, `${i}`), 'x: plain');
    assert.equal(asked, 1);
  });
});

describe('a call over a stream', () => {
  test('fails with the status and text of the service, and the stream goes on', async (t) => {
    const { service, transport } = await streaming(t, {
      onCall: held((call, stream) => {
        stream.say(FrameType.error, call.id, encodeError({ status: 503, text: 'Not here\nyet' }));
      }),
    });
    await assert.rejects(
      textOfCall(transport, 'a'),
      failure('STATEFUN_CALL_STATUS', true, /example\/greeter "a" at .* with status 503: "Not here yet"/),
    );
    await openStream(transport);
    assert.equal(service.streams.length, 1);
  });

  test('fails when its reply is no reply, or too long, and the stream goes on', async (t) => {
    const { service, transport } = await streaming(t, {
      spec: { payloadBytesMax: 1000 },
      onCall: held((call, stream) => {
        if (call.target === 'nonsense') stream.say(FrameType.reply, call.id, Buffer.from('nonsense'));
        else stream.reply(call.id, 'x'.repeat(2000));
      }),
    });
    await assert.rejects(textOfCall(transport, 'nonsense'), failure('STATEFUN_CALL_REPLY_INVALID', true));
    await assert.rejects(textOfCall(transport, 'long'), failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', true));
    await openStream(transport);
    assert.equal(service.streams.length, 1);
  });

  test('that is too long is not made', async (t) => {
    const { transport, stream } = await streaming(t, {
      spec: { payloadBytesMax: 3000 },
      limits: { payloadBytesMax: 2000 },
    });
    for (const bytes of [2500, 3500]) {
      await assert.rejects(
        transport.call(requestTo('greeter', 'a', 'x'.repeat(bytes)), LONG_MS),
        failure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', false),
      );
    }
    assert.equal(stream.calls.length, 0);
  });

  test('that is late is cancelled, and its answer is nobody’s', async (t) => {
    const { service, transport, stream } = await streaming(t, { onCall: held() });
    await assert.rejects(
      transport.call(requestTo('greeter', 'slow'), 20),
      failure('STATEFUN_CALL_TIMEOUT', false, /its 20 ms ran out/),
    );
    await until(() => stream.cancelled.length === 1);
    assert.deepEqual(stream.cancelled, [stream.calls[0]?.id]);
    stream.reply(stream.calls[0]?.id ?? 0, 'late');
    await openStream(transport);
    assert.equal(service.streams.length, 1);
  });

  test('leaves room for others, though a service never answers those that were given up', async (t) => {
    const { service, transport } = await streaming(t, { limits: { callsMax: 8 }, onCall: held() });
    await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => transport.call(requestTo('greeter', `${i}`), 20)),
    );
    await openStream(transport);
    assert.ok(service.streams.length > 1);
  });

  test('is lost with its stream; the next goes the plain way, and later ones over a new stream', async (t) => {
    const { service, transport, stream } = await streaming(t, { onCall: held() });
    const lost = assert.rejects(
      textOfCall(transport, 'lost'),
      failure('STATEFUN_CALL_DISCONNECTED', true, /its stream went down/),
    );
    await until(() => stream.calls.length === 1);
    stream.cut();
    await lost;
    assert.equal(await textOfCall(transport, 'next'), 'x: plain');
    await openStream(transport);
    assert.equal(service.streams.length, 2);
  });

  test('that waits for room goes the plain way when the last stream is gone', async (t) => {
    const { transport, stream } = await streaming(t, { limits: { callsMax: 1 }, onCall: held() });
    const lost = assert.rejects(textOfCall(transport, 'lost'), failure('STATEFUN_CALL_DISCONNECTED', true));
    const waiting = textOfCall(transport, 'waiting');
    await until(() => stream.calls.length === 1);
    stream.cut();
    await lost;
    assert.equal(await waiting, 'x: plain');
  });

  test('is lost when the service breaks the rules, which ends the stream', async (t) => {
    const violations: ((stream: ServedStream, id: number) => void)[] = [
      (stream) => stream.reply(77, 'not asked for'),
      (stream) => stream.say(FrameType.call, 1, Buffer.from('from the wrong side')),
      (stream) => stream.say(FrameType.ping, 0, Buffer.alloc(100_000)),
      (stream, id) => {
        stream.reply(id, 'once');
        stream.reply(id, 'twice');
      },
    ];
    for (const violate of violations) {
      const { transport, stream } = await streaming(t, { onCall: held() });
      const calls = ['a', 'b'].map((id) => textOfCall(transport, id));
      const settled = Promise.allSettled(calls);
      await until(() => stream.calls.length === 2);
      violate(stream, stream.calls[0]?.id ?? 0);
      await until(() => stream.isClosed);
      await assert.rejects(calls[1] as Promise<unknown>, failure('STATEFUN_CALL_DISCONNECTED', true));
      await settled;
    }
  });

  test('is aborted when the transport is closed, whether it is out or waits, and the connections are freed', async (t) => {
    const { transport, stream } = await streaming(t, { limits: { callsMax: 1 }, onCall: held() });
    const out = assert.rejects(textOfCall(transport, 'out'), failure('STATEFUN_CALL_ABORTED', true));
    const waiting = assert.rejects(textOfCall(transport, 'waiting'), failure('STATEFUN_CALL_ABORTED', true));
    await until(() => stream.calls.length === 1);
    await transport.close();
    await Promise.all([out, waiting]);
    await until(() => stream.isClosed);
    await assert.rejects(textOfCall(transport, 'after'), failure('STATEFUN_CALL_ABORTED', true));
  });
});
