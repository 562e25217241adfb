// docs/compatibility.md can't rot: whatever it cites as a proof is there, under that name.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const ROOT = new URL('../../../', import.meta.url);
const CITATION = /`([^`]+\.ts)` “([^”]+)”/g;
/** Of tests, and of the checks that are run against each SDK. */
const TITLE = /\b(?:(?:test|suite|describe)\(|title:)\s*(['"`])((?:\\.|(?!\1).)*)\1/gs;
const LITERAL_MIN = 8;
const PLACEHOLDER = /\$\{[^}]*\}/;
const NOT_SUPPORTED = /^Not supported: .{40,}/;

const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The rows of all tables, without their heads. */
function rowsOf(document: string): Row[] {
  return document
    .split('\n')
    .map((text, i) => ({ text, line: i + 1 }))
    .filter(({ text }) => text.startsWith('|') && !/^\|(?: *-+ *\|)+$/.test(text))
    .map(({ text, line }) => ({
      line,
      cells: text
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    }))
    .filter(({ cells }) => cells.at(-1) !== 'proof');
}

/**
 * What matches the names that a test file gives its tests; a placeholder stands for anything. Names that are
 * little else prove nothing, and are left out.
 */
function titlesOf(source: string): RegExp[] {
  return [...source.matchAll(TITLE)]
    .map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1').split(PLACEHOLDER))
    .filter((parts) => parts.join('').length >= LITERAL_MIN)
    .map((parts) => new RegExp(`^${parts.map(literally).join('.+')}$`, 's'));
}

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const rows = rowsOf(read('docs/compatibility.md'));

test('every row says what the original does, what this does, and where that is proved', () => {
  assert.ok(rows.length > 100, `only ${rows.length} rows`);
  for (const { cells, line } of rows) {
    assert.equal(cells.length, 4, `docs/compatibility.md:${line} has ${cells.length} cells`);
    const [feature, original, ours, proof = ''] = cells;
    assert.ok(feature && original && ours, `docs/compatibility.md:${line} has an empty cell`);
    const isProved = proof.match(CITATION) !== null;
    assert.ok(
      isProved || (proof === '–' && NOT_SUPPORTED.test(ours)),
      `docs/compatibility.md:${line} has neither a test nor a reason why it is not supported`,
    );
  }
});

test('every test that is cited exists', () => {
  const titles = new Map<string, RegExp[]>();
  const missing: string[] = [];
  for (const { cells, line } of rows) {
    for (const [, file = '', title = ''] of (cells.at(-1) ?? '').matchAll(CITATION)) {
      const known = titles.get(file) ?? (existsSync(new URL(file, ROOT)) ? titlesOf(read(file)) : []);
      titles.set(file, known);
      if (!known.some((pattern) => pattern.test(title))) missing.push(`line ${line}: ${file} “${title}”`);
    }
  }
  assert.deepEqual(missing, []);
});
