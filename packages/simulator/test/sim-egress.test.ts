import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Ledger } from '../src/ledger.ts';
import { Prng } from '../src/random.ts';
import { StreamMemory } from '../src/sim-egress.ts';

test('a transaction writes its records and its mark together, or nothing', () => {
  const ledger = new Ledger();
  const first = { stream: 's', lane: 0, records: ['a', 'b'], mark: { incarnation: 'i', next: 2 } };
  const second = { stream: 's', lane: 0, records: ['c'], mark: { incarnation: 'i', next: 3 } };
  ledger.begin(first);
  ledger.begin(second);
  ledger.commit(first);
  ledger.abort(second);
  ledger.commit(second);
  assert.deepEqual([...ledger.streams()], [['s', ['a', 'b']]]);
  assert.equal(ledger.mark('s')?.next, 2);
});

test('fencing decides what a dead process left open', () => {
  const happened = new Set<boolean>();
  for (let i = 0; i < 20; i++) {
    const ledger = new Ledger();
    const left = { stream: 's', lane: 0, records: ['a'], mark: null };
    ledger.begin(left);
    ledger.fence([0], new Prng(`fence ${i}`));
    happened.add([...ledger.streams()].length > 0);
    ledger.commit(left);
  }
  assert.equal(happened.size, 2);
});

test('a sequence number that stands for another record is noticed', () => {
  const memory = new StreamMemory();
  assert.equal(memory.note('s', 0, 'a'), true);
  assert.equal(memory.note('s', 0, 'a'), true);
  assert.equal(memory.note('s', 0, 'b'), false);
});
