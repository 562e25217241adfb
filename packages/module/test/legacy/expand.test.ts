import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Component } from '../../src/index.ts';
import { parseModule } from '../../src/index.ts';
import { onlyProblem, parse, places } from '../support.ts';

const LEGACY = `version: "3.0"
module:
  meta:
    type: remote
  spec:
    endpoints:
      - endpoint:
          meta:
            kind: http
          spec:
            functions: example/*
            urlPathTemplate: http://functions:8000/statefun
            maxNumBatchRequests: 500
            timeouts:
              call: 2min
      - endpoint:
          meta: {kind: io.statefun.endpoints.v2/http}
          spec: {functions: other/one, urlPathTemplate: 'http://other'}
    ingresses:
      - ingress:
          meta:
            type: io.statefun.kafka/ingress
            id: example/names
          spec:
            address: kafka:9092
            consumerGroupId: greeter
            autoOffsetResetPosition: earliest
            topics:
              - topic: names
                valueType: io.statefun.types/string
                targets:
                  - example/person
    egresses:
      - egress:
          meta:
            type: io.statefun.kafka/egress
            id: example/greets
          spec:
            address: kafka:9092
            deliverySemantic:
              type: exactly-once
              transactionTimeout: 15min
`;

const COMPONENTS = `kind: io.statefun.endpoints.v1/http
spec:
  functions: example/*
  urlPathTemplate: http://functions:8000/statefun
  maxNumBatchRequests: 500
  timeouts: {call: 2min}
---
kind: io.statefun.endpoints.v2/http
spec:
  functions: other/one
  urlPathTemplate: http://other
---
kind: io.statefun.kafka.v1/ingress
spec:
  id: example/names
  address: kafka:9092
  consumerGroupId: greeter
  autoOffsetResetPosition: earliest
  topics:
    - {topic: names, valueType: io.statefun.types/string, targets: [example/person]}
---
kind: io.statefun.kafka.v1/egress
spec:
  id: example/greets
  address: kafka:9092
  deliverySemantic: {type: exactly-once, transactionTimeout: 15min}
`;

const withoutOrigin = (components: readonly Component[] | undefined) =>
  components?.map((component) => ({ ...component, origin: undefined }));

test('a module of the format 3.0 means the same as its components', () => {
  const { module, problems } = parse(LEGACY);
  assert.equal(module?.components.length, 4);
  assert.deepEqual(withoutOrigin(module?.components), withoutOrigin(parse(COMPONENTS).module?.components));
  assert.deepEqual(places({ problems }), ['1:10 warning DEPRECATED']);
  assert.match(problems[0]?.hint ?? '', /^run "statefun module upgrade module\.yaml"/);
});

test('its components have the places where they stand', () => {
  const origins = parse(LEGACY).module?.components.map(({ origin }) => `${origin.line}:${origin.column}`);
  assert.deepEqual(origins, ['7:9', '16:9', '20:9', '34:9']);
});

test('the version may lack its quotes, which the original refuses', () => {
  const { module } = parse(LEGACY.replace('"3.0"', '3.0'));
  assert.equal(module?.components.length, 4);
});

test('Kinesis has its kinds by their names of then', () => {
  const { problems } = parse(`version: '3.0'
module:
  spec:
    egresses:
      - egress:
          meta: {type: io.statefun.kinesis/egress, id: a/b}
          spec: {maxOutstandingRecords: 0}
`);
  assert.ok(
    problems.some(({ message }) => message.startsWith('spec.maxOutstandingRecords: expected a whole')),
  );
});

test('mistakes in it have their places in the file', () => {
  const result = parse(LEGACY.replace('example/names', 'names').replace('15min', 'soon'));
  assert.deepEqual(places(result), [
    '1:10 warning DEPRECATED',
    '23:17 error VALUE_INVALID',
    '42:35 error VALUE_INVALID',
  ]);
});

test('it may stand beside components, in one file or several, and conflicts with them name both places', () => {
  const twice = `${LEGACY}---\n${COMPONENTS.split('---\n')[2] ?? ''}`;
  const [, problem] = parse(twice).problems;
  assert.equal(problem?.code, 'STATEFUN_MODULE_DUPLICATE');
  assert.match(problem?.message ?? '', /example\/names is there already, at module\.yaml:23:17/);
  const files = [
    { file: 'old.yaml', text: LEGACY },
    { file: 'new.yaml', text: COMPONENTS },
  ];
  const { problems } = parseModule(files, { env: {}, readFile: () => '' });
  const duplicates = problems.filter(({ code }) => code === 'STATEFUN_MODULE_DUPLICATE');
  assert.deepEqual(
    duplicates.map(({ origin, message }) => [origin.file, /at (\S+):\d+:\d+\.$/.exec(message)?.[1]]),
    Array.from({ length: 4 }, () => ['new.yaml', 'old.yaml']),
  );
});

