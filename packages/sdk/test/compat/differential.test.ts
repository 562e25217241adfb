// The same function code against the official package and ours, with the same requests: the replies are equal.
import type { FromFunction, InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';
import { ExpireMode, fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import { Random } from '@statefun-ts/testing-support';
import assert from 'node:assert/strict';
import { after, before, mock, suite, test } from 'node:test';
import type { Command } from './fixtures/service.ts';
import { statefun as theirs } from './fixtures/service.ts';
import { StateFun } from '../../src/index.ts';
import { state, text, typed } from '../call.ts';
import type { Handler } from './handled.ts';
import { handled } from './handled.ts';
import { moved } from './moved.ts';

let ours: Handler;
before(async () => {
  // Ours tells of each failure; here they are wanted.
  mock.method(console, 'error', () => undefined);
  const copy = await moved({ after }, 'service.ts');
  ({ statefun: ours } = (await import(copy)) as { statefun: Handler });
});
after(() => mock.restoreAll());

type Request = Partial<InvocationBatchRequest>;

const everything = { namespace: 'example', type: 'everything', id: 'x' };
const names = ['count', 'ratio', 'label', 'flag', 'place', 'shout', '_'];
const noStates = names.map((name) => state(name));
const json = (value: unknown): TypedValue => typed(value, StateFun.jsonType('example/Commands'));
const message = (...commands: Command[]) => ({ caller: null, argument: json(commands) });

/** Both answer alike: with the same effects, or with an error. Gives the effects. */
async function alike(request: Request): Promise<FromFunction | undefined> {
  const invocation = { target: everything, state: noStates, invocations: [], ...request };
  const bytes = toFunctionCodec.encode({ invocation });
  const [expected, actual] = [await handled(theirs, bytes), await handled(ours, bytes)];
  if (expected.status !== 200) {
    assert.ok(actual.status >= 400, `ours accepts ${JSON.stringify(invocation)}`);
    return undefined;
  }
  assert.equal(actual.status, 200, Buffer.from(actual.body).toString());
  const effects = normal(fromFunctionCodec.decode(expected.body));
  assert.equal(hex(normal(fromFunctionCodec.decode(actual.body))), hex(effects), JSON.stringify(effects));
  return effects;
}

const hex = (reply: FromFunction) => Buffer.from(fromFunctionCodec.encode(reply)).toString('hex');

/** Without what means nothing: whether no expiration is said or left out. */
function normal({ invocationResult, incompleteInvocationContext }: FromFunction): FromFunction {
  const missingValues = incompleteInvocationContext?.missingValues.map(
    ({ stateName, typeTypename, expirationSpec }) => {
      const isNone = (expirationSpec?.mode ?? ExpireMode.NONE) === ExpireMode.NONE;
      return { stateName, typeTypename, expirationSpec: isNone ? null : expirationSpec };
    },
  );
  return {
    invocationResult,
    incompleteInvocationContext: missingValues ? { missingValues } : null,
  };
}

/** A reply with this many effects of each kind, so that equal replies are not just empty ones. */
async function gives(counts: readonly [number, number, number, number], ...commands: Command[]) {
  const effects = await alike({ invocations: [message(...commands)] });
  const result = effects?.invocationResult;
  const {
    stateMutations = [],
    outgoingMessages = [],
    delayedInvocations = [],
    outgoingEgresses = [],
  } = result ?? {};
  const lists = [stateMutations, outgoingMessages, delayedInvocations, outgoingEgresses];
  assert.deepEqual(
    lists.map(({ length }) => length),
    counts,
  );
}

suite('replies are those of the official SDK', () => {
  test('states that the runtime does not know yet are asked for', async () => {
    const all = await alike({ state: [], invocations: [message({ do: 'fail' })] });
    assert.equal(all?.incompleteInvocationContext?.missingValues.length, names.length);
    const some = await alike({ state: [state('ratio'), state('other')] });
    assert.equal(some?.incompleteInvocationContext?.missingValues.length, names.length - 1);
  });

  test('states are set, read back, changed and deleted', async () => {
    await gives(
      [7, 0, 0, 0],
      { do: 'add', state: 'count', by: 3 },
      { do: 'add', state: 'count', by: -4 },
      { do: 'add', state: 'ratio', by: 0.1 },
      { do: 'set', state: 'label', value: '' },
      { do: 'set', state: 'flag', value: false },
      { do: 'set', state: 'place', value: { x: 1, y: -1 } },
      { do: 'set', state: 'shout', value: 'hello' },
      { do: 'add', state: '_', by: 1 },
      { do: 'set', state: 'label', value: null },
    );
  });

  test('what numbers and booleans stand for is taken as the original takes it', async () => {
    for (const [name, value] of [
      ['count', '5'],
      ['count', true],
      ['ratio', '1.5'],
      ['flag', 1],
      ['flag', 0],
    ] as const) {
      await gives([1, 0, 0, 0], { do: 'set', state: name, value });
    }
  });

  test('what is not of the type fails in both', async () => {
    for (const [name, value] of [
      ['count', 1.5],
      ['count', 2 ** 31],
      ['flag', 'yes'],
      ['count', 'five'],
      ['nothing', 3],
    ] as const) {
      assert.equal(await alike({ invocations: [message({ do: 'set', state: name, value })] }), undefined);
    }
  });

  test('messages, delayed messages and cancellations', async () => {
    await gives(
      [0, 4, 5, 0],
      { do: 'send', to: 'example/other', id: 'a', value: 'text' },
      { do: 'send', to: 'a/b/c', id: 'é/ ', value: 7 },
      { do: 'send', to: 'example/other', id: 'a', value: { a: [1] }, type: 'json' },
      { do: 'pass on' },
      { do: 'send later', delay: 0, to: 'example/other', id: 'a', value: 'now' },
      { do: 'send later', delay: 2 ** 40, to: 'example/other', id: 'a', value: 'later', token: 't' },
      { do: 'cancel', token: 't' },
      { do: 'send later', delay: 1, to: 'example/other', id: 'a', value: 'x', token: '' },
      { do: 'send later', delay: 1, to: 'example/other', id: 'a', value: 'x', token: null },
    );
  });

  test('records for egresses', async () => {
    await gives(
      [0, 0, 0, 7],
      { do: 'kafka', topic: 't', value: 'v' },
      { do: 'kafka', topic: 't', key: 'k', value: 258 },
      { do: 'kafka', topic: 't', key: '', value: '' },
      { do: 'kafka', topic: 't', value: { x: 1, y: 2 }, type: 'point' },
      { do: 'kinesis', stream: 's', partitionKey: 'p', value: 'v' },
      { do: 'kinesis', stream: 's', partitionKey: 'p', hashKey: '42', value: 'v', type: 'string' },
      { do: 'egress', value: { topic: 'x' }, type: 'json' },
    );
  });

  test('mistakes of the function fail in both', async () => {
    const mistakes: Command[] = [
      { do: 'fail' },
      { do: 'reply', value: 'x' },
      { do: 'cancel', token: '' },
      { do: 'send', to: 'example', id: 'a', value: 1 },
      { do: 'send', to: 'example/other', id: '', value: 1 },
      { do: 'send', to: 'example/other', id: 'a', value: null },
      { do: 'send', to: 'example/other', id: 'a', value: 1.5 },
      { do: 'send later', delay: 0.5, to: 'example/other', id: 'a', value: 1 },
      { do: 'kafka', topic: '', value: 'v' },
      { do: 'kafka', topic: 't', value: 1.5 },
      { do: 'kafka', topic: 't', value: 2 ** 40 },
      { do: 'kinesis', stream: 's', partitionKey: '', value: 'v' },
      { do: 'egress', value: 1 },
    ];
    for (const mistake of mistakes) {
      assert.equal(await alike({ invocations: [message(mistake)] }), undefined, JSON.stringify(mistake));
    }
  });

  test('a message is seen alike, whatever its type, its caller and its bytes', async () => {
    const target = { namespace: 'example', type: 'mirror', id: 'x' };
    const raw = (typename: string, bytes: string) => ({
      typename,
      hasValue: true,
      value: Buffer.from(bytes, 'hex'),
    });
    const values = [
      text('hello'),
      text(''),
      typed(-5, StateFun.intType()),
      typed(0.1, StateFun.floatType()),
      typed(true, StateFun.booleanType()),
      raw('example/Point', '01000000ffffffff'),
      raw('example/upper', '4142'),
      raw('type.googleapis.com/named', '0a03426f62'),
      raw('any thing', 'ff00'),
      { typename: 'io.statefun.types/string', hasValue: false, value: new Uint8Array(0) },
      raw('io.statefun.types/int', 'ffff'),
    ];
    const caller = { namespace: '', type: 'b', id: '' };
    for (const argument of values) {
      await alike({ target, state: [], invocations: [{ caller: null, argument }] });
      await alike({ target, state: [], invocations: [{ caller, argument }] });
    }
  });

  test('a function type that is not bound, and requests that say nothing, fail in both', async () => {
    assert.equal(await alike({ target: { namespace: 'example', type: 'nobody', id: 'x' } }), undefined);
    assert.equal(await alike({ target: { namespace: 'constructor', type: '', id: 'x' } }), undefined);
    assert.equal(await alike({ target: null }), undefined);
    for (const bytes of [new Uint8Array(0), Buffer.from('junk')]) {
      assert.equal((await handled(theirs, bytes)).status, 500);
      assert.equal((await handled(ours, bytes)).status, 400);
    }
  });

  test('a thousand random batches', async () => {
    const random = new Random(20_261_124);
    let succeeded = 0;
    for (let index = 0; index < 1000; index++) {
      const invocations = random.list(4, () => ({
        caller: random.pick([null, { namespace: 'a', type: 'b', id: 'c' }]),
        argument: json(random.list(6, () => command(random))),
      }));
      if ((await alike({ invocations, state: states(random) })) !== undefined) succeeded++;
    }
    assert.ok(succeeded > 250 && succeeded < 1000, `${succeeded} succeeded`);
  });
});

/** Each state absent, or with a value of its type, or (seldom) of another. */
function states(random: Random) {
  const values: Record<string, TypedValue> = {
    count: typed(41, StateFun.intType()),
    ratio: typed(0.5, StateFun.floatType()),
    label: text('old'),
    flag: typed(true, StateFun.booleanType()),
    place: { typename: 'example/Point', hasValue: true, value: Buffer.from('0100000002000000', 'hex') },
    shout: { typename: 'example/upper', hasValue: true, value: Buffer.from('OLD') },
    _: { typename: 'example/any', hasValue: true, value: Buffer.from('[1]') },
  };
  return names.map((name) => {
    const of = random.below(40) === 0 ? 'count' : name;
    return state(name, random.below(2) === 0 ? null : (values[of] ?? null));
  });
}

function command(random: Random): Command {
  const to = random.pick(['example/everything', 'a/b/c']);
  const id = random.pick(['x', 'y', 'ü']);
  const value = random.pick<unknown>([0, 1, -7, 'text', '', 2_147_483_647]);
  return random.pick<() => Command>([
    () => ({ do: 'add', state: random.pick(['count', 'ratio']), by: random.below(100) }),
    () => ({ do: 'set', state: random.pick(names), value: random.pick<unknown>([null, undefined]) }),
    () => ({ do: 'set', state: 'label', value: random.pick(['', 'new', null]) }),
    () => ({ do: 'set', state: 'place', value: { x: random.below(9), y: -random.below(9) } }),
    () => ({ do: 'set', state: random.pick(['shout', '_']), value: random.pick(['abc', '']) }),
    () => ({ do: 'send', to, id, value }),
    () => ({ do: 'send', to, id, value: { a: value }, type: 'json' }),
    () => ({
      do: 'send later',
      delay: random.below(10_000),
      to,
      id,
      value,
      token: random.pick(['', 't', 'u']),
    }),
    () => ({ do: 'cancel', token: random.pick(['t', 'u']) }),
    () => ({ do: 'pass on' }),
    () => ({ do: 'wait' }),
    () => ({ do: 'kafka', topic: 't', key: id, value }),
    () => ({ do: 'kinesis', stream: 's', partitionKey: id, hashKey: random.pick(['', '1']), value }),
    () => ({ do: 'egress', value: { a: value }, type: 'json' }),
    () => (random.below(10) === 0 ? { do: 'fail' } : { do: 'wait' }),
    () => (random.below(3) === 0 ? { do: 'reply', value: 'r' } : { do: 'wait' }),
  ])();
}
