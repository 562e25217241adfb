// Where the official SDK loses, garbles or crashes, ours does what was meant, or says what is wrong: each row of the
// table in docs/sdk.md.
import type { FromFunction, InvocationResponse } from '@statefun-ts/protocol';
import { ExpireMode, fromFunctionCodec } from '@statefun-ts/protocol';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FunctionOpts, StateFunOptions } from '@statefun-ts/sdk/compat';
import {
  Context,
  Message,
  StateFun,
  egressMessageBuilder,
  kafkaEgressMessage,
  kinesisEgressMessage,
  messageBuilder,
} from '@statefun-ts/sdk/compat';
import type { Call } from '../call.ts';
import { requestOf, state, text } from '../call.ts';
import { handled } from './handled.ts';

type Options = Omit<FunctionOpts, 'typename'>;

async function call(options: Options, request: Call = {}): Promise<FromFunction> {
  const statefun = new StateFun();
  statefun.bind({ ...options, typename: 'example/person' });
  return fromFunctionCodec.decode(await statefun.invoke(requestOf(request)));
}

async function effectsOf(options: Options, request?: Call): Promise<InvocationResponse> {
  return (await call(options, request)).invocationResult ?? assert.fail('it asked for state');
}

const out = (value: unknown) => messageBuilder({ typename: 'example/out', id: 'x', value });
const visits = [{ name: 'visits', type: StateFun.intType() }];
const known = { state: [state('visits')] };

suite('a function', () => {
  test('is told that its context has ended, instead of losing what it does too late', async () => {
    const kept: Context[] = [];
    await effectsOf({ fn: (context) => void kept.push(context), specs: visits }, known);
    const [context] = kept;
    assert.ok(context);
    const ended = { code: 'STATEFUN_CONTEXT_ENDED', message: /example\/person\/Bob has ended/ };
    assert.throws(() => context.send(out('x')), ended);
    assert.throws(() => context.sendAfter(1, out('x')), ended);
    assert.throws(() => context.cancelDelayedMessage('x'), ended);
    assert.throws(() => (context.storage.visits = 1), ended);
    assert.throws(() => context.storage.visits as unknown, ended);
    assert.equal(context.self.id, 'Bob');
    assert.equal(context.caller, null);
  });

  test('may return any thenable, and is waited for', async () => {
    const fn = (context: Context) => {
      const thenable = {
        // oxlint-disable-next-line unicorn/no-thenable
        then: (done: () => void) => setImmediate(() => (context.send(out('late')), done())),
      };
      return thenable as unknown as Promise<void>;
    };
    assert.equal((await effectsOf({ fn })).outgoingMessages.length, 1);
  });

  test('gets a context for each message of a batch', async () => {
    const contexts = new Set<Context>();
    await effectsOf({ fn: (context) => void contexts.add(context) }, { arguments: [text('a'), text('b')] });
    assert.equal(contexts.size, 2);
  });
});

suite('states', () => {
  test('that are not declared can not be set, and read as undefined', async () => {
    const fn = ({ storage }: Context) => {
      assert.equal(storage.visit, undefined);
      assert.equal('visit' in storage, false);
      storage.visit = 1;
    };
    await assert.rejects(effectsOf({ fn, specs: visits }, known), {
      message: /example\/person has no state "visit". Its specs declare: visits/,
    });
  });

  test('can be listed, and deleted as properties', async () => {
    const fn = ({ storage }: Context) => {
      assert.deepEqual(Object.keys(storage as object), ['visits']);
      delete storage.visits;
    };
    const { stateMutations } = await effectsOf({ fn, specs: visits }, known);
    assert.equal(stateMutations.length, 1);
  });

  test('may have upper case letters and digits in their names', async () => {
    const specs = [{ name: 'visits2Day', type: StateFun.intType() }];
    const { stateMutations } = await effectsOf(
      { fn: (context) => void (context.storage.visits2Day = 1), specs },
      { state: [state('visits2Day')] },
    );
    assert.equal(stateMutations[0]?.stateName, 'visits2Day');
  });

  test('with an expiration of null or -1 do not expire; other durations below 1 are refused', async () => {
    const expirationOf = async (more: object) => {
      const specs = [{ name: 'visits', type: StateFun.intType(), ...more }];
      const reply = await call({ fn: () => undefined, specs });
      return reply.incompleteInvocationContext?.missingValues[0]?.expirationSpec;
    };
    for (const none of [{ expireAfterCall: null }, { expireAfterWrite: null }, { expireAfterCall: -1 }]) {
      assert.equal((await expirationOf(none))?.mode, ExpireMode.NONE);
    }
    const both = await expirationOf({ expireAfterCall: 5, expireAfterWrite: null });
    assert.deepEqual([both?.mode, both?.expireAfterMillis], [ExpireMode.AFTER_INVOKE, 5]);
    for (const wrong of [{ expireAfterCall: 0 }, { expireAfterWrite: -2 }, { expireAfterCall: 1.5 }]) {
      await assert.rejects(expirationOf(wrong), { code: 'STATEFUN_SPEC_INVALID' });
    }
  });
});

