import type { Random } from './random.ts';

const METHODS = [
  'PUT',
  'POST',
  'GET',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'put',
  'FOO',
  '',
  'P\0T',
];
const SEGMENTS = [
  'example',
  'person',
  'Bob',
  '',
  '%2F',
  '%00',
  '%',
  '%ff',
  '%F0%9F%92%A5',
  'é',
  '..',
  '.',
  '%2e%2e',
  '?',
  '#x',
  ' ',
  '\\',
  'x'.repeat(300),
  'y'.repeat(9_000),
  'z'.repeat(20_000),
];
const TYPES = [
  'application/vnd.example/GreetRequest',
  'application/vnd.example/GreetRequest',
  'APPLICATION/VND.a/b; charset=utf-8',
  'application/vnd.',
  'application/vnd./',
  'application/vnd.a',
  'application/vnd.a/b/c',
  'text/plain',
  'text/plain; charset=latin1',
  'text/plain; charset="utf-8"',
  'application/json',
  '',
  ';',
  'multipart/form-data; boundary=x',
];
const LENGTHS = ['0', '5', '999', '-1', '1e3', '0x10', '5, 5', '99999999999999999999', 'NaN', '', '2097152'];
const HEADERS = [
  'Expect: 100-continue',
  'Expect: nonsense',
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Connection: close',
  'Content-Encoding: gzip',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: identity',
  'Host: a\r\nHost: b',
  ': no name',
  'No-Colon',
  'Folded: a\r\n b',
  'Nul: \0',
  'Status: 200',
  `Long: ${'x'.repeat(17_000)}`,
  Array.from({ length: 300 }, (_, i) => `H${i}: ${i}`).join('\r\n'),
];
const CHUNKS = [
  '5\r\nhello\r\n0\r\n\r\n',
  '5;ext=1\r\nhello\r\n0\r\nTrailer: x\r\n\r\n',
  '5\r\nhel',
  'zz\r\nhello\r\n0\r\n\r\n',
  '-5\r\nhello\r\n0\r\n\r\n',
  'ffffffffffffffff\r\nhello\r\n0\r\n\r\n',
  '3\r\nhello\r\n0\r\n\r\n',
  '0\r\n',
];

/** A request as a broken or hostile client might send it; some are quite right. */
export function brokenRequest(random: Random): Buffer {
  if (random.chance(0.05)) return random.bytes(random.below(300));
  const isChunked = random.chance(0.2);
  const body = isChunked
    ? Buffer.from(random.pick(CHUNKS))
    : random.chance(0.1)
      ? random.bytes(random.below(5_000))
      : Buffer.from('hello');
  const headers = [`Host: localhost`];
  if (random.chance(0.9)) headers.push(`Content-Type: ${random.pick(TYPES)}`);
  if (isChunked) headers.push('Transfer-Encoding: chunked');
  if (!isChunked || random.chance(0.1))
    headers.push(`Content-Length: ${random.chance(0.7) ? body.length : random.pick(LENGTHS)}`);
  if (random.chance(0.3)) headers.push(random.pick(HEADERS));
  const head = `${method(random)} ${path(random)} ${version(random)}\r\n${headers.join('\r\n')}\r\n\r\n`;
  const request = Buffer.concat([Buffer.from(head), body]);
  return random.chance(0.3) ? mutated(request, random) : request;
}

const method = (random: Random): string => (random.chance(0.7) ? 'PUT' : random.pick(METHODS));

const version = (random: Random): string =>
  random.chance(0.9) ? 'HTTP/1.1' : random.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'SIP/2.0', '']);

function path(random: Random): string {
  if (random.chance(0.5)) return '/example/person/Bob';
  const segments = Array.from({ length: random.below(5) }, () => random.pick(SEGMENTS));
  return `${random.pick(['/', '/', '/', '', '//', 'http://x/', '*'])}${segments.join('/')}`;
}

function mutated(request: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(request);
  for (let i = 1 + random.below(4); i > 0; i--) {
    const at = random.below(bytes.length);
    switch (random.below(4)) {
      case 0:
        bytes[at] = random.below(256);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), random.bytes(random.below(20)), bytes.subarray(at)]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(20))]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at + 1)]);
    }
  }
  return bytes;
}
