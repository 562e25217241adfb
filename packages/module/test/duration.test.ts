import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from '../src/index.ts';

const DAY_MS = 86_400_000;
const UNITS: readonly [string, number][] = [
  ['d day days', DAY_MS],
  ['h hour hours', 3_600_000],
  ['m min minute minutes', 60_000],
  ['s sec secs second seconds', 1000],
  ['ms milli millis millisecond milliseconds', 1],
];

test('every unit of the original, in either case and with or without a space', () => {
  for (const [labels, factorMs] of UNITS) {
    for (const label of labels.split(' ')) {
      assert.equal(parseDuration(`3${label}`), 3 * factorMs, label);
      assert.equal(parseDuration(` 3  ${label.toUpperCase()} `), 3 * factorMs, label);
    }
  }
});

test('a number without a unit is milliseconds', () => {
  assert.equal(parseDuration(2000), 2000);
  assert.equal(parseDuration('2000'), 2000);
  assert.equal(parseDuration('0'), 0);
});

test('what is below a millisecond is rounded up, never to zero', () => {
  for (const label of ['\u00B5s', '\u03BCs', 'micro', 'micros', 'microsecond', 'microseconds']) {
    assert.equal(parseDuration(`1500${label}`), 2, label);
  }
  for (const label of ['ns', 'nano', 'nanos', 'nanosecond', 'nanoseconds']) {
    assert.equal(parseDuration(`1${label}`), 1, label);
  }
  assert.equal(parseDuration('0ns'), 0);
  assert.equal(parseDuration('1000000ns'), 1);
});

test('what is no duration is refused with a code', () => {
  const wrong = [
    '',
    ' ',
    's',
    '-5s',
    '+5s',
    '1.5s',
    'PT5S',
    '1h 30min',
    '5 parsecs',
    '5us',
    '1e3',
    '0x10',
    '9'.repeat(20),
  ];
  for (const text of [...wrong, 1.5, -1, Number.NaN]) {
    assert.throws(() => parseDuration(text), { code: 'STATEFUN_DURATION_INVALID' }, String(text));
  }
});
