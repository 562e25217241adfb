import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModule } from '../src/index.ts';
import { component, parse, places } from './support.ts';

const endpoint = (functions: string) =>
  component('io.statefun.endpoints.v2/http', `functions: ${functions}\nurlPathTemplate: http://h`);
const ingress = (id: string, target = 'a/b') =>
  component(
    'io.statefun.kafka.v1/ingress',
    `id: ${id}\naddress: h:1\nconsumerGroupId: g\ntopics:\n  - {topic: t, valueType: v, targets: [${target}]}`,
  );
const egress = (id: string) => component('io.statefun.kafka.v1/egress', `id: ${id}\naddress: h:1`);

test('the same id or functions twice is an error that names both places, across files too', () => {
  const text = (again: string) => `${endpoint('a/*')}---\n${ingress('x/y')}---\n${egress('x/y')}${again}`;
  assert.deepEqual(places(parse(text(''))), []);
  for (const [again, message] of [
    [endpoint('a/*'), 'An endpoint for a/* is there already, at one.yaml:3:14.'],
    [ingress('x/y/'), 'The ingress x/y/ is there already, at one.yaml:8:7.'],
    [egress('x/y'), 'The egress x/y is there already, at one.yaml:16:7.'],
  ] as const) {
    const files = [
      { file: 'one.yaml', text: text('') },
      { file: 'two.yaml', text: again },
    ];
    const { module, problems } = parseModule(files, { env: {}, readFile: () => '' });
    assert.equal(module, undefined);
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.message, problem.origin.file, problem.origin.line]),
      [['STATEFUN_MODULE_DUPLICATE', message, 'two.yaml', 3]],
    );
  }
});

test('duplicates are found although other fields are wrong', () => {
  const text = `${egress('x/y')}  adress: 1\n---\n${egress('x/y')}  properties: wrong\n`;
  assert.deepEqual(places(parse(text)), [
    '5:3 warning FIELD_UNKNOWN',
    '9:7 error DUPLICATE',
    '11:15 error VALUE_INVALID',
  ]);
});

test('one type and its namespace are no duplicates', () => {
  assert.deepEqual(places(parse(`${endpoint('a/*')}---\n${endpoint('a/b')}---\n${ingress('x/y')}`)), []);
});

test('there is one playground ingress, and its port is not that of the egress', () => {
  const server = (role: string, spec: string) => component(`io.statefun.playground.v1/${role}`, spec);
  const two = `${server('ingress', 'port: 1')}---\n${server('ingress', 'port: 2')}`;
  assert.deepEqual(places(parse(two)), ['5:1 error DUPLICATE']);
  const pair = (ingressPort: number, egressSpec: string) =>
    `${endpoint('a/*')}---\n${server('ingress', `port: ${ingressPort}`)}---\n${server('egress', `topics: [t]\n${egressSpec}`)}`;
  assert.deepEqual(places(parse(pair(8090, 'port: 8090'))), ['13:9 error DUPLICATE']);
  assert.deepEqual(places(parse(pair(8090, 'port: 8091'))), []);
  assert.deepEqual(places(parse(pair(8090, 'port: 8090\nhost: other'))), []);
  assert.deepEqual(places(parse(pair(8090, 'port: 8090\nhost: 0.0.0.0'))), ['13:9 error DUPLICATE']);
  assert.deepEqual(places(parse(pair(0, 'port: 0'))), []);
});

test('a file that is part of an application passes, with warnings of what it lacks', () => {
  const only = parse(egress('x/y'));
  assert.equal(only.module?.components.length, 1);
  assert.deepEqual(
    only.problems.map(({ severity, message }) => `${severity} ${message}`),
    [
      'warning There is no ingress, so nothing brings messages in.',
      'warning There is no endpoint, so no function can be called.',
    ],
  );
});

test('a target that no endpoint serves is a warning that names it and the ingress', () => {
  const { module, problems } = parse(
    `${endpoint('a/b')}---\n${endpoint('c/*')}---\n${ingress('x/y', 'a/b, c/d, a/c')}`,
  );
  assert.equal(module?.components.length, 3);
  assert.deepEqual(
    problems.map(({ code, message, origin }) => [code, message, origin.line, origin.column]),
    [['STATEFUN_MODULE_INCOMPLETE', 'No endpoint serves a/c, a target of the ingress x/y.', 17, 52]],
  );
});

test('what is missing is not told while there are mistakes', () => {
  assert.deepEqual(places(parse('kind: io.statefun.kafka.v1/egress\nspec: {id: a/b}\n')), [
    '2:1 error FIELD_MISSING',
  ]);
});
