import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { TestRuntimeOptions } from '@statefun-ts/testing';
import { TestRuntime } from '@statefun-ts/testing';
import { StateFun, messageBuilder } from '@statefun-ts/sdk';
import extension from './extension.ts';
import { greeter, person, reminder, statefun } from './functions.ts';

const hourMs = 3_600_000;
const start = (options: Partial<TestRuntimeOptions> = {}) =>
  TestRuntime.start({ functions: statefun, egresses: ['example/greets'], ...options });

const bob = { typename: person.typename, id: 'Bob' };
const texts = (runtime: TestRuntime) =>
  runtime.egress('example/greets').map((record) => record.as(StateFun.stringType()));

suite('a module in memory', () => {
  test('passes messages along a chain of functions, to an egress', async () => {
    const runtime = await start();
    runtime.send({ ...bob, value: 'hi' });
    runtime.send({ ...bob, id: 'Eve', value: 'hello' });
    runtime.send({ ...bob, value: 'bye' });
    await runtime.settle();
    assert.deepEqual(texts(runtime).toSorted(), [
      'Bob said bye, before: hi',
      'Bob said hi, before: nothing',
      'Eve said hello, before: nothing',
    ]);
  });

  test('forgets a state that expires, when its time has come and not before', async () => {
    const runtime = await start();
    runtime.send({ ...bob, value: 'one' });
    await runtime.advance(hourMs - 1);
    runtime.send({ ...bob, value: 'two' });
    await runtime.advance(hourMs);
    runtime.send({ ...bob, value: 'three' });
    await runtime.settle();
    assert.deepEqual(texts(runtime), [
      'Bob said one, before: nothing',
      'Bob said two, before: one',
      'Bob said three, before: nothing',
    ]);
  });

  test('delivers a delayed message when its time has come and not before', async () => {
    const runtime = await start();
    const begunMs = runtime.nowMs;
    runtime.send({ typename: reminder.typename, id: 'Bob', value: 'remind me' });
    await runtime.advance(hourMs - 1);
    assert.deepEqual(runtime.egress('example/greets'), []);
    await runtime.advance(1);
    const [record] = runtime.egress('example/greets');
    assert.equal(record?.asKafka().value.toString(), 'example/reminder/Bob');
    assert.equal(runtime.nowMs - begunMs, hourMs);
  });

  test('never delivers a delayed message that was cancelled', async () => {
    const runtime = await start();
    const to = { typename: reminder.typename, id: 'Bob' };
    runtime.send({ ...to, value: 'remind me' });
    await runtime.advance(hourMs - 1);
    runtime.send({ ...to, value: 'cancel' });
    await runtime.advance(30 * 24 * hourMs);
    assert.deepEqual(runtime.egress('example/greets'), []);
  });

  suite('written in kinds of an extension', () => {
    const written = `kind: io.statefun.endpoints.v2/http
spec:
  functions: example/*
  urlPathTemplate: pigeon://tower/{function.name}
  transport:
    type: com.example/pigeon
    loft: 7
---
kind: com.example.post/letterbox
spec:
  id: example/greets
`;
    const asked = `kind: io.statefun.extensions.v1/extension
spec:
  module: ${fileURLToPath(new URL('extension.ts', import.meta.url))}
---
${written}`;

    const cases = {
      'which the test has': { module: written, extensions: [extension] },
      'which the module asks for': { module: asked },
    };
    for (const [name, options] of Object.entries(cases)) {
      test(`${name}: functions are called here, and its egress collects`, async () => {
        const runtime = await TestRuntime.start({ functions: statefun, ...options });
        runtime.send({ ...bob, value: 'hi' });
        await runtime.settle();
        assert.deepEqual(texts(runtime), ['Bob said hi, before: nothing']);
      });
    }

    test('which nobody has is refused, and so is one that is not there', async () => {
      await assert.rejects(start({ module: written }), /com\.example\/pigeon/);
      const missing = asked.replace('extension.ts', 'no-extension.ts');
      await assert.rejects(start({ module: missing }), { code: 'STATEFUN_EXTENSION_UNREADABLE' });
    });

    test('is refused when what should be an extension is none', async () => {
      const none = { transports: [], components: [] } as unknown as typeof extension;
      await assert.rejects(start({ module: written, extensions: [none] }), {
        code: 'STATEFUN_EXTENSION_INVALID',
        message: /extensions\[0\]/,
      });
    });

    test('is checked by the schema of the extension', async () => {
      const wrong = { module: written.replace('loft: 7', 'loft: high'), extensions: [extension] };
      await assert.rejects(start(wrong), /module\.yaml:7:11/);
    });
  });

  test('says what a function threw, and calls it again when time passes', async () => {
    let broken = true;
    const flaky = new StateFun();
    flaky.bind({
      typename: 'example/flaky',
      fn(context) {
        if (broken) throw new TypeError('the database is away');
        context.send(messageTo(greeter.typename));
      },
    });
    const runtime = await start({ functions: [flaky, statefun] });
    runtime.send({ typename: 'example/flaky', id: 'x', value: 'go' });
    runtime.send({ ...bob, value: 'hi' });
    await assert.rejects(runtime.settle(), (error: Error) => {
      assert.equal(
        error.message,
        'The function example/flaky/x failed on message 1 of 1: the database is away',
      );
      return error.cause instanceof TypeError;
    });
    assert.deepEqual(texts(runtime), ['Bob said hi, before: nothing']);
    await runtime.settle();
    broken = false;
    await runtime.advance(1_000);
    assert.deepEqual(texts(runtime).at(-1), 'it works');
  });

  test('lists several failures', async () => {
    const runtime = await start();
    for (const id of ['Bob', 'Eve']) runtime.send({ ...bob, id, value: 'fail' });
    await assert.rejects(runtime.settle(), (error: AggregateError) => {
      assert.match(error.message, /^2 things went wrong:\n- .*person\/Bob failed.*\n- .*person\/Eve failed/);
      return error.errors.length === 2;
    });
  });

  test('says where a message could not go', async () => {
    const runtime = await start({ egresses: [] });
    runtime.send({ typename: 'example/persn', id: 'Bob', value: 'hi' });
    await assert.rejects(runtime.settle(), { code: 'STATEFUN_FUNCTION_UNKNOWN', message: /example\/persn/ });
    runtime.send({ ...bob, value: 'hi' });
    await assert.rejects(runtime.settle(), { code: 'STATEFUN_EGRESS_UNKNOWN', message: /example\/greets/ });
    const letters = await runtime.deadLetters();
    assert.deepEqual(
      letters.map(({ code }) => code),
      ['STATEFUN_FUNCTION_UNKNOWN', 'STATEFUN_EGRESS_UNKNOWN'],
    );
    assert.throws(() => runtime.egress('example/greets'), { code: 'STATEFUN_EGRESS_UNKNOWN' });
  });

  test('says so when messages go around for ever, or a function never returns', async () => {
    const endless = await start({ callsMax: 1_000 });
    endless.send({ typename: 'example/endless', id: 'x', value: 'y' });
    await assert.rejects(endless.settle(), /do messages go around for ever/);

    const stuck = await start({ callMsMax: 20 });
    stuck.send({ typename: 'example/stuck', id: 'x', value: 'y' });
    await assert.rejects(stuck.settle(), /example\/stuck has not returned within 20 ms/);
  });
});

