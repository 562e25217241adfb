import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDate } from '../src/date.ts';

test("the original's pattern, with its offset from UTC", () => {
  assert.equal(parseDate('2020-02-01 04:15:00.123 +0000'), Date.UTC(2020, 1, 1, 4, 15, 0, 123));
  assert.equal(parseDate('2020-02-01 04:15:00.000 +0230'), Date.UTC(2020, 1, 1, 1, 45));
  assert.equal(parseDate('2020-02-01 04:15:00.000 -0800'), Date.UTC(2020, 1, 1, 12, 15));
  assert.equal(parseDate('2024-02-29 23:59:59.999 +0000'), Date.UTC(2024, 1, 29, 23, 59, 59, 999));
  assert.equal(parseDate('0099-01-01 00:00:00.000 +0000'), Date.parse('0099-01-01T00:00:00Z'));
});

test("the documentation's sample and ISO 8601, as a kindness", () => {
  const at = Date.UTC(2020, 1, 1, 4, 15);
  assert.equal(parseDate('2020-02-01 04:15:00.00 Z'), at);
  assert.equal(parseDate('2020-02-01T04:15:00Z'), at);
  assert.equal(parseDate('2020-02-01T05:15+01:00'), at);
  assert.equal(parseDate('2020-02-01T04:15:00.5Z'), at + 500);
  assert.equal(parseDate('2020-02-01T04:15:00.123456789Z'), at + 123);
});

test('what is no point in time is refused with a code', () => {
  const wrong = [
    '',
    '2020-02-01',
    '2020-02-01 04:15:00.000',
    '2020-02-30 04:15:00.000 +0000',
    '2023-02-29 04:15:00.000 +0000',
    '2020-13-01 04:15:00.000 +0000',
    '2020-00-01 04:15:00.000 +0000',
    '2020-01-00 04:15:00.000 +0000',
    '2020-02-01 24:00:00.000 +0000',
    '2020-02-01 04:60:00.000 +0000',
    '2020-02-01 04:15:00.000 +1900',
    '2020-02-01 04:15:00.000 +0060',
    '2020-02-01 04:15:00.000 CET',
    '1580530500000',
  ];
  for (const text of wrong) assert.throws(() => parseDate(text), { code: 'STATEFUN_DATE_INVALID' }, text);
});
