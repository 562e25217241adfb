import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formatTypeName, parseSdkTypeName, parseTypeName } from '../src/index.ts';

const invalid = { code: 'STATEFUN_TYPENAME_INVALID', message: /must have the form <namespace>\/<name>/ };

suite('the runtime parses type names', () => {
  for (const [text, namespace, name] of [
    ['example/person', 'example', 'person'],
    ['a/b/', 'a', 'b'],
    ['a/b///', 'a', 'b'],
    ['/b', '', 'b'],
    ['com.foo.bar/baz-1', 'com.foo.bar', 'baz-1'],
    ['a/ ', 'a', ' '],
  ] as const) {
    test(text, () => assert.deepEqual(parseTypeName(text), { namespace, name }));
  }

  for (const text of ['', '/', '//', 'a', 'a/', 'a//', 'a/b/c', 'a//b', '//b', '/a/b', 'a/b//c']) {
    test(`and refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseTypeName(text), invalid));
  }
});

suite('the SDKs parse type names at the last slash', () => {
  for (const [text, namespace, name] of [
    ['example/person', 'example', 'person'],
    ['a/b/c', 'a/b', 'c'],
    ['type.googleapis.com/x.Y', 'type.googleapis.com', 'x.Y'],
  ] as const) {
    test(text, () => {
      assert.deepEqual(parseSdkTypeName(text), { namespace, name });
      assert.equal(formatTypeName(namespace, name), text);
    });
  }

  for (const text of ['', '/', 'a', 'a/', '/b', 'a/b/']) {
    test(`and refuse ${JSON.stringify(text)}`, () => assert.throws(() => parseSdkTypeName(text), invalid));
  }
});
