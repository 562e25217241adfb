// A line between two threads: what can't cross is told, and does not stop what follows.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { Line } from '../src/line.ts';

type Message = { readonly n: number; readonly bytes?: readonly Uint8Array[] };

test('what was sent in one turn comes together, with its bytes', async (t) => {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const line = new Line<Message, Message>(port1, () => {});
  const received = new Promise<readonly Message[]>((resolve) => new Line<Message, Message>(port2, resolve));
  line.send({ n: 1, bytes: [Buffer.from('ab'), Buffer.from('c')] });
  line.send({ n: 2 });
  const messages = (await received).map(({ n, bytes }) => [n, bytes?.map(String)]);
  assert.deepEqual(messages, [
    [1, ['ab', 'c']],
    [2, undefined],
  ]);
});

test('what can not cross is told, and what is sent after it crosses', async (t) => {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const failures: unknown[] = [];
  const line = new Line<object, object>(
    port1,
    () => {},
    (error) => void failures.push(error),
  );
  line.send({ odd: () => 1 });
  line.flush();
  assert.match(String(failures[0]), /DataCloneError/);
  line.send({ n: 2 });
  const [{ messages }] = (await once(port2, 'message')) as [{ messages: unknown[] }];
  assert.deepEqual(messages, [{ n: 2 }]);
});

test('what comes and is none of its messages is told', async (t) => {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const told = new Promise<unknown>((resolve) => new Line<object, object>(port1, () => {}, resolve));
  port2.postMessage(null, []);
  assert.ok((await told) instanceof TypeError);
});
