import { MutationType } from '@statefun-ts/protocol';

import type { Command } from '../language.ts';
import type { Vector } from '../vector.ts';
import { CALLER, SINK, address, effects, request, script, typedValue } from '../vector.ts';
import type { Sample } from './samples.ts';
import { SAMPLES } from './samples.ts';

const SEND = { op: 'send', to: 'vectors/sink', id: 's' } as const;
const TO_EGRESS = { op: 'egress', egress: 'vectors/egress' } as const;
const EGRESS = { egressNamespace: 'vectors', egressType: 'egress' };

/** A value goes through all that values go through: read and written as a message and as a state, and made from its text. */
const passes = ({ name, as, value, hex }: Sample): Vector => {
  const argument = typedValue(as, hex);
  const commands = [
    { op: 'tell', state: as },
    { op: 'set', state: as, value },
    { ...SEND, as, value },
    { ...TO_EGRESS, as, value },
  ] as const;
  return {
    name,
    says: 'It is read as a message and as a state, and written as both and to an egress, in the same bytes.',
    request: request({ states: { [as]: argument }, caller: CALLER }, argument, script(...commands)),
    expected: effects({
      stateMutations: [{ mutationType: MutationType.MODIFY, stateName: as, stateValue: argument }],
      outgoingMessages: [
        { target: address('sink', 'echo'), argument },
        { target: address('sink', as), argument },
        { target: SINK, argument },
      ],
      outgoingEgresses: [{ ...EGRESS, argument }],
    }),
  };
};

const refused = (name: string, says: string, requested: Uint8Array): Vector => ({
  name,
  says,
  request: requested,
  expected: 'failed',
});

const LONE = 'x\uD800';
const loneSurrogate = (name: string, command: Command): Vector =>
  refused(name, 'Text with a lone surrogate has no UTF-8.', request({}, script(command)));

export const VALUES: readonly Vector[] = [
  ...SAMPLES.map(passes),
  {
    name: 'a float that rounds to 0',
    says: 'It is the default then, and no bytes at all.',
    request: request({}, script({ ...SEND, as: 'float', value: '1e-46' })),
    expected: effects({ outgoingMessages: [{ target: SINK, argument: typedValue('float', '') }] }),
  },
  refused(
    'a message that is cut off',
    'Three bytes of five are no int.',
    request({}, typedValue('int', '0d0100')),
  ),
  refused(
    'a message that is no UTF-8',
    'A string has to be UTF-8.',
    request({}, typedValue('string', '0a02c328')),
  ),
  refused(
    'a state that is cut off',
    'Reading it fails.',
    request({ states: { long: typedValue('long', '0901') } }, script({ op: 'tell', state: 'long' })),
  ),
  loneSurrogate('a lone surrogate in a message', { ...SEND, as: 'string', value: LONE }),
  loneSurrogate('a lone surrogate in a state', { op: 'set', state: 'string', value: LONE }),
  loneSurrogate('a lone surrogate in an id', { ...SEND, id: LONE, as: 'int', value: 1 }),
  loneSurrogate('a lone surrogate in a token', { op: 'cancel', token: LONE }),
  loneSurrogate('a lone surrogate in a Kafka record', { op: 'kafka', topic: 't', key: LONE, value: 'v' }),
];
