import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from '../../src/exit-codes.ts';
import { SETTINGS } from '../../src/settings/table.ts';

const docs = (name: string) => readFile(join(import.meta.dirname, '../../../../docs', name), 'utf8');

/** The cells of a table's rows in Markdown, whatever the widths of its columns. */
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );

test('docs/settings.md lists every setting as it is', async () => {
  const [settings] = (await docs('settings.md')).split("## The original's keys");
  assert.deepEqual(
    rowsOf(settings ?? ''),
    SETTINGS.map(({ name, env, defaultText, meaning }) => [
      `\`--${name}\``,
      `\`${name}\``,
      `\`${env}\``,
      `\`${defaultText}\``,
      meaning,
    ]),
  );
});

test('docs/cli.md lists every exit code', async () => {
  const codes = rowsOf(await docs('cli.md')).map(([code]) => code);
  for (const code of Object.values(EXIT)) assert.ok(codes.includes(`\`${code}\``), String(code));
});

test('every default is a value that the setting can have', () => {
  for (const { parse, defaultText } of SETTINGS) parse(defaultText);
});
