import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatProblems, type Problem } from '../src/index.ts';

const problem = (over: Partial<Problem> = {}): Problem => ({
  severity: 'error',
  code: 'STATEFUN_MODULE_VALUE_INVALID',
  message: 'spec.port: expected a port number, found "80a".',
  hint: '"80a" is no whole number.',
  origin: { file: 'module.yaml', line: 12, column: 9 },
  ...over,
});
const source = (line: string) => [{ file: 'module.yaml', text: `${'\n'.repeat(11)}${line}\n` }];

test('the line is shown with a mark below the word that is wrong', () => {
  const formatted = formatProblems([problem()], {
    sources: source('  port: "80a" # the port'),
    color: false,
  });
  assert.equal(
    formatted,
    `error: spec.port: expected a port number, found "80a". [STATEFUN_MODULE_VALUE_INVALID]
  --> module.yaml:12:9
   |
12 |   port: "80a" # the port
   |         ^^^^^
   = hint: "80a" is no whole number.

1 error`,
  );
});

test('without the source and without a hint it is two lines', () => {
  const { hint: _, ...bare } = problem({ severity: 'warning' });
  assert.equal(formatProblems([bare, bare], { color: false }).split('\n\n').at(-1), '2 warnings');
  assert.equal(formatProblems([bare], { color: false }).split('\n').length, 4);
});

test('errors and warnings are counted', () => {
  const problems = [problem(), problem({ severity: 'warning' }), problem()];
  assert.equal(formatProblems(problems, { color: false }).split('\n').at(-1), '2 errors, 1 warning');
  assert.equal(formatProblems([], { color: false }), 'No problems');
});

test('colours only when asked for', () => {
  const options = { sources: source('  port: "80a"') };
  assert.ok(formatProblems([problem()], { ...options, color: true }).includes('\u001B[31merror\u001B[0m'));
  assert.ok(!formatProblems([problem()], { ...options, color: false }).includes('\u001B'));
});

test('tabs before the word keep the mark below it', () => {
  const origin = { file: 'module.yaml', line: 12, column: 3 };
  const formatted = formatProblems([problem({ origin })], { sources: source('\t\tx: 1'), color: false });
  assert.ok(formatted.includes('\n   | \t\t^'));
});

test('a file can not send commands to the terminal', () => {
  const options = { sources: source('  port: \u001B[2Jx\u009B\u202Ey'), color: false };
  const formatted = formatProblems([problem({ message: 'bad \u001B]0;x\u0007' })], options);
  for (const character of '\u001B\u0007\u009B\u202E') assert.ok(!formatted.includes(character));
});

test('a very long line is cut, and a place behind it has no mark', () => {
  const origin = { file: 'module.yaml', line: 12, column: 500 };
  const formatted = formatProblems([problem({ origin })], {
    sources: source('x'.repeat(1000)),
    color: false,
  });
  assert.ok(formatted.split('\n').every((line) => line.length < 200));
  assert.ok(!formatted.includes('^'));
});