suite('messages', () => {
  test('with a negative delay go at once', async () => {
    const { delayedInvocations } = await effectsOf({ fn: (context) => context.sendAfter(-5, out('x')) });
    assert.equal(delayedInvocations[0]?.delayInMs, 0);
  });

  test('of booleans and bigints need no type', () => {
    assert.equal(out(true).valueTypeName, 'io.statefun.types/bool');
    assert.equal(out(2n ** 62n).valueTypeName, 'io.statefun.types/long');
    assert.equal(out(2n ** 62n).as(StateFun.longType()), 2n ** 62n);
  });

  test('carry 64 bit floating point', () => {
    const message = messageBuilder({
      typename: 'a/b',
      id: 'x',
      value: 0.1,
      valueType: StateFun.doubleType(),
    });
    assert.equal(message.as(StateFun.doubleType()), 0.1);
  });

  test('show their value on the wire as a plain object, of which another can be made', () => {
    const { targetAddress, typedValue } = out('hello');
    assert.deepEqual(Object.keys(typedValue), ['typename', 'hasValue', 'value']);
    assert.equal(new Message(targetAddress, typedValue).asString(), 'hello');
  });

  test('that are not messages are refused', async () => {
    for (const fn of [
      (context: Context) => context.send({ value: 1 } as unknown as Message),
      (context: Context) => context.sendAfter(1, 'x' as unknown as Message),
      (context: Context) => context.sendAfter('1' as unknown as number, out('x')),
      (context: Context) => context.cancelDelayedMessage(undefined as unknown as string),
    ]) {
      await assert.rejects(effectsOf({ fn }), (error: Error) => {
        assert.equal((error.cause as { code?: unknown }).code, 'STATEFUN_MESSAGE_INVALID');
        return true;
      });
    }
  });
});

suite('values that would be lost or garbled are refused', () => {
  const refused = (value: unknown, valueType?: unknown, code = 'STATEFUN_VALUE_INVALID') =>
    assert.throws(
      () =>
        messageBuilder({
          typename: 'a/b',
          id: 'x',
          value,
          valueType: valueType as ReturnType<typeof StateFun.intType>,
        }),
      { code },
    );

  test('a string type takes no numbers, and no text that has no UTF-8', () => {
    refused(5, StateFun.stringType());
    refused('\ud800', StateFun.stringType());
  });

  test('a type of your own returns bytes', () => {
    const base64 = StateFun.customType<string>('a/c', () => 'aGk=' as unknown as Buffer, String);
    refused('hi', base64);
  });

  test('something else is no type, and is named', () => {
    refused('hi', 'string');
    refused('hi', {});
    assert.throws(() => egressMessageBuilder({ typename: 'a/b', value: 1 }), /serialize and deserialize/);
    assert.throws(() => StateFun.protoType('a/b', undefined), { code: 'STATEFUN_VALUE_INVALID' });
  });

  test('text that is not UTF-8', () => {
    const value = {
      typename: 'io.statefun.types/string',
      hasValue: true,
      value: Buffer.from('0a02c328', 'hex'),
    };
    assert.throws(() => new Message(out('x').targetAddress, value).asString(), {
      code: 'STATEFUN_VALUE_INVALID',
    });
  });

  test('floating point beyond 32 bits becomes infinite, as in Java', () => {
    const message = messageBuilder({
      typename: 'a/b',
      id: 'x',
      value: 1e300,
      valueType: StateFun.floatType(),
    });
    assert.equal(message.asFloat(), Infinity);
  });
});

