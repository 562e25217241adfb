import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exposition } from '../../src/metrics/exposition.ts';

test('a metric has its help, its type and a line for each sample', () => {
  const text = exposition([
    {
      name: 'm',
      help: 'What it is.',
      type: 'summary',
      samples: [
        { labels: { a: 'x', quantile: '0.5' }, value: 1.5 },
        { suffix: '_count', labels: { a: 'x' }, value: 2 },
      ],
    },
  ]);
  assert.equal(
    text,
    '# HELP m What it is.\n# TYPE m summary\nm{a="x",quantile="0.5"} 1.5\nm_count{a="x"} 2\n',
  );
});

test('a label can hold any text without adding a line or a label', () => {
  const samples = [{ labels: { a: 'x"} 1\nfake{b="\\' }, value: 0 }];
  const [, , line, ...rest] = exposition([{ name: 'm', help: 'h', type: 'gauge', samples }]).split('\n');
  assert.equal(line, String.raw`m{a="x\"} 1\nfake{b=\"\\"} 0`);
  assert.deepEqual(rest, ['']);
});
