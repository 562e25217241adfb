import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Context, Message } from '../src/index.ts';
import {
  StateFun,
  egressMessageBuilder,
  kafkaEgressMessage,
  kinesisEgressMessage,
  messageBuilder,
} from '../src/index.ts';
import { callFunction, effectsOf, failureOf, state, target, text } from './call.ts';

const message = (value: string) => messageBuilder({ typename: 'example/greeter', id: 'x', value });
const greeter = { namespace: 'example', type: 'greeter', id: 'x' };
const textOf = (value: Uint8Array | undefined) => StateFun.stringType().decode(value ?? new Uint8Array(0));

suite('addresses', () => {
  test('self is the instance, caller is who sent the message', async () => {
    const seen: unknown[] = [];
    const fn = ({ self, caller }: Context) => void seen.push(self.toString(), caller?.typename, caller?.id);
    await effectsOf({ fn }, { caller: { namespace: 'a', type: 'b', id: 'c' } });
    assert.deepEqual(seen, ['example/person/Bob', 'a/b', 'c']);
  });

  test('a message from an ingress has no caller', async () => {
    await effectsOf({ fn: ({ caller }) => assert.equal(caller, null) });
  });
});

suite('effects keep the order of the calls', () => {
  test('messages to functions, to self, and messages passed on', async () => {
    const { outgoingMessages } = await effectsOf({
      fn(context, incoming) {
        context.send(message('first'));
        context.send(incoming);
        context.send(message('third'));
      },
    });
    assert.deepEqual(
      outgoingMessages.map(({ target: to, argument }) => [to?.type, to?.id, textOf(argument?.value)]),
      [
        ['greeter', 'x', 'first'],
        ['person', 'Bob', 'hello'],
        ['greeter', 'x', 'third'],
      ],
    );
    assert.equal(outgoingMessages[1]?.target?.namespace, target.namespace);
  });

  test('delayed messages and cancellations', async () => {
    const { delayedInvocations } = await effectsOf({
      fn(context) {
        context.sendAfter(0, message('now'));
        context.sendAfter(259_200_000, message('later'), 'flow-1234');
        context.cancelDelayedMessage('flow-1234');
        context.sendAfter(Number.MAX_SAFE_INTEGER, message('last'));
      },
    });
    assert.deepEqual(
      delayedInvocations.map((one) => [one.delayInMs, one.isCancellationRequest, one.cancellationToken]),
      [
        [0, false, ''],
        [259_200_000, false, 'flow-1234'],
        [0, true, 'flow-1234'],
        [Number.MAX_SAFE_INTEGER, false, ''],
      ],
    );
    assert.deepEqual({ ...delayedInvocations[1]?.target }, greeter);
    assert.equal(textOf(delayedInvocations[1]?.argument?.value), 'later');
    assert.equal(delayedInvocations[2]?.target, null);
  });

  test('records for egresses', async () => {
    const json = StateFun.jsonType('example/Json');
    const { outgoingEgresses } = await effectsOf({
      fn(context) {
        context.send(kafkaEgressMessage({ typename: 'example/kafka', topic: 't', value: 'v' }));
        context.send(kinesisEgressMessage({ typename: 'a/b/c', stream: 's', partitionKey: 'p', value: 'v' }));
        context.send(egressMessageBuilder({ typename: 'example/any', value: 1, valueType: json }));
      },
    });
    assert.deepEqual(
      outgoingEgresses.map(({ egressNamespace, egressType, argument }) => [
        egressNamespace,
        egressType,
        argument?.typename.split(/[./]/).at(-1),
      ]),
      [
        ['example', 'kafka', 'KafkaProducerRecord'],
        ['a/b', 'c', 'KinesisEgressRecord'],
        ['example', 'any', 'Json'],
      ],
    );
  });
});

suite('mistakes fail the function, with the reason', () => {
  const refused: readonly [string, (context: Context<readonly []>) => void, RegExp][] = [
    ['a negative delay', (context) => context.sendAfter(-1, message('x')), /can not be delayed by -1/],
    [
      'a fraction of a delay',
      (context) => context.sendAfter(0.5, message('x')),
      /whole number of milliseconds/,
    ],
    ['an endless delay', (context) => context.sendAfter(Infinity, message('x')), /delayed by Infinity/],
    [
      'no delay',
      (context) => context.sendAfter('1' as unknown as number, message('x')),
      /delayed by a string/,
    ],
    [
      'an empty token',
      (context) => context.sendAfter(1, message('x'), ''),
      /cancellation token must not be empty/,
    ],
    ['an empty cancellation', (context) => context.cancelDelayedMessage(''), /token must not be empty/],
    [
      'no cancellation',
      (context) => context.cancelDelayedMessage(undefined as unknown as string),
      /token must be a string, not undefined/,
    ],
    [
      'something else',
      (context) => context.send({ value: 1 } as unknown as Message),
      /not an object of Object/,
    ],
    [
      'a delayed egress record',
      (context) =>
        context.sendAfter(
          1,
          kafkaEgressMessage({ typename: 'a/b', topic: 't', value: 'v' }) as unknown as Message,
        ),
      /only messages to functions can be delayed/,
    ],
  ];
  for (const [name, run, message] of refused) {
    test(name, async () => {
      const error = await failureOf(run);
      assert.equal(error.code, 'STATEFUN_MESSAGE_INVALID');
      assert.match(error.message, message);
    });
  }
});

suite('once its invocation has ended, a context', () => {
  const specs = [{ name: 'visits', type: StateFun.intType() }] as const;
  const ended = { code: 'STATEFUN_CONTEXT_ENDED', message: /invocation of example\/person\/Bob has ended/ };

  test('refuses every effect and all state, and still knows its addresses', async () => {
    const kept: Context<typeof specs>[] = [];
    await effectsOf({ specs, fn: (context) => void kept.push(context) }, { state: [state('visits')] });
    const [context] = kept;
    assert.ok(context);
    assert.throws(() => context.send(message('x')), ended);
    assert.throws(() => context.sendAfter(1, message('x')), ended);
    assert.throws(() => context.cancelDelayedMessage('x'), ended);
    assert.throws(() => context.storage.visits, ended);
    assert.throws(() => (context.storage.visits = 1), ended);
    assert.equal(context.self.id, 'Bob');
    assert.equal(context.caller, null);
  });

  test('is of no use to the next message of its batch', async () => {
    const kept: Context<typeof specs>[] = [];
    await effectsOf(
      {
        specs,
        fn(context) {
          const [before] = kept;
          if (before) assert.throws(() => (before.storage.visits = 1), ended);
          kept.push(context);
        },
      },
      { state: [state('visits')], arguments: [text('a'), text('b')] },
    );
    assert.equal(kept.length, 2);
  });

  test('is ended by a failure, too', async () => {
    const kept: Context<readonly []>[] = [];
    const fn = (context: Context<readonly []>) => {
      kept.push(context);
      throw new Error('failed');
    };
    await assert.rejects(callFunction({ fn }));
    assert.throws(() => kept[0]?.send(message('x')), ended);
  });
});