test('an id in the spec has no effect beside the one in meta', () => {
  const { module, problems } = parse(
    LEGACY.replace('address: kafka', 'id: other/id\n            address: kafka'),
  );
  assert.deepEqual(places({ problems }).slice(1), ['25:13 warning NO_EFFECT']);
  assert.ok(module?.components.some((component) => 'id' in component && component.id === 'example/names'));
});

test('lists that are empty or not there are no mistake', () => {
  const { module } = parse(
    'version: "3.0"\nmodule:\n  meta: {type: REMOTE}\n  spec:\n    endpoints:\n    egresses: []\n',
  );
  assert.deepEqual(module?.components, []);
});

test('keys that nothing reads are warnings, with what was meant', () => {
  const text = LEGACY.replace('ingresses:', 'ingreses:').replace('meta:\n    type', 'metas:\n    type');
  const unknown = parse(text).problems.filter(({ code }) => code === 'STATEFUN_MODULE_FIELD_UNKNOWN');
  assert.deepEqual(
    unknown.map(({ message, hint }) => `${message} ${hint ?? ''}`),
    [
      'module.metas is not a field that is known here; it is ignored. did you mean meta?',
      'module.spec.ingreses is not a field that is known here; it is ignored. did you mean ingresses?',
    ],
  );
});

test('what is not of its form is named with its path', () => {
  const wrong: [string, string][] = [
    ['version: "3.0"\n', '1:1 module is missing.'],
    ['version: "3.0"\nmodule: []\n', '2:1 module must be a mapping.'],
    ['version: "3.0"\nmodule: {meta: {type: remote}}\n', '2:9 module.spec is missing.'],
    [
      'version: "3.0"\nmodule: {meta: {type: embedded}, spec: {}}\n',
      '2:23 module.meta.type must be remote: there are no other modules here.',
    ],
    ['version: "3.0"\nmodule: {spec: {endpoints: {}}}\n', '2:28 module.spec.endpoints must be a list.'],
    [
      'version: "3.0"\nmodule: {spec: {endpoints: [5]}}\n',
      '2:29 module.spec.endpoints[0] must be a mapping with the key endpoint.',
    ],
    [
      'version: "3.0"\nmodule: {spec: {endpoints: [{endpoint: {spec: {}}}]}}\n',
      '2:30 module.spec.endpoints[0].endpoint.meta is missing.',
    ],
    [
      'version: "3.0"\nmodule: {spec: {ingresses: [{ingress: {meta: {type: a/b}, spec: {}}}]}}\n',
      '2:30 module.spec.ingresses[0].ingress.meta.id is missing.',
    ],
    [
      'version: "3.0"\nmodule: {spec: {egresses: [{egress: {meta: {id: a/b}, spec: {}}}]}}\n',
      '2:29 module.spec.egresses[0].egress.meta.type is missing.',
    ],
  ];
  for (const [text, expected] of wrong) {
    const errors = parse(text).problems.filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      errors.map(({ origin, message }) => `${origin.line}:${origin.column} ${message}`),
      [expected],
    );
  }
});

test('the formats 1.0 and 2.0 are recognised, and the upgrade is named', () => {
  for (const version of ['1.0', '2.0']) {
    for (const written of [version, `"${version}"`]) {
      const { code, message, hint, origin } = onlyProblem(`version: ${written}\nmodule: {}\n`);
      assert.equal(code, 'STATEFUN_MODULE_FORMAT_UNSUPPORTED');
      assert.match(message, new RegExp(`format ${version}, of before StateFun 3\\.0`));
      assert.match(hint ?? '', /^run "statefun module upgrade module\.yaml", and finish what it lists$/);
      assert.deepEqual([origin.line, origin.column], [1, 10]);
    }
  }
});

test('a version that does not exist is explained', () => {
  const explained = (version: string) => {
    const { code, message, hint } = onlyProblem(`version: ${version}\nmodule: {}\n`);
    assert.equal(code, 'STATEFUN_MODULE_FORMAT_UNSUPPORTED');
    return `${message} (${hint ?? ''})`;
  };
  assert.match(explained('"3.1"'), /no module format "3\.1": since 3\.1 there is no version/);
  assert.match(explained('3'), /no module format "3"\. \(the formats with a version are 1\.0, 2\.0, 3\.0\)/);
  assert.match(explained('[]'), /no module format ""/);
});
