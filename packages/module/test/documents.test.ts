import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpEndpointComponent, OkHttpTransportSpec } from '../src/index.ts';
import { onlyProblem, parse, places } from './support.ts';

const ENDPOINT = 'kind: io.statefun.endpoints.v2/http\nspec: {functions: a/*, urlPathTemplate: http://h}\n';
const INGRESS = 'kind: io.statefun.playground.v1/ingress\nspec: {port: 8090}\n';

test('empty documents, comments and a last --- are skipped', () => {
  const { module, problems } = parse(
    `# an application\n---\n${ENDPOINT}---\n---\n# nothing\n---\n~\n---\n${INGRESS}---\n`,
  );
  assert.deepEqual(problems, []);
  assert.equal(module?.components.length, 2);
});

test('a byte order mark and Windows line ends are taken', () => {
  const { module, problems } = parse(`\uFEFF${ENDPOINT}---\n${INGRESS}`.replaceAll('\n', '\r\n'));
  assert.deepEqual(problems, []);
  assert.equal(module?.components[1]?.origin.line, 4);
});

test('a file without a component is a warning', () => {
  for (const text of ['', '---\n', '# nothing\n', '\n\n']) {
    assert.deepEqual(places(parse(text)), ['1:1 warning INCOMPLETE'], JSON.stringify(text));
    assert.deepEqual(parse(text).module, { components: [] });
  }
});

test('a syntax error is told with its place, and the other documents are still checked', () => {
  const text = `${ENDPOINT}---\nkind: [a\n---\nkind: nonsense\nspec: {}\n`;
  assert.deepEqual(places(parse(text)), ['5:1 error SYNTAX', '6:7 error KIND_UNKNOWN']);
});

test('tabs as indentation have a hint', () => {
  const { code, hint, origin } = onlyProblem('kind: x/y\nspec:\n\tport: 1\n');
  assert.equal(code, 'STATEFUN_MODULE_SYNTAX');
  assert.equal(hint, 'indent with spaces');
  assert.deepEqual([origin.line, origin.column], [3, 1]);
});

test('a key that is given twice is an error that names both places', () => {
  const { code, message, origin } = onlyProblem(
    'kind: io.statefun.playground.v1/ingress\nspec:\n  port: 1\n  host: h\n  port: 2\n',
  );
  assert.equal(code, 'STATEFUN_MODULE_KEY_DUPLICATE');
  assert.equal(message, 'The key "port" is given twice; the first is at 3:3.');
  assert.deepEqual([origin.line, origin.column], [5, 3]);
});

test('keys that are no text are refused', () => {
  for (const key of ['? [a]\n:', '? {a: b}\n:', '~:']) {
    assert.equal(onlyProblem(`kind: x/y\n${key} 1\n`).code, 'STATEFUN_MODULE_SYNTAX', key);
  }
});

test('an alias stands for its anchor', () => {
  const text =
    'kind: io.statefun.endpoints.v1/http\nspec: {functions: a/*, urlPathTemplate: http://h, timeouts: {call: &t 3s, read: *t}}';
  const [endpoint] = (parse(text).module?.components ?? []) as HttpEndpointComponent<OkHttpTransportSpec>[];
  assert.equal(endpoint?.transport.readMs, 3000);
});

test('an alias without an anchor, or within its own anchor, is a syntax error', () => {
  assert.equal(onlyProblem('kind: x/y\nspec: *nothing\n').code, 'STATEFUN_MODULE_SYNTAX');
  assert.equal(onlyProblem('kind: x/y\nspec: &self [*self]\n').code, 'STATEFUN_MODULE_SYNTAX');
});

test('aliases of aliases that would make billions of values are refused', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 10; level++) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
  }
  assert.equal(onlyProblem(lines.join('\n')).code, 'STATEFUN_MODULE_TOO_LARGE');
  const chain = Array.from(
    { length: 100 },
    (_, level) => `a${level}: &a${level} [${level === 0 ? '' : `*a${level - 1}`}]`,
  );
  assert.equal(onlyProblem(chain.join('\n')).code, 'STATEFUN_MODULE_TOO_LARGE');
  const many = `${lines.slice(0, 5).join('\n')}\n`;
  assert.deepEqual(places(parse(`${many}---\n`.repeat(4))).at(-1), '7:1 error TOO_LARGE');
});

test('what is too long, too deep or has too many documents is refused', () => {
  assert.equal(onlyProblem(`# ${'x'.repeat(512 * 1024)}`).code, 'STATEFUN_MODULE_TOO_LARGE');
  assert.equal(onlyProblem(`a: ${'['.repeat(40)}${']'.repeat(40)}`).code, 'STATEFUN_MODULE_TOO_LARGE');
  assert.equal(onlyProblem('a: 1\n---\n'.repeat(1001)).code, 'STATEFUN_MODULE_TOO_LARGE');
  for (const opening of ['[', '- ', '{a: ', '? ']) {
    const { problems, module } = parse(opening.repeat(100_000));
    assert.equal(module, undefined, opening);
    assert.ok(problems.length > 0, opening);
  }
});
