import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJavaUtf8 } from '../../src/ingress/java-utf8.ts';

/** What a JDK 17 makes of these bytes. */
const answersOfJava = [
  ['', ''],
  ['4a c3 b6 72 67', 'Jörg'],
  ['f0 9f 98 80', '😀'],
  ['ef bb bf 61', '\uFEFFa'],
  ['61 80', 'a\uFFFD'],
  ['c3 41', '\uFFFDA'],
  ['ed a0 80', '\uFFFD'],
  ['ed bf c0 a0 f0', '\uFFFD\uFFFD\uFFFD\uFFFD'],
  ['ed be ed be', '\uFFFD\uFFFD'],
  ['ed bf e0 a0 90', '\uFFFD\u0810'],
  ['e0 80 80', '\uFFFD\uFFFD\uFFFD'],
  ['f5 80', '\uFFFD\uFFFD'],
  ['e2 82', '\uFFFD'],
  ['ef bf bd', '\uFFFD'],
] as const;

test('bytes become the same text as in Java, malformed ones too', () => {
  for (const [hex, text] of answersOfJava) {
    const bytes = Buffer.from(`7a${hex.replaceAll(' ', '')}7a`, 'hex');
    assert.equal(decodeJavaUtf8(bytes, 1, bytes.length - 1), text, hex);
  }
});
