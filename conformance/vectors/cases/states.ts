import type { PersistedValueSpec, TypedValue } from '@statefun-ts/protocol';
import { ExpireMode, MutationType } from '@statefun-ts/protocol';

import type { Kind } from '../language.ts';
import { TYPENAMES } from '../language.ts';
import type { Vector } from '../vector.ts';
import { STATES, SINK, address, effects, missing, request, script, typedValue } from '../vector.ts';

const { MODIFY, DELETE } = MutationType;
const FOUR = typedValue('int', '0d04000000');
const BOB = typedValue('string', '0a03426f62');
const TRUE = typedValue('bool', '0801');

const spec = (name: string, as: Kind, mode: number = ExpireMode.NONE, ms = 0): PersistedValueSpec => ({
  stateName: name,
  expirationSpec: { mode, expireAfterMillis: ms },
  typeTypename: TYPENAMES[as],
});

const kindOf = (state: string): Kind => (state === 'total' ? 'int' : (state as Kind));
const PROBE_SPECS = STATES.probe.map((name) => spec(name, kindOf(name)));
const EXPIRING_SPECS = [
  spec('kept', 'int'),
  spec('written', 'string', ExpireMode.AFTER_WRITE, 90_061_001),
  spec('called', 'long', ExpireMode.AFTER_INVOKE, 3_153_600_000_000),
];

const modified = (stateName: string, stateValue: TypedValue) => ({
  mutationType: MODIFY,
  stateName,
  stateValue,
});
const deleted = (stateName: string) => ({ mutationType: DELETE, stateName, stateValue: null });
const told = (id: string, argument: TypedValue) => ({ target: address('sink', id), argument });
const textOf = (text: string): TypedValue =>
  typedValue('string', Buffer.concat([Buffer.of(0x0a, text.length), Buffer.from(text)]));

const FAIL = script({ op: 'fail' });

/** Which states a reply asks for. */
const ASKING: readonly Vector[] = [
  {
    name: 'no state is there',
    says: 'All are asked for, in the order in which they are declared, and the function is not called.',
    request: request({ sent: [] }, FAIL),
    expected: missing(...PROBE_SPECS),
  },
  {
    name: 'some states are there',
    says: 'The others are asked for, in the order of declaration; the order of the request does not matter.',
    request: request(
      {
        sent: [
          ['total', FOUR],
          ['string', null],
          ['bool', TRUE],
        ],
      },
      FAIL,
    ),
    expected: missing(...PROBE_SPECS.filter(({ stateName }) => !/^(total|string|bool)$/.test(stateName))),
  },
  {
    name: 'one state is missing',
    says: 'It alone is asked for.',
    request: request({ sent: STATES.probe.slice(0, -1).map((name) => [name, null]) }, FAIL),
    expected: missing(...PROBE_SPECS.slice(-1)),
  },
  {
    name: 'states that expire',
    says: 'Their expirations are asked for with them, in milliseconds.',
    request: request({ of: 'expiring', sent: [] }, FAIL),
    expected: missing(...EXPIRING_SPECS),
  },
  {
    name: 'the state without an expiration is there',
    says: 'Only those that expire are asked for.',
    request: request({ of: 'expiring', sent: [['kept', FOUR]] }, FAIL),
    expected: missing(...EXPIRING_SPECS.slice(1)),
  },
  {
    name: 'states that nobody declared',
    says: 'They are ignored.',
    request: request(
      {
        of: 'expiring',
        sent: [
          ['old', typedValue('custom', '00ff')],
          ['called', null],
          ['older', null],
          ['written', BOB],
          ['kept', null],
        ],
      },
      script({ op: 'tell', state: 'written' }),
    ),
    expected: effects({ outgoingMessages: [told('written', BOB)] }),
  },
  {
    name: 'a function without states',
    says: 'It asks for none, and is called; states that it is sent are ignored.',
    request: request(
      { of: 'stateless', sent: [['kept', FOUR]] },
      script({ op: 'send', to: 'vectors/sink', id: 's', as: 'bool', value: true }),
    ),
    expected: effects({ outgoingMessages: [{ target: SINK, argument: TRUE }] }),
  },
];