suite('a module file in memory', () => {
  const module = `
kind: io.statefun.endpoints.v2/http
spec:
  functions: example/*
  urlPathTemplate: http://functions.example:8000/statefun
---
kind: io.statefun.kafka.v1/egress
spec:
  id: example/greets
  address: \${env:KAFKA}
  deliverySemantic: {type: at-least-once}
`;
  const env = { KAFKA: 'kafka:9092' };

  test('decides what can be called and sent to', async () => {
    const runtime = await start({ module, env, egresses: [] });
    runtime.send({ typename: reminder.typename, id: 'Bob', value: 'remind me' });
    await runtime.advance(hourMs);
    assert.equal(runtime.egress('example/greets')[0]?.asKafka().topic, 'reminders');

    runtime.send({ ...bob, value: 'hi' });
    await assert.rejects(runtime.settle(), { code: 'STATEFUN_KAFKA_RECORD_INVALID' });
    runtime.send({ typename: 'example/unbound', id: 'x', value: 'y' });
    await assert.rejects(runtime.settle(), {
      code: 'STATEFUN_FUNCTION_UNBOUND',
      message: /example\/unbound/,
    });
    runtime.send({ typename: 'other/unserved', id: 'x', value: 'y' });
    await assert.rejects(runtime.settle(), { code: 'STATEFUN_FUNCTION_UNKNOWN' });
  });

  test('is refused with its line when it is not valid', async () => {
    await assert.rejects(start({ module: module.replace('functions:', 'function:'), env }), {
      code: 'STATEFUN_MODULE_FIELD_MISSING',
      message: /module\.yaml:3:/,
    });
    await assert.rejects(start({ module, env: {} }), { code: 'STATEFUN_MODULE_VARIABLE_UNRESOLVED' });
  });
});

const messageTo = (typename: string) => messageBuilder({ typename, id: 'the', value: 'it works' });
