import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { SAMPLES as VECTOR_SAMPLES } from '../vectors/cases/samples.ts';
import { SAMPLES as CHECK_SAMPLES } from './checks/samples.ts';
import type { Kind, ReceivedMessage, Value } from './script.ts';

/** A value of a kind. */
export interface TypedSample {
  readonly as: Kind;
  readonly value: Value;
  readonly typename?: string;
  /** Its encoding; undefined where that is the SDK's choice. */
  readonly bytes: string | undefined;
}

/** NaN has many encodings, and languages that prefer another. */
const bytesOf = (value: Value, hex: string): string | undefined => (value === 'NaN' ? undefined : hex);

/** Values of every type, all extremes among them, 1 MiB of text as well. */
export const EVERY_VALUE: readonly TypedSample[] = [
  ...VECTOR_SAMPLES.map(({ as, value, hex }) => ({ as, value, bytes: bytesOf(value, hex) })),
  ...CHECK_SAMPLES.filter(({ as }) => as === 'json' || as === 'proto'),
];

const isFloating = (as: Kind): boolean => as === 'float' || as === 'double';

/** What a service tells of a value is the value: of numbers the same bits but for NaN's. */
export const assertSame = ({ as, value }: TypedSample, actual: Value, where: string): void => {
  const meant = (given: Value): Value => {
    if (!isFloating(as)) return given;
    assert.ok(
      typeof given === 'number' || typeof given === 'string',
      `${where}: a ${as} is ${String(given)}`,
    );
    return as === 'float' ? Math.fround(Number(given)) : Number(given);
  };
  // A mebibyte of text makes no good message.
  const same = typeof value === 'string' && value.length > 200 && value === actual;
  if (!same) assert.deepEqual(meant(actual), meant(value), `${where}: a ${as}`);
};

/** A message arrived as what it was sent. */
export const assertArrived = (
  sample: TypedSample,
  message: ReceivedMessage | undefined,
  where: string,
): void => {
  assert.ok(message, where);
  assert.deepEqual(message.is, [sample.as], `${where}: its type`);
  assertSame(sample, message.value, where);
  if (sample.bytes !== undefined) assert.equal(message.bytes, shown(sample.bytes), `${where}: its bytes`);
};

const HEX_BYTES_MAX = 64;

/** Bytes as the services tell them. */
const shown = (hex: string): string =>
  hex.length / 2 <= HEX_BYTES_MAX
    ? hex
    : `sha256:${createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex')}`;
