import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggest } from '../src/suggest.ts';

test('the nearest word is suggested, whatever its case', () => {
  assert.equal(suggest('adress', ['id', 'address', 'topics']), 'address');
  assert.equal(suggest('ADDRESS', ['id', 'address']), 'address');
  assert.equal(suggest('topic', ['topics', 'tropics']), 'topics');
});

test('nothing is suggested when nothing is near', () => {
  assert.equal(suggest('bananas', ['id', 'address', 'topics']), undefined);
  assert.equal(suggest('', ['id']), undefined);
  assert.equal(suggest('x'.repeat(1_000_000), ['address']), undefined);
});
