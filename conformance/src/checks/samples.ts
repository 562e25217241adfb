import assert from 'node:assert/strict';

import type { Kind, Value } from '../script.ts';

/** A value, its type, and how it must look on the wire, in hex; undefined where that is the SDK's choice. */
export interface Sample {
  readonly as: Kind;
  readonly value: Value;
  readonly typename: string;
  readonly bytes: string | undefined;
}

const builtIn = (as: Kind, value: Value, bytes: string): Sample => ({
  as,
  value,
  typename: `io.statefun.types/${as}`,
  bytes,
});

const TIMESTAMP = 'type.googleapis.com/google.protobuf.Timestamp';

/** Values of every type, the smallest, the largest and the defaults, which are no bytes at all, among them. */
export const SAMPLES: readonly Sample[] = [
  builtIn('bool', true, '0801'),
  builtIn('bool', false, ''),
  builtIn('int', 0, ''),
  builtIn('int', 1, '0d01000000'),
  builtIn('int', -2, '0dfeffffff'),
  builtIn('int', 2_147_483_647, '0dffffff7f'),
  builtIn('int', -2_147_483_648, '0d00000080'),
  builtIn('long', '0', ''),
  builtIn('long', '-1', '09ffffffffffffffff'),
  builtIn('long', '9223372036854775807', '09ffffffffffffff7f'),
  builtIn('long', '-9223372036854775808', '090000000000000080'),
  builtIn('float', 0, ''),
  builtIn('float', -1.5, '0d0000c0bf'),
  builtIn('float', 3.402_823_466_385_288_6e38, '0dffff7f7f'),
  builtIn('float', 1.401_298_464_324_817e-45, '0d01000000'),
  builtIn('double', 0, ''),
  builtIn('double', 0.1, '099a9999999999b93f'),
  builtIn('double', Number.MAX_VALUE, '09ffffffffffffef7f'),
  builtIn('double', Number.MIN_VALUE, '090100000000000000'),
  builtIn('string', '', ''),
  builtIn('string', 'h\u0000é✓🚀', '0a0b6800c3a9e29c93f09f9a80'),
  { as: 'json', value: { list: [1, null, 'é', {}] }, typename: 'conformance/Json', bytes: undefined },
  { as: 'json', value: 'text', typename: 'conformance/Json', bytes: Buffer.from('"text"').toString('hex') },
  {
    as: 'proto',
    value: { seconds: 1_637_712_000, nanos: 5 },
    typename: TIMESTAMP,
    bytes: '088081f68c061005',
  },
  { as: 'proto', value: { seconds: 0, nanos: 0 }, typename: TIMESTAMP, bytes: '' },
  { as: 'custom', value: '00ff807f', typename: 'conformance/Bytes', bytes: '00ff807f' },
  { as: 'custom', value: '', typename: 'conformance/Bytes', bytes: '' },
];

/** Some languages print a 32-bit float with fewer digits than others. */
export const sameValue = (as: Kind, actual: Value, expected: Value): void => {
  const normal = (value: Value): Value => (as === 'float' ? Math.fround(Number(value)) : value);
  assert.deepEqual(normal(actual), normal(expected), `a ${as}`);
};
