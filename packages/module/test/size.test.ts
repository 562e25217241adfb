import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSize } from '../src/index.ts';

test('every unit of the original, each 1024 times the one before', () => {
  const units = ['b bytes', 'k kb kibibytes', 'm mb mebibytes', 'g gb gibibytes', 't tb tebibytes'];
  units.forEach((labels, power) => {
    for (const label of labels.split(' ')) {
      assert.equal(parseSize(`2 ${label.toUpperCase()}`), 2 * 1024 ** power, label);
    }
  });
});

test('a number without a unit is bytes', () => {
  assert.equal(parseSize(33_554_432), 33_554_432);
  assert.equal(parseSize('32mb'), parseSize('33554432'));
});

test('what is no size is refused with a code', () => {
  for (const text of ['', 'mb', '-1', '1.5mb', '1 kib', '9999999tb']) {
    assert.throws(() => parseSize(text), { code: 'STATEFUN_SIZE_INVALID' }, text);
  }
});
