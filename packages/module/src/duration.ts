import { exactNumber, parseQuantity, type Unit } from './quantity.ts';

const NANOS_PER_MS = 1_000_000n;

/** Factors in nanoseconds. The micro sign exists twice in Unicode; both are taken. */
const UNITS: readonly Unit[] = [
  { labels: ['d', 'day', 'days'], factor: 86_400_000n * NANOS_PER_MS },
  { labels: ['h', 'hour', 'hours'], factor: 3_600_000n * NANOS_PER_MS },
  { labels: ['min', 'm', 'minute', 'minutes'], factor: 60_000n * NANOS_PER_MS },
  { labels: ['s', 'sec', 'secs', 'second', 'seconds'], factor: 1000n * NANOS_PER_MS },
  { labels: ['ms', 'milli', 'millis', 'millisecond', 'milliseconds'], factor: NANOS_PER_MS },
  {
    labels: ['micros', '\u00B5s', '\u03BCs', 'micro', 'microsecond', 'microseconds'],
    factor: 1000n,
  },
  { labels: ['ns', 'nano', 'nanos', 'nanosecond', 'nanoseconds'], factor: 1n },
];

/**
 * Parses a duration in Flink's syntax to milliseconds: a whole number, optional spaces, and a unit from `d`
 * to `ns` in either case; without a unit, milliseconds. No fractions, signs, compounds or ISO 8601.
 * What is below a millisecond is rounded up, so that a duration above zero never becomes zero.
 * Throws STATEFUN_DURATION_INVALID.
 *
 * @example parseDuration('15min') // 900_000
 */
export function parseDuration(duration: string | number): number {
  const code = 'STATEFUN_DURATION_INVALID';
  const nanos = parseQuantity(String(duration), UNITS, NANOS_PER_MS, code);
  return exactNumber((nanos + NANOS_PER_MS - 1n) / NANOS_PER_MS, 'duration in milliseconds', code);
}
