import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODULE_CHARACTERS_MAX, parseModule, upgradeModule } from '../src/index.ts';

/** What makes a careless parser slow, or run out of stack or memory. */
const SHAPES: readonly string[] = [
  '[', '{', '{a: ', '- ', '? ', '-\n', ': ', 'a: ', '&a ', '! ', '*a ', '#\n', 'a: #\n', '---\n', 'a\n---\n', '"', "'",
  '|\n', '\n', ' ', '\t', 'k:\n', '- a\n', '%FOO\n', '!a\n', '\uD800', 'password', 'x', '${env:A}', '${', '\0', '\r',
]; // prettier-ignore

const LEGACY = 'version: "3.0"\nmodule: {spec: {}}\n';
const SIZE = 10_000;
const VARIABLES = { env: {}, readFile: () => '' };

function outcome(text: string): 'read' | 'refused' {
  const file = { file: 'module.yaml', text };
  const { module, problems } = parseModule([file], VARIABLES);
  assert.ok(module !== undefined || problems.some(({ severity }) => severity === 'error'));
  assert.ok(problems.length <= 200);
  upgradeModule(file);
  return module === undefined ? 'refused' : 'read';
}

test(
  'whatever is repeated without end, alone or in a legacy module, it is read or refused',
  { timeout: 600_000 },
  () => {
    for (const shape of SHAPES) {
      const text = shape.repeat(SIZE / shape.length);
      outcome(text);
      outcome(`${LEGACY}x: ${text}`);
      outcome(LEGACY.replace('{}', `{endpoints: ${text}`));
    }
  },
);

test('aliases of aliases are refused before they fill the memory', () => {
  const level = (index: number) =>
    `a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => `*a${index}`).join(', ')}]`;
  const bomb = `a0: &a0 [${'x,'.repeat(9)}]\n${Array.from({ length: 20 }, (_, index) => level(index)).join('\n')}\n`;
  assert.equal(outcome(bomb), 'refused');
  assert.equal(outcome(`${LEGACY}${bomb}`), 'refused');
});

test('a file of the largest size is read, and one of a character more is refused', () => {
  const line = 'kind: io.statefun.playground.v1/ingress\nspec: {port: 1}\n#';
  const largest = line.padEnd(MODULE_CHARACTERS_MAX, 'x');
  assert.equal(outcome(largest), 'read');
  assert.equal(outcome(`${largest}x`), 'refused');
});

test('a legacy module with more entries than a file may have documents works, and its upgrade names the limit', () => {
  const endpoint = (index: number) =>
    `    - endpoint: {meta: {kind: http}, spec: {functions: a/b${index}, urlPathTemplate: http://h}}\n`;
  const text = `version: "3.0"\nmodule:\n  spec:\n    endpoints:\n${Array.from({ length: 1001 }, (_, index) => endpoint(index)).join('')}`;
  const file = { file: 'module.yaml', text };
  assert.equal(parseModule([file], VARIABLES).module?.components.length, 1001);
  const { problems } = upgradeModule(file);
  assert.deepEqual(
    problems.map(({ code, message }) => `${code} ${message}`),
    [
      'STATEFUN_MODULE_UPGRADE_FAILED The module would not be read any more: The file has more than 1000 documents.',
    ],
  );
});
