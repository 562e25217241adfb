import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import { MalformedReply } from '../../src/http1/malformed-reply.ts';
import type { ResponseHead } from '../../src/http1/response-head.ts';
import { ResponseParser } from '../../src/http1/response-parser.ts';

interface Reply {
  readonly head: ResponseHead | undefined;
  readonly body: string;
  readonly isOver: boolean;
  readonly keepsAlive: boolean;
}

/** What is read of `text`, given in pieces of so many bytes; each is overwritten afterwards, as on a socket. */
function read(text: string, pieceBytes = Infinity, ends = false): Reply {
  let head: ResponseHead | undefined;
  let body = '';
  const parser = new ResponseParser({
    onHead: (it) => (head = it),
    onBody: (piece) => (body += piece.toString('latin1')),
  });
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = Buffer.from(bytes.subarray(at, Math.min(bytes.length, at + pieceBytes)));
    parser.feed(piece);
    piece.fill('#');
  }
  if (ends) parser.end();
  return { head, body, isOver: parser.isOver, keepsAlive: parser.keepsAlive };
}

const OK = 'HTTP/1.1 200 OK\r\n';
const REPLIES: readonly (readonly [what: string, text: string, body: string])[] = [
  [
    'of a known length',
    `${OK}Content-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\nhello`,
    'hello',
  ],
  ['in chunks', `${OK}transfer-encoding: Chunked\r\n\r\n3\r\nhel\r\n2 ;a="b"\r\nlo\r\n0\r\n\r\n`, 'hello'],
  [
    'in chunks, with trailers',
    `${OK}transfer-encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nx: y\r\n\r\n`,
    '0123456789',
  ],
  ['without a body', `${OK}content-length: 0\r\n\r\n`, ''],
  ['of status 204', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
  [
    'after interim ones',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: a\r\n\r\n${OK}content-length: 2\r\n\r\nok`,
    'ok',
  ],
  ['without a reason', 'HTTP/1.1 200\r\ncontent-length: 1\r\n\r\nx', 'x'],
];

for (const [what, text, body] of REPLIES) {
  test(`a reply ${what} is read, in whatever pieces it comes`, () => {
    for (const pieceBytes of [Infinity, 1, 2, 3, 7, 16]) {
      const reply = read(text, pieceBytes);
      assert.deepEqual([reply.body, reply.isOver, reply.keepsAlive], [body, true, true], String(pieceBytes));
    }
    for (let cut = 0; cut < text.length; cut++) assert.ok(!read(text.slice(0, cut)).isOver, String(cut));
  });
}

test('a reply of no known length ends with the connection', () => {
  const text = 'HTTP/1.1 200 OK\r\ncontent-type: a/b\r\n\r\nall of it';
  assert.deepEqual(read(text).isOver, false);
  const { body, isOver, keepsAlive } = read(text, 4, true);
  assert.deepEqual([body, isOver, keepsAlive], ['all of it', true, false]);
  assert.equal(read(`${OK}content-length: 5\r\n\r\nhel`, 4, true).isOver, false, 'others do not');
});

test('of a head the fields that count are told, whatever their case and the space around them', () => {
  const fields = [
    'DATE: now',
    'content-TYPE:  text/plain; charset=utf-8 ',
    'Content-Encoding:gzip',
    'Location: /there',
    'Keep-Alive: max=3, timeout=5',
    'StateFun-Stream: 1',
    'X-Empty:',
    'content-length: 0',
  ];
  const { head } = read(`HTTP/1.1 307 Over there\r\n${fields.join('\r\n')}\r\n\r\n`);
  assert.deepEqual(head, {
    status: 307,
    contentType: 'text/plain; charset=utf-8',
    contentEncoding: 'gzip',
    location: '/there',
    offersStreams: true,
    bodyBytes: 0,
    isChunked: false,
    keepsAlive: true,
    idleMs: 5_000,
  });
});

test('streams are offered by a list that has our version', () => {
  const offers = (value: string): boolean | undefined =>
    read(`HTTP/1.1 200 OK\r\nstatefun-stream: ${value}\r\ncontent-length: 0\r\n\r\n`).head?.offersStreams;
  assert.deepEqual(['1', '2, 1', '1,2'].map(offers), [true, true, true]);
  assert.deepEqual(['', '2', '11', '1.1'].map(offers), [false, false, false, false]);
});

for (const [head, keepsAlive] of [
  [`${OK}connection: close`, false],
  [`${OK}Connection: foo, Close`, false],
  [`${OK}connection: keep-alive`, true],
  ['HTTP/1.0 200 OK', false],
  ['HTTP/1.0 200 OK\r\nconnection: keep-alive', true],
] as const) {
  test(`${JSON.stringify(head)}: the connection is ${keepsAlive ? 'kept' : 'not kept'}`, () => {
    assert.equal(read(`${head}\r\ncontent-length: 0\r\n\r\n`).keepsAlive, keepsAlive);
  });
}

test('what comes behind a reply is no part of it, and ends the connection', () => {
  const { body, isOver, keepsAlive } = read(`${OK}content-length: 2\r\n\r\nok${OK}`);
  assert.deepEqual([body, isOver, keepsAlive], ['ok', true, false]);
});

for (const [what, text] of [
  ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nupgrade: websocket\r\n\r\n'],
  ['a field without a colon', `${OK}nonsense\r\n\r\n`],
  ['a field that goes on in the next line', `${OK}a: b\r\n c\r\n\r\n`],
  ['space before a colon', `${OK}content-length : 3\r\n\r\nabc`],
  ['a length that is no number', `${OK}content-length: 0x10\r\n\r\n`],
  ['a negative length', `${OK}content-length: -1\r\n\r\n`],
  ['two lengths', `${OK}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd`],
  ['a length and chunks', `${OK}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n`],
  ['an encoding that is not known', `${OK}transfer-encoding: gzip, chunked\r\n\r\n`],
  ['a chunk without a size', `${OK}transfer-encoding: chunked\r\n\r\n\r\n`],
  ['a chunk whose size is no number', `${OK}transfer-encoding: chunked\r\n\r\nxyz\r\n`],
  ['a chunk that is longer than it says', `${OK}transfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n`],
  ['a head that is too long', `${OK}a: ${'b'.repeat(20_000)}\r\n\r\n`],
  [
    'trailers that are too long',
    `${OK}transfer-encoding: chunked\r\n\r\n0\r\n${`a: ${'b'.repeat(999)}\r\n`.repeat(5)}\r\n`,
  ],
] as const) {
  test(`${what}: is malformed, in whatever pieces it comes`, () => {
    for (const pieceBytes of [Infinity, 1, 5]) assert.throws(() => read(text, pieceBytes), MalformedReply);
  });
}

test('replies that are broken in ten thousand ways are read, wait for more, or are malformed: nothing else', () => {
  const random = new Random(7);
  for (let i = 0; i < 10_000; i++) {
    const [, text] = random.pick(REPLIES);
    const bytes = Buffer.from(text, 'latin1');
    for (let flips = 1 + random.below(4); flips > 0; flips--)
      bytes[random.below(bytes.length)] = random.below(256);
    try {
      const whole = read(bytes.toString('latin1'));
      assert.deepEqual(read(bytes.toString('latin1'), 1 + random.below(9)), whole, `case ${i}`);
    } catch (error) {
      if (!(error instanceof MalformedReply)) throw error;
    }
  }
});
