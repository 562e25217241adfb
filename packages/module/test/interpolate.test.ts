import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpEndpointComponent, OkHttpTransportSpec, PlaygroundIngressComponent } from '../src/index.ts';
import { component, componentOf, mistake, onlyProblem, parse } from './support.ts';
import { formatProblems, parseModule } from '../src/index.ts';

const INGRESS = 'io.statefun.playground.v1/ingress';
const EGRESS = 'io.statefun.playground.v1/egress';
const SECRET = 'hunter2-very-secret';

const topics = (text: string, env: Record<string, string>, files: Record<string, string> = {}) => {
  const readFile = (path: string) => files[path] ?? assert.fail(`no file ${path}`);
  const egress = componentOf(EGRESS, `port: 1\ntopics:\n${text}`, { env, readFile });
  return 'topics' in egress ? egress.topics : [];
};

test('${env:NAME} and ${file:PATH} are put in, several in one value, in every style of text', () => {
  const env = { A: 'one', B_2: 'two' };
  assert.deepEqual(topics('- ${env:A}\n- "x-${env:A}-${env:B_2}"\n- \'${env:B_2}\'\n- >-\n  ${env:A}', env), [
    'one',
    'x-one-two',
    'two',
  ]);
  assert.deepEqual(topics('- ${file:/run/a b}', {}, { '/run/a b': 'content' }), ['content']);
});

test('a file loses one newline at its end, and nothing else', () => {
  const files = { a: 'x\n', b: 'x\r\n', c: 'x\n\n', d: ' x ' };
  assert.deepEqual(topics('- ${file:a}\n- ${file:b}\n- ${file:c}\n- ${file:d}', {}, files), [
    'x',
    'x\n',
    ' x ',
  ]);
});

test('$${ stands for ${', () => {
  assert.deepEqual(topics('- $${env:A}\n- $$${env:A}\n- $${', {}), ['${env:A}', '$${env:A}', '${']);
});

test('what is put in adds no structure, and is not looked at again', () => {
  const env = { A: '[a, b]', B: 'x: y\n---\nkind: z', C: '${env:A}', D: '$${env:A}' };
  assert.deepEqual(topics('- ${env:A}\n- ${env:B}\n- ${env:C}\n- ${env:D}', env), Object.values(env));
});

test('numbers, durations and words are parsed from what is put in', () => {
  const ingress = componentOf<PlaygroundIngressComponent>(INGRESS, 'port: ${env:PORT}\nhost: ${env:HOST}', {
    env: { PORT: '8090', HOST: 'h' },
  });
  assert.deepEqual([ingress.port, ingress.host], [8090, 'h']);
  const endpoint = componentOf<HttpEndpointComponent<OkHttpTransportSpec>>(
    'io.statefun.endpoints.v2/http',
    'functions: ${env:F}\nurlPathTemplate: https://${env:H}/{function.name}\ntransport: {type: "${env:T}", timeouts: {call: "${env:C}"}}',
    { env: { F: 'a/*', H: 'host', C: '7s', T: 'io.statefun.transports.v1/okhttp' } },
  );
  assert.equal(endpoint.urlPathTemplate, 'https://host/{function.name}');
  assert.equal(endpoint.transport.type, 'io.statefun.transports.v1/okhttp');
  assert.equal(endpoint.transport.callMs, 7000);
});

