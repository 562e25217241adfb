import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModule } from '../src/index.ts';
import { component, onlyProblem, parse, places } from './support.ts';

test('every mistake of all files is reported at once, in order', () => {
  const files = [
    { file: 'b.yaml', text: 'kind: io.statefun.playground.v1/ingress\nspec: {prot: 1, host: []}\n' },
    {
      file: 'a.yaml',
      text: 'spec: {}\n---\nkind: io.statefun.kafka.v1/ingres\n---\n5\n---\nkind: io.statefun.kafka.v1/egress\nspec: {id: a}\n',
    },
  ];
  const { module, problems } = parseModule(files, { env: {}, readFile: () => '' });
  assert.equal(module, undefined);
  assert.deepEqual(
    problems.map(({ code, origin }) => `${origin.file}:${origin.line}:${origin.column} ${code.slice(16)}`),
    [
      'b.yaml:2:1 FIELD_MISSING',
      'b.yaml:2:8 FIELD_UNKNOWN',
      'b.yaml:2:23 VALUE_INVALID',
      'a.yaml:1:1 COMPONENT_INVALID',
      'a.yaml:3:1 COMPONENT_INVALID',
      'a.yaml:3:7 KIND_UNKNOWN',
      'a.yaml:5:1 COMPONENT_INVALID',
      'a.yaml:8:1 FIELD_MISSING',
      'a.yaml:8:12 VALUE_INVALID',
    ],
  );
});

test('a component needs a kind and a spec', () => {
  assert.deepEqual(places(parse('- a\n')), ['1:1 error COMPONENT_INVALID']);
  assert.deepEqual(places(parse('text\n')), ['1:1 error COMPONENT_INVALID']);
  assert.deepEqual(places(parse('{}\n')), ['1:1 error COMPONENT_INVALID', '1:1 error COMPONENT_INVALID']);
  assert.deepEqual(places(parse('kind: [a]\nspec:\n')), [
    '1:1 error COMPONENT_INVALID',
    '2:1 error COMPONENT_INVALID',
  ]);
  assert.match(
    onlyProblem('kind: io.statefun.playground.v1/ingress\nspec: 5\n').message,
    /^spec: expected a mapping/,
  );
});

test('unknown keys beside kind and spec are a warning', () => {
  const { severity, code, hint } = onlyProblem(
    `${component('io.statefun.playground.v1/ingress', 'port: 1')}specs: x\n`,
  );
  assert.deepEqual(
    [severity, code, hint],
    ['warning', 'STATEFUN_MODULE_FIELD_UNKNOWN', 'did you mean spec?'],
  );
});

test('an unknown kind comes with the one that was meant, or with all', () => {
  const hint = (kind: string) => onlyProblem(component(kind, 'a: b')).hint;
  assert.equal(hint('io.statefun.endpoint.v2/http'), 'did you mean io.statefun.endpoints.v2/http?');
  assert.equal(hint('io.statefun.kafka/ingress'), 'did you mean io.statefun.kafka.v1/ingress?');
  assert.match(hint('deployment') ?? '', /^the kinds are io\.statefun\.endpoints\.v2\/http, /);
  assert.match(hint('io.statefun.transports.v1/async') ?? '', /as the type in its transport/);
});

test('problems are limited, errors go before warnings', () => {
  const many = Array.from({ length: 300 }, (_, index) => `field${index}: 1`).join('\n');
  const { problems } = parse(component('io.statefun.playground.v1/ingress', `${many}\nport: x`));
  assert.equal(problems.length, 200);
  assert.equal(problems.filter(({ severity }) => severity === 'error').length, 1);
});

test('keys with a meaning in JavaScript do no harm', () => {
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const { problems } = parse(
      `${component('io.statefun.kafka.v1/egress', `id: a/b\naddress: h:1\n${key}: {polluted: 1}\nproperties: {${key}: x}`)}${key}: 1\n`,
    );
    assert.ok(problems.every(({ severity }) => severity === 'warning'));
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
  }
});