/** What a function finds, and what a reply says of what it changed. */
const CHANGING: readonly Vector[] = [
  {
    name: 'states without a value',
    says: 'A function finds none, whatever the type.',
    request: request({}, script(...STATES.probe.map((state) => ({ op: 'tell', state }) as const))),
    expected: effects({ outgoingMessages: STATES.probe.map((name) => told('none', textOf(name))) }),
  },
  {
    name: 'a state whose value is marked as absent',
    says: 'It has none, though there are a type and bytes.',
    request: request({ states: { int: { ...FOUR, hasValue: false } } }, script({ op: 'tell', state: 'int' })),
    expected: effects({ outgoingMessages: [told('none', textOf('int'))] }),
  },
  {
    name: 'reading changes nothing',
    says: 'A state that was only read is not in the reply.',
    request: request({ states: { int: FOUR } }, script({ op: 'tell', state: 'int' })),
    expected: effects({ outgoingMessages: [told('int', FOUR)] }),
  },
  {
    name: 'changes come in the order of declaration',
    says: 'The order in which the function changes states does not matter.',
    request: request(
      { states: { bool: TRUE } },
      script(
        { op: 'add', value: 4 },
        { op: 'set', state: 'string', value: 'Bob' },
        { op: 'set', state: 'int', value: 4 },
        { op: 'remove', state: 'bool' },
      ),
    ),
    expected: effects({
      stateMutations: [
        deleted('bool'),
        modified('int', FOUR),
        modified('string', BOB),
        modified('total', FOUR),
      ],
    }),
  },
  {
    name: 'set, then removed',
    says: 'The last change counts.',
    request: request({}, script({ op: 'set', state: 'int', value: 4 }, { op: 'remove', state: 'int' })),
    expected: effects({ stateMutations: [deleted('int')] }),
  },
  {
    name: 'removed, then set',
    says: 'The last change counts.',
    request: request(
      { states: { int: FOUR } },
      script({ op: 'remove', state: 'int' }, { op: 'set', state: 'int', value: 4 }),
    ),
    expected: effects({ stateMutations: [modified('int', FOUR)] }),
  },
  {
    name: 'set, removed and set again, and read in between',
    says: 'A function reads what it has just written, and there is one change in the reply.',
    request: request(
      {},
      script(
        { op: 'set', state: 'string', value: 'Joe' },
        { op: 'remove', state: 'string' },
        { op: 'tell', state: 'string' },
        { op: 'set', state: 'string', value: 'Bob' },
        { op: 'tell', state: 'string' },
      ),
    ),
    expected: effects({
      stateMutations: [modified('string', BOB)],
      outgoingMessages: [told('none', textOf('string')), told('string', BOB)],
    }),
  },
  {
    name: 'set to what it was',
    says: 'It is written none the less: an expiration after writing begins anew.',
    request: request({ states: { int: FOUR } }, script({ op: 'set', state: 'int', value: 4 })),
    expected: effects({ stateMutations: [modified('int', FOUR)] }),
  },
  {
    name: 'removed without having a value',
    says: 'That is a change, too.',
    request: request({}, script({ op: 'remove', state: 'long' })),
    expected: effects({ stateMutations: [deleted('long')] }),
  },
  {
    name: 'set to its default',
    says: 'A value of no bytes is a value, and not a removal.',
    request: request({ states: { total: FOUR } }, script({ op: 'add', value: -4 })),
    expected: effects({ stateMutations: [modified('total', typedValue('int', ''))] }),
  },
  {
    name: 'a state that the function does not have',
    says: 'To set it is an error.',
    request: request({}, script({ op: 'set', state: 'kept', value: 4 })),
    expected: 'failed',
  },
];

export const STATE: readonly Vector[] = [...ASKING, ...CHANGING];
