import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { HttpConnection } from '../../src/http1/connection.ts';
import type { Connect, Exchange } from '../../src/http1/connection.ts';

/** A connection over a stream that never connects by itself, and what its exchange hears. */
function connection(): { read: (text: string) => void; heard: string[]; socket: Duplex } {
  const socket = Object.assign(new Duplex({ read: () => {}, write: (_bytes, _encoding, done) => done() }), {
    setNoDelay: () => {},
  });
  let read: (text: string) => void = () => {};
  const connect: Connect = (reader) => {
    read = (text) => reader?.callback(Buffer.from(text));
    return socket as unknown as Socket;
  };
  const heard: string[] = [];
  const exchange: Exchange = {
    request: () => [Buffer.from('POST / HTTP/1.1\r\n\r\n')],
    onHead: ({ status }) => heard.push(`head ${status}`),
    onBody: (piece) => heard.push(`body ${piece.toString()}`),
    onEnd: () => heard.push('end'),
    onFailure: ({ message }) => heard.push(`failure: ${message}`),
  };
  new HttpConnection(connect, () => heard.push('dropped')).send(exchange);
  return { read: (text) => read(text), heard, socket };
}

const REPLY = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

test('what comes before the request was written is not taken for its reply', () => {
  const { read, heard, socket } = connection();
  read(REPLY);
  assert.deepEqual(heard, ['failure: it came before the request']);
  assert.ok(socket.destroyed);
});

test('what comes after it is, and what comes when nothing was asked ends the connection', () => {
  const { read, heard, socket } = connection();
  socket.emit('connect');
  read(REPLY);
  assert.deepEqual(heard, ['head 200', 'body ok', 'end']);
  assert.ok(!socket.destroyed);
  read(REPLY);
  assert.deepEqual(heard.slice(3), ['dropped']);
  assert.ok(socket.destroyed);
});
