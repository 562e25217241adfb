// The auditor finds what it is for: each test but the first is a fault that a runtime could have.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { audit } from '../../src/random/audit.ts';
import type { Edge, Node } from '../../src/random/trees.ts';

const node = (tag: string, id: string, children: readonly Edge[] = []): Node => ({
  tag,
  type: 'test/probe',
  id,
  add: tag.length,
  children,
});
const edge = (way: Edge['way'], child: Node): Edge => ({ way, delayMs: 0, cancelAfterMs: 0, node: child });

const first = node('first', 'a', [
  edge('sent', node('one', 'b')),
  edge('sent', node('two', 'b')),
  edge('delayed', node('late', 'c')),
  edge('cancelled', node('never', 'c')),
  edge('raced', node('perhaps', 'd', [edge('sent', node('then', 'd'))])),
]);
const second = node('second', 'a');
const unsure = node('unsure', 'e', [edge('sent', node('follows', 'e'))]);
const planted = [
  { root: first, certain: true, source: 'Kafka' },
  { root: second, certain: true, source: 'Kafka' },
  { root: unsure, certain: false, source: undefined },
];

/** What came, by the id of the address. */
const came = (tags: Readonly<Record<string, string[]>>) =>
  audit(planted, new Map(Object.entries(tags).map(([id, list]) => [`test/probe/${id}`, list])));

const good = { a: ['first', 'second'], b: ['one', 'two'], c: ['late'] };

describe('The auditor of random trees', () => {
  test('accepts what is right, with either end of a race, and adds up the totals', () => {
    const { missing, wrong, totals } = came(good);
    assert.deepEqual([missing, wrong], [[], []]);
    assert.deepEqual(Object.fromEntries(totals), {
      'test/probe/a': 11,
      'test/probe/b': 6,
      'test/probe/c': 4,
    });
    const other = came({ ...good, d: ['perhaps', 'then'], e: ['unsure', 'follows'] });
    assert.deepEqual([other.missing, other.wrong], [[], []]);
    assert.equal(other.totals.get('test/probe/d'), 11);
  });

  test('misses a lost message', () => {
    assert.deepEqual(came({ ...good, b: ['one'] }).missing, ['two']);
    assert.deepEqual(came({ ...good, c: [] }).missing, ['late']);
    assert.deepEqual(came({ ...good, a: ['first'] }).missing, ['second']);
  });

  test('misses what a message that came by chance sends on', () => {
    assert.deepEqual(came({ ...good, d: ['perhaps'] }).missing, ['then']);
    assert.deepEqual(came({ ...good, e: ['unsure'] }).missing, ['follows']);
  });

  const faults: [title: string, tags: Record<string, string[]>, wrong: RegExp][] = [
    ['a message that came twice', { ...good, b: ['one', 'two', 'two'] }, /two came twice/],
    ['a cancelled message that came', { ...good, c: ['late', 'never'] }, /never came to .*must not/],
    ['an effect without its cause', { ...good, d: ['then'] }, /then came to .*must not/],
    ['a message that overtook another', { ...good, b: ['two', 'one'] }, /two overtook one/],
    ['a record that overtook another', { ...good, a: ['second', 'first'] }, /second overtook first/],
    ['a message at the wrong address', { ...good, c: [], d: ['late'] }, /late did not come to/],
    ['a message of no tree', { ...good, d: ['invented'] }, /invented .* is of no tree/],
  ];
  for (const [title, tags, wrong] of faults) {
    test(`finds ${title}`, () => {
      assert.match(came(tags).wrong.join('\n'), wrong);
    });
  }
});
