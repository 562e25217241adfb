import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace, parsePlace, type Place } from '../../src/ingress/place.ts';

test('every place is read back as it was written', () => {
  const places: Place[] = [
    { type: 'start', readToMs: 1_700_000_000_000 },
    { type: 'time', sinceMs: 1, readToMs: 2 },
    { type: 'at', sequence: '49680510163153166923622639044018645755705260363908907010' },
    { type: 'after', sequence: '49680510163153166923622639044018645755705260363908907010', readToMs: 3 },
    { type: 'end' },
    { type: 'end', sinceMs: 4 },
  ];
  for (const place of places) assert.deepEqual(parsePlace(formatPlace(place)), place);
});

test('a place of another version is refused', () => {
  assert.throws(() => parsePlace('beyond 17'), /does not know: beyond 17/);
});
