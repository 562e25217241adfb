import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import { formatProblems, type ModuleFile, parseModule, type Problem, upgradeModule } from '../src/index.ts';
import { commentsOf } from '../src/upgrade/comments.ts';
import { checkAgreement } from './schema-agreement.ts';

/** Valid, and with something of every kind. */
const COMPONENTS = `kind: io.statefun.endpoints.v2/http
spec:
  functions: com.example/*
  urlPathTemplate: https://{function.name}.example/\${env:PART}
  maxNumBatchRequests: 100
  transport: {type: io.statefun.transports.v1/async, call: 2m, connect: &c 20s, timeouts: {read: *c}}
---
kind: io.statefun.endpoints.v1/http
spec:
  functions: a/b
  urlPathTemplate: http://h
  timeouts:
    call: 5s
---
kind: io.statefun.kafka.v1/ingress
spec:
  id: com.example/my-ingress
  address: kafka-broker:9092 # where it is
  consumerGroupId: "my-consumer-group"
  startupPosition:
    type: specific-offsets
    offsets:
      - message-topic/0: 12
  topics:
    - topic: message-topic
      valueType: io.statefun.types/string
      targets:
        - com.example/greeter
        - a/b
  properties:
    - sasl.password: '\${file:/secret}'
---
kind: io.statefun.kafka.v1/egress
spec:
  id: com.example/my-egress
  address: >-
    kafka-broker:9092
  deliverySemantic:
    type: exactly-once
    transactionTimeout: 15min
---
kind: io.statefun.playground.v1/egress
spec: {port: 8091, topics: [greetings]}
---
`;

/** The same for the format 3.0. */
const LEGACY = `version: "3.0" # of old
module:
  meta:
    type: remote
  spec:
    endpoints:
      # the functions
      - endpoint:
          meta: &m
            kind: http # with okhttp
          spec:
            functions: com.example/*
            urlPathTemplate: https://{function.name}.example/\${env:PART}
            maxNumBatchRequests: 100
            timeouts: &t
              call: 5s
      - endpoint:
          meta: *m
          spec: {functions: a/b, urlPathTemplate: http://h, timeouts: *t}
    # where it comes from
    ingresses:
      - ingress:
          meta:
            type: io.statefun.kafka/ingress
            id: com.example/my-ingress
          spec:
            address: kafka-broker:9092 # where it is
            consumerGroupId: "my-consumer-group"
            topics:
              - topic: message-topic
                valueType: io.statefun.types/string
                targets:
                  - com.example/greeter
            properties:
              - sasl.password: '\${file:/secret}'
    egresses:
      - egress:
          meta: {type: io.statefun.kafka/egress, id: com.example/my-egress}
          spec:
            address: >-
              kafka-broker:9092
            deliverySemantic: {type: exactly-once, transactionTimeout: 15min}
# the end
`;

/** Of the format 2.0, which can only be upgraded. */
const BEFORE_3 = `version: "2.0"
module:
  meta: {type: remote}
  spec:
    functions:
      - function:
          meta: {kind: http, type: example/greeter}
          spec:
            endpoint: http://h/\${env:PART} # here
            states:
              - name: seen
                expireAfter: 5min
            timeout: 2min
      - function: {meta: {kind: grpc, type: example/old}, spec: {host: h, port: 1}}
    routers:
      - router:
          meta: {type: org.apache.flink.statefun.sdk/protobuf-router}
          spec:
            ingress: example/names
            target: "example/greeter/{{$.name}}"
            messageType: example.Greet
    ingresses:
      # by router
      - ingress:
          meta: {type: statefun.kafka.io/protobuf-ingress, id: example/names}
          spec: {address: "h:1", topics: [names], consumerGroupId: &g g, messageType: example.Greet}
      - ingress:
          meta: {type: statefun.kafka.io/routable-protobuf-ingress, id: example/more}
          spec:
            address: h:1
            consumerGroupId: *g
            topics:
              - topic: more
                typeUrl: com.googleapis/example.Greet
                targets: [example/greeter]
`;

const TOKENS = [
  ...Array.from('{}[]:,-?#&*!|>%@`"\'\\\n\r\t\0\uFEFF\uD800é'),
  '---\n',
  '...\n',
  ': ',
  '- ',
  '\n  ',
  '${env:PART}',
  '${env:NONE}',
  '${file:',
  '$${',
  '<<: *c',
  '!!binary ',
  '!!set ',
  '%YAML 1.1\n---\n',
  'null',
  '~',
  'kind',
  'spec:',
  'version: "3.0"\n',
  '*t',
  '&t ',
  '*m',
  '# note\n',
  ' # note\n',
  '? ',
  '__proto__: ',
  '99999999999999999999',
  '-1',
  '\u0085',
  '\u2028',
];

