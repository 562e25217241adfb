import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upgradeModule } from '../../src/index.ts';

const upgraded = (text: string): string => {
  const { text: result, problems } = upgradeModule({ file: 'module.yaml', text });
  assert.ok(result !== undefined, JSON.stringify(problems));
  return result;
};

/** A module of the format 3.0 with an egress; its spec is YAML without indentation. */
const egress = (spec: string, more = ''): string => `version: "3.0"
module:
  spec:
    egresses:
      - egress:
          meta: {type: io.statefun.kafka/egress, id: a/b}
          spec:
${spec.replaceAll(/^/gm, '            ')}
${more}`;

const component = (spec: string): string =>
  `kind: io.statefun.kafka.v1/egress\nspec:\n  id: a/b\n${spec.replaceAll(/^(?=.)/gm, '  ')}\n`;

test('comments stay where they are in a spec, and those around it go before its component', () => {
  const text = `# the file

version: "3.0" # of 2021
module: # ours
  meta:
    # there are no others
    type: remote
  spec:
    # all endpoints
    endpoints:
      # the first
      - endpoint:
          meta:
            kind: http # with okhttp
          # its spec
          spec:
            # its functions
            functions: a/* # all
            # in between
            urlPathTemplate: http://h
            # no more
          # behind the spec
      # the second
      - endpoint: {meta: {kind: http}, spec: {functions: b/*, urlPathTemplate: http://h}} # in one line
    # no ingresses
    ingresses: []
    egresses:
      - egress:
          meta:
            type: io.statefun.kafka/egress
            id: a/b # the id
          spec:
            # the broker
            address: h:1
# the end
`;
  assert.equal(
    upgraded(text),
    `# the file
# of 2021
# ours
# there are no others
# all endpoints
# the first
# its spec
kind: io.statefun.endpoints.v1/http # with okhttp
spec:
  # its functions
  functions: a/* # all
  # in between
  urlPathTemplate: http://h
  # no more
---
# behind the spec
# the second
# in one line
kind: io.statefun.endpoints.v1/http
spec: {functions: b/*, urlPathTemplate: http://h}
---
# no ingresses
kind: io.statefun.kafka.v1/egress
spec:
  id: a/b # the id
  # the broker
  address: h:1
# the end
`,
  );
});

test('styles stay: quotes, blocks, flow, long lines, line ends', () => {
  const long = `x: ${'word '.repeat(60).trim()}`;
  const spec = `address: "h:1"\na: 'it''s'\nb: |-\n  one\n   two\nc: >-\n  folded\n  text\nd: {e: [1, 0x1F], f: ~}\ng: 007\n${long}`;
  assert.equal(upgraded(egress(spec)), component(spec.replace('folded\n  text', 'folded text')));
  const windows = egress('address: h:1 # c').replaceAll('\n', '\r\n');
  assert.equal(upgraded(windows), component('address: h:1 # c').replaceAll('\n', '\r\n'));
});

test('JSON is a module, too', () => {
  const spec = { functions: 'a/*', urlPathTemplate: 'http://h/100%' };
  const endpoints = [{ endpoint: { meta: { kind: 'http' }, spec } }];
  const text = JSON.stringify({ version: '3.0', module: { spec: { endpoints } } }, null, 2);
  assert.equal(
    upgraded(text),
    'kind: io.statefun.endpoints.v1/http\nspec: {"functions": "a/*", "urlPathTemplate": "http://h/100%"}\n',
  );
});

test('aliases within a spec stay, and others are written out', () => {
  const text = egress(
    'address: &h h:1\nx: *h\ny: *more # shared\nz: &list [*h]',
    'more: &more\n  - {a: "1"} # one\n  - b\n',
  );
  // The anchor has to stand before its aliases.
  const [head = '', more = ''] = text.split(/(?=more: &more)/);
  assert.equal(
    upgraded(more + head),
    `# more: &more
#   - {a: "1"} # one
#   - b
kind: io.statefun.kafka.v1/egress
spec:
  id: a/b
  address: &h h:1
  x: *h
  y:
    - {a: "1"}
    - b
    # shared
  z: &list [*h]
`,
  );
});

test('what nothing reads is kept as a comment', () => {
  const text = egress('id: other/id # not this\naddress: h:1').replace(
    'module:\n',
    'labels: {team: shop} # whose\nmodule:\n  meta:\n    type: remote\n    note:\n      - of\n      - 2021\n',
  );
  assert.equal(
    upgraded(text),
    `# labels: {team: shop} # whose\n# note:\n#   - of\n#   - 2021\n# id: other/id # not this\n${component('address: h:1')}`,
  );
});

test('components beside it, and files that are of the current format already, stay as they are', () => {
  const current = '# ours\nkind:   io.statefun.playground.v1/ingress\nspec: { port: 1 }\n---\n';
  assert.equal(upgraded(current), current);
  assert.equal(upgraded(''), '');
  assert.equal(
    upgraded(`${egress('address: h:1')}---\n# own\nkind: com.example/own # k\nspec: {port: 1}\n`),
    `${component('address: h:1')}---\n# own\nkind: com.example/own # k\nspec: {port: 1}\n`,
  );
});

test('mistakes of the module are told with their places in the result', () => {
  const { text, problems } = upgradeModule({ file: 'module.yaml', text: egress('address: h:x') });
  assert.equal(text, component('address: h:x'));
  const errors = problems.filter(({ severity }) => severity === 'error');
  assert.deepEqual(
    errors.map(({ origin, message }) => `${origin.line}:${origin.column} ${message.slice(0, 22)}`),
    ['4:12 spec.address: expected'],
  );
});

test('variables are left alone, and none has to be set', () => {
  const spec = 'address: ${env:BROKER}\nproperties:\n  - sasl.password: ${file:/nowhere}\n  - a: $${b}';
  const { text, problems } = upgradeModule({ file: 'module.yaml', text: egress(spec) });
  assert.equal(text, component(spec));
  assert.deepEqual(problems, []);
});

test('what can not be taken apart is refused with its place', () => {
  for (const text of [
    'version: "3.0"\nmodule: 5\n',
    'version: "9.0"\nmodule: {}\n',
    egress('address: h:1').replace('id: a/b', 'ip: a/b'),
    egress('address: h:1\naddress: h:2'),
    egress('address: "h:1'),
    `${egress('address: h:1')}---\n{`,
  ]) {
    const { text: result, problems } = upgradeModule({ file: 'module.yaml', text });
    assert.equal(result, undefined, text);
    assert.ok(problems.length > 0 && problems.every(({ severity }) => severity === 'error'));
  }
});

test('an id that has no effect, and has an anchor, does no harm', () => {
  assert.equal(
    upgraded(egress('id: &i q/r\naddress: h:1\nx: *i')),
    `# id: &i q/r\n${component('address: h:1\nx: q/r')}`,
  );
});
