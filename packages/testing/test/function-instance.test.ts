import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { FunctionInstance } from '@statefun-ts/testing';
import { Address, StateFun, messageBuilder } from '@statefun-ts/sdk';
import * as compat from '@statefun-ts/sdk/compat';
import { person, reminder, statefun } from './functions.ts';

const bob = () => new FunctionInstance(statefun, person, 'Bob');

suite('a function in memory', () => {
  test('keeps its states from call to call, and shows what it sent', async () => {
    const instance = bob();
    instance.state.visits = 41;
    const { messages } = await instance.call({ value: 'hi' });
    assert.deepEqual(
      messages.map((message) => [message.targetAddress.toString(), message.asString()]),
      [['example/greeter/the', 'Bob said hi, before: nothing']],
    );
    await instance.call({ value: 'bye' });
    assert.deepEqual(instance.state, { visits: 43, last: 'bye' });
  });

  test('has states of the types of its specs, for the compiler, too', () => {
    const instance = bob();
    const visits: number | null = instance.state.visits;
    assert.equal(visits, null);
    // @ts-expect-error not a state of the function
    assert.throws(() => (instance.state.visit = 1), /not extensible/);
    // @ts-expect-error a number is wanted
    assert.throws(() => (instance.state.visits = 'one'), { code: 'STATEFUN_VALUE_INVALID' });
  });

  test('can lose a state, as when it expires', async () => {
    const instance = bob();
    await instance.call({ value: 'hi' });
    instance.state.last = null;
    const { messages } = await instance.call({ value: 'again' });
    assert.equal(messages[0]?.asString(), 'Bob said again, before: nothing');
  });

  test('shows delayed messages, cancellations and records, and sees its caller', async () => {
    const instance = new FunctionInstance(statefun, reminder, 'Bob');
    const { delayed } = await instance.call({ value: 'remind me' });
    assert.equal(instance.state.pending, true);
    assert.deepEqual(
      delayed.map(({ delayMs, message, cancellationToken }) => [
        delayMs,
        message.asBoolean(),
        cancellationToken,
      ]),
      [[3_600_000, true, 'reminder']],
    );
    assert.deepEqual((await instance.call({ value: 'cancel' })).cancellations, ['reminder']);

    const caller = Address.fromTypeNameId('example/person', 'Eve');
    const { egress } = await instance.call({ value: true, caller });
    const [record] = egress;
    assert.equal(record?.egress, 'example/greets');
    const { topic, key, value } = record.asKafka();
    assert.deepEqual([topic, key.toString(), value.toString()], ['reminders', 'Bob', 'example/person/Eve']);
    assert.throws(() => record.asKinesis(), /is of type .*KafkaProducerRecord.*, and was read as .*Kinesis/);
  });

  test('handles a batch in one call', async () => {
    const instance = bob();
    const messages = ['a', 'b'].map((value) => messageBuilder({ typename: 'x/y', id: 'z', value }));
    const effects = await instance.callBatch(messages);
    assert.deepEqual(
      effects.messages.map((message) => message.asString()),
      ['Bob said a, before: nothing', 'Bob said b, before: a'],
    );
  });

  test('that fails says why, and changes nothing', async () => {
    const instance = bob();
    await instance.call({ value: 'hi' });
    await assert.rejects(instance.call({ value: 'fail' }), {
      code: 'STATEFUN_FUNCTION_FAILED',
      message: 'The function example/person/Bob failed on message 1 of 1: not today',
      cause: new Error('not today'),
    });
    assert.deepEqual(instance.state, { visits: 1, last: 'hi' });
  });

  test('that is not bound is named, with those that are', () => {
    assert.throws(() => new FunctionInstance(statefun, 'example/persn', 'Bob'), {
      code: 'STATEFUN_FUNCTION_UNBOUND',
      message: /^No function is bound as example\/persn\. Bound are: example\/person, example\/greeter/,
    });
  });

  test('may be of the API of the official SDK', async () => {
    const service = new compat.StateFun();
    service.bind({
      typename: 'example/counter',
      specs: [{ name: 'count', type: compat.StateFun.intType() }],
      fn(context, message) {
        context.storage.count = message.asInt() ?? 0;
      },
    });
    const instance = new FunctionInstance(service, 'example/counter', 'x');
    await instance.call({ value: 7 });
    assert.deepEqual(instance.state, { count: 7 });
    await instance.call({ value: 8, valueType: StateFun.intType() });
    assert.equal(instance.state['count'], 8);
  });
});