function mutate(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = at + random.below(random.chance(0.5) ? 4 : 60);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + random.pick(TOKENS) + text.slice(at);
    case 2:
      return text.slice(0, at) + random.pick(TOKENS) + text.slice(end);
    case 3:
      return text.slice(0, end) + text.slice(at);
    default: {
      const from = random.below(text.length);
      return text.slice(0, at) + text.slice(from, from + random.below(80)) + text.slice(at);
    }
  }
}

const garbage = (random: Random): string => random.list(59, () => random.pick(TOKENS)).join('');

const SECRET = 'T0PSECRET';
const VARIABLES = { env: { PART: SECRET }, readFile: () => SECRET };

/** Every problem has a place inside the file, and none shows what was put in. */
function checkProblems(problems: readonly Problem[], file: ModuleFile, what: string): void {
  const lines = file.text.split('\n');
  for (const { origin, message } of problems) {
    const line = lines[origin.line - 1];
    const inside = line !== undefined && origin.column >= 1 && origin.column <= line.length + 1;
    assert.ok(inside, `${what}: ${origin.line}:${origin.column} ${message}`);
  }
  assert.ok(!formatProblems(problems, { sources: [file], color: true }).includes(SECRET), what);
}

function check(text: string, what: string): 'valid' | 'invalid' {
  const file = { file: 'module.yaml', text };
  const result = parseModule([file], VARIABLES);
  checkProblems(result.problems, file, what);
  const wrong = result.problems.some(({ severity }) => severity === 'error');
  assert.equal(result.module === undefined, wrong, what);
  checkAgreement(text, result);
  return wrong ? 'invalid' : 'valid';
}

/** It is upgraded such that every comment is kept and nothing is left to upgrade, or there is a clear reason. */
function checkUpgrade(text: string, what: string): 'same' | 'upgraded' | 'refused' {
  const file = { file: 'module.yaml', text };
  const { text: upgraded, problems, unfinished } = upgradeModule(file);
  checkProblems(unfinished, file, what);
  checkProblems(problems, { ...file, text: upgraded ?? text }, what);
  if (upgraded === undefined) {
    assert.ok(problems.length > 0 && problems.every(({ severity }) => severity === 'error'), what);
    return 'refused';
  }
  assert.ok(!upgraded.includes(SECRET), what);
  if (upgraded === text) return 'same';
  const kept = commentsOf(upgraded).map((comment) => comment.text);
  for (const comment of commentsOf(text)) {
    assert.ok(
      kept.some((line) => line.includes(comment.text)),
      `${what}: ${comment.text}`,
    );
  }
  assert.equal(upgradeModule({ ...file, text: upgraded }).text, upgraded, what);
  return 'upgraded';
}

function* mutationsOf(base: string, count: number): Generator<readonly [text: string, what: string]> {
  for (let seed = 0; seed < count; seed++) {
    const random = new Random(seed);
    let text = base;
    for (let times = 1 + random.below(4); times > 0; times--) text = mutate(text, random);
    yield [text, `seed ${seed}`];
  }
}

/** A test that hangs fails; a slow machine does not make it fail. */
const LIMIT = { timeout: 600_000 };
const SEEDS = 2500;

for (const [name, base] of [
  ['components', COMPONENTS],
  ['a module of the format 3.0', LEGACY],
] as const) {
  test(
    `however broken ${name} are, they are read or every problem has a place inside the file`,
    LIMIT,
    () => {
      assert.equal(check(base, 'unchanged'), 'valid');
      const seen = { valid: 0, invalid: 0 };
      for (const [text, what] of mutationsOf(base, SEEDS)) seen[check(text, what)]++;
      assert.ok(seen.valid > SEEDS / 50 && seen.invalid > SEEDS / 2, JSON.stringify(seen));
    },
  );
}

test('garbage is read or every problem has a place inside the file', LIMIT, () => {
  for (let seed = 0; seed < SEEDS; seed++) check(garbage(new Random(seed)), `garbage of seed ${seed}`);
});

test(
  'however broken a legacy module is, it is upgraded with all its comments, or refused with the reason',
  LIMIT,
  () => {
    for (const base of [LEGACY, BEFORE_3]) {
      assert.equal(checkUpgrade(base, 'unchanged'), 'upgraded');
      const seen = { same: 0, upgraded: 0, refused: 0 };
      for (const [text, what] of mutationsOf(base, SEEDS)) seen[checkUpgrade(text, what)]++;
      assert.ok(seen.upgraded > SEEDS / 50 && seen.refused > SEEDS / 4, JSON.stringify(seen));
    }
  },
);
