import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { REFERENCE, withTables } from '../reference.ts';

/** Without what a formatter does to tables. */
const plain = (markdown: string): string => markdown.replaceAll(/-{3,}/g, '---').replaceAll(/[ \t]+/g, ' ');

test('the reference has the tables of the schemas; else run "node packages/module/reference.ts" and format', () => {
  const reference = readFileSync(REFERENCE, 'utf8');
  assert.equal(plain(reference), plain(withTables(reference)));
});

test('every field has a meaning in the reference', () => {
  const rows = readFileSync(REFERENCE, 'utf8')
    .split('\n')
    .filter((line) => /^\| `\w+` /.test(line));
  assert.ok(rows.length > 50);
  for (const row of rows) assert.ok(!/\|\s*\|$/.test(row), row);
});
