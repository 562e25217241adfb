// The functions and the module file in memory: no ports, no waiting.
import { StateFun } from '@statefun-ts/sdk';
import { FunctionInstance, TestRuntime } from '@statefun-ts/testing';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { statefun } from '../functions.ts';

const greetRequestType = StateFun.jsonType<{ name: string; visits?: number }>('example/GreetRequest');
const egressRecordType = StateFun.jsonType<{ payload: string }>('io.statefun.playground/EgressRecord');
const module = readFileSync(join(import.meta.dirname, '../module.yaml'), 'utf8');

test('a person counts the visits', async () => {
  const bob = new FunctionInstance(statefun, 'example/person', 'Bob');
  bob.state['visits'] = 41;
  const { messages } = await bob.call({ value: { name: 'Bob' }, valueType: greetRequestType });
  assert.equal(bob.state['visits'], 42);
  assert.deepEqual(messages[0]?.as(greetRequestType), { name: 'Bob', visits: 42 });
});

test('each visit is greeted', async () => {
  const runtime = await TestRuntime.start({ functions: statefun, module });
  for (const name of ['Bob', 'Eve', 'Bob']) {
    const value = { name };
    runtime.send({ typename: 'example/person', id: name, value, valueType: greetRequestType });
  }
  await runtime.settle();
  const greetings = runtime
    .egress('io.statefun.playground/egress')
    .map((record) => record.as(egressRecordType).payload);
  assert.deepEqual(greetings.toSorted(), [
    'Welcome back, Bob! This is visit number 2.',
    'Welcome, Bob! This is your first visit.',
    'Welcome, Eve! This is your first visit.',
  ]);
});
