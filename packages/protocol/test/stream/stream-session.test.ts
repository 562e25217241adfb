import assert from 'node:assert/strict';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { test } from 'node:test';
import { FrameReader, FrameType, FrameWriter, StreamSession } from '@statefun-ts/protocol';

const LIMITS = { callsMax: 1000, bytesMax: 1_000_000, payloadBytesMax: 10_000 };

test('answers go out together at the end of the turn, but each 64 of them at once: the runtime has work meanwhile', async () => {
  const [answered, heard]: [number[], number[]] = [[], []];
  const reader = new FrameReader(
    { onFrame: (type, call) => void (type === FrameType.reply && heard.push(call)), onTooLong: () => {} },
    10_000,
  );
  const session = new StreamSession({
    limits: LIMITS,
    invoke: (request) => {
      answered.push(request.readUInt32BE());
      return Promise.resolve(Buffer.alloc(1000));
    },
    errorOf: (error) => ({ status: 500, text: String(error) }),
    pipe: {
      write: (pieces) => {
        for (const piece of pieces) reader.feed(Buffer.from(piece));
      },
      end: () => {},
      cut: (error) => assert.fail(error),
    },
  });
  const calls = new FrameWriter();
  for (let call = 1; call <= 600; call++) {
    const request = Buffer.alloc(4);
    request.writeUInt32BE(call);
    calls.add(FrameType.call, call, request);
  }
  session.receive(Buffer.concat(calls.take()));
  assert.deepEqual([answered.length, heard.length], [600, 0]);
  // Behind what the answers wait for, and before the turn ends.
  await new Promise<void>((resolve) => process.nextTick(() => queueMicrotask(resolve)));
  // HELLO was a frame of the first write.
  assert.equal(heard.length, 575);
  await endOfTurn();
  assert.deepEqual(heard, answered);
});
