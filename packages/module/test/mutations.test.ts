import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatProblems, parseModule } from '../src/index.ts';

/** Valid, and with something of every kind. */
const VALID = `kind: io.statefun.endpoints.v2/http
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
  '__proto__: ',
  '99999999999999999999',
  '-1',
  '\u0085',
  '\u2028',
];

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mutate(text: string, random: () => number): string {
  const below = (limit: number) => Math.floor(random() * limit);
  const at = below(text.length + 1);
  const end = at + below(random() < 0.5 ? 4 : 60);
  switch (below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + TOKENS[below(TOKENS.length)] + text.slice(at);
    case 2:
      return text.slice(0, at) + TOKENS[below(TOKENS.length)] + text.slice(end);
    case 3:
      return text.slice(0, end) + text.slice(at);
    default: {
      const from = below(text.length);
      return text.slice(0, at) + text.slice(from, from + below(80)) + text.slice(at);
    }
  }
}

const garbage = (random: () => number): string =>
  Array.from({ length: Math.floor(random() * 60) }, () => TOKENS[Math.floor(random() * TOKENS.length)]).join(
    '',
  );

function check(text: string, what: string): 'valid' | 'invalid' {
  const files = [{ file: 'module.yaml', text }];
  const secret = 'T0PSECRET';
  const { module, problems } = parseModule(files, { env: { PART: secret }, readFile: () => secret });
  const lines = text.split('\n');
  for (const { origin, message } of problems) {
    const line = lines[origin.line - 1];
    const inside = line !== undefined && origin.column >= 1 && origin.column <= line.length + 1;
    assert.ok(inside, `${what}: ${origin.line}:${origin.column} ${message}`);
  }
  assert.equal(
    module === undefined,
    problems.some(({ severity }) => severity === 'error'),
    what,
  );
  assert.ok(!formatProblems(problems, { sources: files, color: true }).includes(secret), what);
  return module === undefined ? 'invalid' : 'valid';
}

const SEEDS = 1500;

test('whatever is in a file, it is read or every problem has a place inside the file', () => {
  assert.equal(check(VALID, 'unchanged'), 'valid');
  const seen = { valid: 0, invalid: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = randomOf(seed);
    let text = VALID;
    for (let count = 1 + Math.floor(random() * 4); count > 0; count--) text = mutate(text, random);
    seen[check(text, `seed ${seed}`)]++;
    check(garbage(random), `garbage of seed ${seed}`);
  }
  assert.ok(seen.valid > SEEDS / 50 && seen.invalid > SEEDS / 2, JSON.stringify(seen));
});
