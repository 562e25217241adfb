import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SCHEMA } from '../schema.ts';
import { type JsonSchema, moduleJsonSchema } from '../src/index.ts';
import { BUILT_IN_KINDS, extension } from '../src/kinds/index.ts';
import { documentsOf, schemaErrors } from './schema-agreement.ts';
import { component, parse } from './support.ts';

const ROOT = new URL('../../../', import.meta.url);

test('the published schema is that of the parser; else run "node packages/module/schema.ts" and format', () => {
  assert.deepEqual(JSON.parse(readFileSync(SCHEMA, 'utf8')), moduleJsonSchema());
});

test('the package publishes the schema', () => {
  assert.equal(import.meta.resolve('@statefun-ts/module/module.schema.json'), SCHEMA.href);
});

test('the modules of the examples and of the documentation are valid', () => {
  const modules = globSync('examples/*/**/module*.yaml', { cwd: ROOT })
    .filter((file) => !file.includes('node_modules'))
    .map((file) => readFileSync(new URL(file, ROOT), 'utf8'))
    // What an extension brings is not in the schema without it.
    .filter((text) => !text.includes(extension.kind));
  const reference = readFileSync(new URL('docs/module.md', ROOT), 'utf8');
  const snippets = [...reference.matchAll(/^```yaml\n(kind:.*?)^```/gms)].map(([, snippet = '']) => snippet);
  assert.ok(modules.length > 0 && snippets.length > 0);
  for (const text of [...modules, ...snippets]) {
    assert.deepEqual(
      documentsOf(text)?.flatMap((document) => schemaErrors(document)),
      [],
      text,
    );
  }
});

/** What the parser refuses or warns of. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  'io.statefun.endpoints.v2/http': [
    'functions: a/*',
    'functions: [a/*]\nurlPathTemplate: http://h',
    'functions: a/*\nurlPathTemplate: http://h\nmaxNumBatchRequests: many',
    'functions: a/*\nurlPathTemplate: http://h\nmaxNumBatchRequest: 5',
    'functions: a/*\nurlPathTemplate: http://h\ntransport: async',
    'functions: a/*\nurlPathTemplate: http://h\ntransport: {type: com.foo.bar/pubsub}',
    'functions: a/*\nurlPathTemplate: http://h\ntransport: {call: soon}',
    'functions: a/*\nurlPathTemplate: http://h\ntransport: {pool_size: 0}',
  ],
  'io.statefun.endpoints.v1/http': [
    'functions: a/*\nurlPathTemplate: http://h\ntransport: {}',
    'functions: a/*\nurlPathTemplate: http://h\ntimeouts: {call: 0}',
  ],
  'io.statefun.kafka.v1/ingress': [
    'id: a/b\naddress: h:1\nconsumerGroupId: g\ntopics: []',
    'id: a/b\naddress: h\nconsumerGroupId: g\ntopics: [{topic: t, valueType: a/b, targets: [a/b]}]',
    'id: a/b\naddress: h:1\nconsumerGroupId: g\ntopics: [{topic: t, valueType: a/b, targets: []}]',
    'id: a/b\naddress: h:1\nconsumerGroupId: g\ntopics: [{topic: t, targets: [a/b]}]',
    'id: ab\naddress: h:1\nconsumerGroupId: g\ntopics: [{topic: t, valueType: a/b, targets: [a/b]}]',
    'id: a/b\naddress: h:1\nconsumerGroupId: g\nautoOffsetResetPosition: now\ntopics: [{topic: t, valueType: a/b, targets: [a/b]}]',
    'id: a/b\naddress: h:1\nconsumerGroupId: g\nstartupPosition: {type: date, date: today}\ntopics: [{topic: t, valueType: a/b, targets: [a/b]}]',
    'id: a/b\naddress: h:1\nconsumerGroupId: g\nproperties: [{a: [b]}]\ntopics: [{topic: t, valueType: a/b, targets: [a/b]}]',
  ],
  'io.statefun.kafka.v1/egress': [
    'id: a/b\naddress: h:1\ndeliverySemantic: exactly-once',
    'id: a/b\naddress: h:1\ndeliverySemantic: {type: twice}',
    'id: a/b\naddress: h:1\ndeliverySemantic: {type: exactly-once, transactionTimeout: 5 lightyears per second}',
  ],
  'io.statefun.playground.v1/ingress': ['port: 65536', 'port: 1.5.2', 'port: []', 'prot: 1\nport: 2'],
  'io.statefun.playground.v1/egress': ['port: 1', 'port: 1\ntopics: []', 'port: 1\ntopics: [[]]'],
};

test('what the parser refuses or warns of is not valid, as far as a schema can say', () => {
  for (const [kind, specs] of Object.entries(WRONG)) {
    for (const spec of specs) {
      const text = component(kind, spec);
      assert.notDeepEqual(parse(text).problems, [], text);
      const errors = documentsOf(text)?.flatMap((document) => schemaErrors(document));
      assert.ok(errors !== undefined && errors.length > 0, text);
    }
  }
});

test('a document that is no component is not valid, and an empty one is', () => {
  for (const document of [
    5,
    [],
    {},
    { kind: 'io.statefun.playground.v1/ingress' },
    { kind: 'deployment', spec: {} },
    { kind: 'io.statefun.playground.v1/ingress', spec: { port: 1 }, specs: 1 },
    { kind: 'io.statefun.playground.v1/ingress', spec: null },
  ]) {
    assert.notDeepEqual(schemaErrors(document), [], JSON.stringify(document));
  }
  assert.deepEqual(schemaErrors(null), []);
});

test('every value can come from the environment or a file, and a key without a value is left out', () => {
  const kind = 'io.statefun.playground.v1/ingress';
  assert.deepEqual(schemaErrors({ kind, spec: { port: '${env:PORT}', host: null } }), []);
  const topics = [{ topic: '${file:t}', valueType: 'a/b', targets: ['${env:T}'], valueEncoding: '${env:E}' }];
  const ingress = { id: '${env:I}', address: '${env:A}', consumerGroupId: 5, topics };
  assert.deepEqual(schemaErrors({ kind: 'io.statefun.kafka.v1/ingress', spec: ingress }), []);
});

interface Field {
  readonly path: string;
  readonly description: unknown;
}

function* fieldsOf(schema: JsonSchema, path: string): Generator<Field> {
  for (const [name, field] of Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)) {
    yield { path: `${path}.${name}`, description: field['description'] };
    yield* fieldsOf(field, `${path}.${name}`);
  }
  const inner = [schema['items'], schema['then'], schema['anyOf'], schema['allOf']].flat();
  for (const one of inner) if (one !== undefined) yield* fieldsOf(one as JsonSchema, path);
}

test('every kind and every field has a description, for editors to show', () => {
  const schema = moduleJsonSchema();
  const seen = { fields: 0 };
  for (const { path, description } of fieldsOf(schema, '')) {
    seen.fields++;
    assert.ok(description, path);
  }
  assert.ok(seen.fields > 60);
  assert.deepEqual(
    (schema['allOf'] as { if: { properties: { kind: { const: string } } } }[]).map(
      (branch) => branch.if.properties.kind.const,
    ),
    BUILT_IN_KINDS.map(({ kind }) => kind),
  );
});