test('what can not be resolved is an error at its place, and the only one about the value', () => {
  assert.match(mistake(INGRESS, 'port: "80${env:NONE}"'), /^1:10 The environment variable NONE is not set\./);
  assert.match(
    mistake(INGRESS, 'port: ${env:constructor}'),
    /^1:7 The environment variable constructor is not set/,
  );
  assert.match(mistake(INGRESS, 'port: ${file:/none}'), /^1:7 The file \/none can't be read\./);
  const huge = { env: { A: 'x'.repeat(1024 * 1024 + 1) } };
  assert.match(
    mistake(INGRESS, 'port: 1\nhost: ${env:A}', huge),
    /^2:7 The value of \$\{env:A\} is longer than/,
  );
  assert.match(mistake(INGRESS, 'port: ${env:}'), /^1:7 \$\{env:\} names nothing/);
  assert.match(mistake(INGRESS, 'port: "${env:A"'), /^1:8 \$\{ is not closed/);
  const { code } = onlyProblem(component(INGRESS, 'port: ${env:NONE}'));
  assert.equal(code, 'STATEFUN_MODULE_VARIABLE_UNRESOLVED');
});

test('the reason why a file can not be read is its code, never its message', () => {
  const readFile = () => {
    throw Object.assign(new Error(SECRET), { code: 'EACCES' });
  };
  const said = mistake(INGRESS, 'port: ${file:/p}', { readFile });
  assert.match(said, /can't be read \(EACCES\)/);
  assert.ok(!said.includes(SECRET));
});

test('other text in ${} stays as it is, with a warning; {function.name} without', () => {
  const { module, problems } = parse(component(EGRESS, 'port: 1\ntopics: ["${HOME}", "{function.name}"]'));
  const [egress] = module?.components ?? [];
  assert.ok(egress !== undefined && 'topics' in egress);
  assert.deepEqual(egress.topics, ['${HOME}', '{function.name}']);
  const [warning, ...others] = problems.filter(({ code }) => code !== 'STATEFUN_MODULE_INCOMPLETE');
  assert.deepEqual(others, []);
  assert.equal(warning?.severity, 'warning');
  assert.match(warning?.message ?? '', /write \$\{env:HOME\}/);
});

test('a kind is not interpolated', () => {
  const { problems } = parse('kind: ${env:KIND}\nspec: {}\n', { env: { KIND: INGRESS } });
  assert.equal(problems[0]?.code, 'STATEFUN_MODULE_KIND_UNKNOWN');
});

test('a value that is put in is never part of a problem, whatever is wrong with it', () => {
  const value = '${env:S}';
  const specs: readonly [string, string][] = [
    ['io.statefun.playground.v1/ingress', `port: ${value}\nhost: ${value}`],
    ['io.statefun.playground.v1/egress', `port: x${value}\ntopics: ${value}`],
    [
      'io.statefun.endpoints.v2/http',
      `functions: ${value}\nurlPathTemplate: ${value}\nmaxNumBatchRequests: ${value}\ntransport:\n  type: ${value}`,
    ],
    [
      'io.statefun.endpoints.v2/http',
      `functions: a/${value}\nurlPathTemplate: https://{function.name}.${value}/\ntransport: {call: ${value}x, pool_size: "${value}", payload_max_bytes: "${value}", client_cert: "${value}"}`,
    ],
    ['io.statefun.endpoints.v1/http', `functions: a/${value}\nurlPathTemplate: http://${value}@h:x${value}/`],
    [
      'io.statefun.kafka.v1/ingress',
      `id: a/${value}\naddress: ${value}\nconsumerGroupId: ${value}\nautoOffsetResetPosition: ${value}\nstartupPosition: {type: date, date: "${value}"}\ntopics:\n  - {topic: "${value}", valueType: "${value}", targets: ["${value}"], valueEncoding: "${value}"}\n  - {topic: "${value}", valueType: "${value}", targets: ["a/${value}"]}\nproperties:\n  - a: ${value}\n  - ${value}`,
    ],
    [
      'io.statefun.kafka.v1/ingress',
      `id: a/${value}\naddress: h:1\nconsumerGroupId: ${value}\nstartupPosition: {type: specific-offsets, offsets: [t/0: "${value}"]}\ntopics: [{topic: "${value}", valueType: x, targets: ["a/${value}"], valueEncoding: utf8}]`,
    ],
    [
      'io.statefun.kafka.v1/egress',
      `id: a/${value}\naddress: ${value}:x\ndeliverySemantic: {type: exactly-once, transactionTimeout: "${value}", transactionTimeoutMillis: "${value}"}`,
    ],
    ['io.statefun.kafka.v1/egress', `id: a/${value}\naddress: h:1\ndeliverySemantic: {type: "${value}"}`],
    ['io.statefun.kafka.v1/egress', `id: ${value}\naddress: h:1\nproperties: ${value}`],
  ];
  const text = specs.map(([kind, spec]) => component(kind, spec)).join('---\n');
  const sources = [{ file: 'module.yaml', text }];
  const { problems } = parseModule(sources, { env: { S: SECRET }, readFile: () => SECRET });
  assert.ok(problems.length > 25, String(problems.length));
  const all = JSON.stringify(problems) + formatProblems(problems, { sources, color: false });
  assert.ok(!all.toLowerCase().includes(SECRET.slice(0, 7)), all);
});

test('a password that stands in the file itself is not shown either', () => {
  const text = component(
    'io.statefun.kafka.v1/egress',
    `id: a/b\naddress: h:1\nproperties:\n  - ssl.key.password: [${SECRET}]\n  - {sasl.password: ${SECRET}, x: {}}`,
  );
  const sources = [{ file: 'module.yaml', text }];
  const { problems } = parseModule(sources, { env: {}, readFile: () => '' });
  assert.equal(problems.length, 2);
  assert.ok(!formatProblems(problems, { sources, color: false }).includes(SECRET));
});
