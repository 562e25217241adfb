import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress } from '../src/index.ts';

const format = (id: string) => formatAddress({ namespace: 'example', type: 'person', id });

test('plain addresses are shown as they are', () => {
  assert.equal(format('Bob'), 'example/person/Bob');
  assert.equal(format('a/b:ü-中😀'), 'example/person/a/b:ü-中😀');
});

test('ids that would confuse a reader or forge a log line are quoted and escaped', () => {
  assert.equal(format(''), 'example/person/""');
  assert.equal(format('Bob Smith'), 'example/person/"Bob Smith"');
  assert.equal(format('"x"'), String.raw`example/person/"\"x\""`);
  assert.equal(format('x\nERROR all lost'), String.raw`example/person/"x\nERROR all lost"`);
  assert.equal(format('\u202ereversed'), String.raw`example/person/"\u{202e}reversed"`);
  assert.equal(format('a\u2028b'), String.raw`example/person/"a\u{2028}b"`);
});

test('long ids are cut', () => {
  assert.equal(format('x'.repeat(1000)), `example/person/${'x'.repeat(200)}…`);
});