suite('records', () => {
  const bytesOf = ({ typedValue }: { typedValue: { value: Uint8Array } }) =>
    Buffer.from(typedValue.value).toString();

  test('of Kafka keep keys that are bytes, and refuse other things as keys', () => {
    const record = { typename: 'a/b', topic: 't', value: 'v' };
    assert.match(bytesOf(kafkaEgressMessage({ ...record, key: Buffer.from('key') })), /key/);
    assert.throws(() => kafkaEgressMessage({ ...record, key: 5 as unknown as string }), {
      code: 'STATEFUN_MESSAGE_INVALID',
    });
    assert.deepEqual(
      kafkaEgressMessage({ ...record, key: null, valueType: null }),
      kafkaEgressMessage({ ...record }),
    );
  });

  test('of Kinesis have no explicit hash key for null', () => {
    const record = { typename: 'a/b', stream: 's', partitionKey: 'p', value: 'v' };
    assert.deepEqual(kinesisEgressMessage({ ...record, hashKey: null }), kinesisEgressMessage(record));
  });
});

suite('a service', () => {
  const service = (options: StateFunOptions = {}) => {
    const errors: unknown[] = [];
    const statefun = new StateFun({ onError: (error) => errors.push(error), ...options });
    statefun.bind({
      typename: 'example/person',
      fn(_context, message) {
        if (message.asString() === 'fail') throw new Error('secret');
      },
    });
    return { statefun, errors };
  };

  test('says what is wrong with a request, and reports failures', async () => {
    const { statefun, errors } = service();
    const answer = async (body: Uint8Array) => {
      const reply = await handled(statefun, body);
      return `${reply.status} ${Buffer.from(reply.body).toString()}`;
    };
    assert.equal(await answer(new Uint8Array(0)), '400 The request holds no invocation.\n');
    assert.match(
      await answer(requestOf({ target: { namespace: 'a', type: 'b', id: 'c' } })),
      /^503 No function is bound as a\/b here/,
    );
    assert.equal(errors.length, 1);
    assert.match(await answer(requestOf({ arguments: [text('fail')] })), /^500 The function failed/);
    assert.equal(errors.length, 2);
  });

  test('limits the size of requests', async () => {
    const body = requestOf();
    assert.equal((await handled(service({ payloadBytesMax: body.length }).statefun, body)).status, 200);
    assert.equal((await handled(service({ payloadBytesMax: body.length - 1 }).statefun, body)).status, 413);
  });

  test('answers 400 to a request whose body a framework has read before, and to what is no request', async () => {
    const { statefun } = service();
    let status = 0;
    const response = { writeHead: (code: number) => (status = code), end: () => undefined };
    const read = (await import('node:stream')).Readable.from([Buffer.from('x')]);
    for await (const chunk of read) assert.ok(chunk);
    for (const request of [read, {}, undefined]) {
      status = 0;
      await statefun.handle(request, response);
      assert.equal(status, 400);
    }
  });

  test('answers over fetch as well', async () => {
    const { statefun } = service();
    const body = requestOf() as Uint8Array<ArrayBuffer>;
    const reply = await statefun.fetchHandler()(new Request('http://localhost/', { method: 'POST', body }));
    assert.equal(reply.status, 200);
  });
});

test('a context can be made for tests of functions, as in the official SDK', () => {
  const { targetAddress } = out('x');
  const internal = { caller: null, sent: [], delayed: [], egress: [] };
  const context = new Context(targetAddress, { visits: 1 }, internal);
  context.send(out('hello'));
  context.send(kafkaEgressMessage({ typename: 'a/b', topic: 't', value: 'v' }));
  context.sendAfter(5, out('later'), 'token');
  context.cancelDelayedMessage('token');
  assert.deepEqual(
    [internal.sent.length, internal.egress.length, internal.delayed.length, context.storage.visits],
    [1, 1, 2, 1],
  );
});
