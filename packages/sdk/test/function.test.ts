import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FunctionOptions } from '../src/index.ts';
import { StateFun, messageBuilder } from '../src/index.ts';
import { callFunction, effectsOf, state, text } from './call.ts';

const specs = [{ name: 'visits', type: StateFun.intType() }] as const;
const messages = ['a', 'b', 'c'].map(text);

suite('a batch', () => {
  test('is applied one message after the other, with the state carried on', async () => {
    const log: string[] = [];
    const { stateMutations, outgoingMessages } = await effectsOf(
      {
        specs,
        async fn(context, message) {
          const before = context.storage.visits ?? 0;
          log.push(`start ${message.asString()} ${before}`);
          await new Promise((resolve) => setImmediate(resolve));
          context.storage.visits = before + 1;
          context.send(messageBuilder({ typename: 'a/b', id: message.asString(), value: before }));
          log.push(`end ${message.asString()}`);
        },
      },
      { state: [state('visits')], arguments: messages },
    );
    assert.deepEqual(log, ['start a 0', 'end a', 'start b 1', 'end b', 'start c 2', 'end c']);
    assert.equal(stateMutations.length, 1);
    assert.equal(StateFun.intType().decode(stateMutations[0]?.stateValue?.value ?? new Uint8Array(0)), 3);
    assert.deepEqual(
      outgoingMessages.map(({ target }) => target?.id),
      ['a', 'b', 'c'],
    );
  });

  test('of no messages has no effects', async () => {
    const effects = await effectsOf({ fn: () => assert.fail('called') }, { arguments: [] });
    assert.deepEqual(effects.outgoingMessages, []);
  });

  for (const [name, fail] of [
    ['throws', () => { throw new Error('no luck'); }], // prettier-ignore
    ['rejects', () => Promise.reject(new Error('no luck'))],
  ] as const) {
    test(`fails as a whole, at once, when the function ${name}`, async () => {
      const handled: string[] = [];
      const call = callFunction(
        {
          fn(_context, message) {
            handled.push(message.asString());
            return message.asString() === 'b' ? fail() : undefined;
          },
        },
        { arguments: messages },
      );
      await assert.rejects(call, {
        code: 'STATEFUN_FUNCTION_FAILED',
        message: 'The function example/person/Bob failed on message 2 of 3: no luck',
        cause: new Error('no luck'),
      });
      assert.deepEqual(handled, ['a', 'b']);
    });
  }

  test('fails as well when what is thrown is not an error', async () => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    await assert.rejects(callFunction({ fn: () => Promise.reject('text') }), { cause: 'text' });
  });
});

suite('binding', () => {
  const fn = () => undefined;

  test('a type name twice is refused', () => {
    const statefun = new StateFun();
    statefun.bind({ typename: 'example/person', fn });
    assert.throws(() => statefun.bind({ typename: 'example/person', fn }), { code: 'STATEFUN_SPEC_INVALID' });
  });

  test('a type name without namespace is refused', () => {
    assert.throws(() => new StateFun().bind({ typename: 'person', fn }), {
      code: 'STATEFUN_TYPENAME_INVALID',
    });
  });

  test('nothing is refused', () => {
    const options = { typename: 'example/person' } as FunctionOptions<readonly []>;
    assert.throws(() => new StateFun().bind(options), {
      code: 'STATEFUN_SPEC_INVALID',
      message: /give it an fn/,
    });
  });
});
