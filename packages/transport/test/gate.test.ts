import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Gate } from '../src/gate.ts';
import type { Entrant } from '../src/gate.ts';
import { until } from './support.ts';

function entrants(gate: Gate, count: number): number[] {
  const started: number[] = [];
  for (let index = 0; index < count; index++) {
    const entrant: Entrant = { start: () => started.push(index), next: undefined };
    gate.enter(entrant);
  }
  return started;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('as many start as the limit says; the others follow in the order they came', async () => {
  const gate = new Gate(3);
  const started = entrants(gate, 7);
  assert.deepEqual(started, upTo(3));
  gate.leave('failed', 0);
  await turn();
  assert.deepEqual(started, upTo(4));
  for (let left = 0; left < 3; left++) gate.leave('failed', 0);
  assert.deepEqual(started, upTo(4), 'those who follow in one turn start together');
  await turn();
  assert.deepEqual(started, upTo(7));
  for (let left = 0; left < 3; left++) gate.leave('failed', 0);
  assert.ok(gate.idle);
});

test('nobody overtakes those who wait', async () => {
  const gate = new Gate(1);
  const order: string[] = [];
  const enter = (name: string): void => gate.enter({ start: () => order.push(name), next: undefined });
  enter('first');
  enter('second');
  gate.enter({
    start: () => {
      order.push('third');
      enter('last');
    },
    next: undefined,
  });
  for (let left = 0; left < 3; left++) {
    gate.leave('failed', 0);
    await turn();
  }
  assert.deepEqual(order, ['first', 'second', 'third', 'last']);
});

test('when nothing ends at all, more start, up to the maximum', async () => {
  const gate = new Gate(100);
  const started = entrants(gate, 200);
  assert.equal(started.length, 32);
  await until(() => started.length === 100);
  gate.close();
});

test('it wants as many again as there are places, once something is known of who is let in', () => {
  const gate = new Gate(100);
  entrants(gate, 40);
  assert.equal(gate.wanted, undefined);
  gate.leave('answered', performance.now());
  assert.equal(gate.wanted, 64);
  gate.leave('timed out', performance.now());
  assert.equal(gate.wanted, 32);
  gate.close();
});

test('after close nobody starts any more', async () => {
  const gate = new Gate(2);
  const started = entrants(gate, 4);
  gate.leave('failed', 0);
  gate.close();
  gate.leave('failed', 0);
  await turn();
  assert.deepEqual(started, [0, 1]);
  assert.ok(gate.idle);
});
