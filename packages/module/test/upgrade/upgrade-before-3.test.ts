import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModule, type Upgrade, upgradeModule } from '../../src/index.ts';

const upgrade = (spec: string, version = '2.0'): Upgrade =>
  upgradeModule({
    file: 'module.yaml',
    text: `version: "${version}"\nmodule:\n  spec:\n${spec.replaceAll(/^(?=.)/gm, '    ')}`,
  });

const HEAD = `# To finish: Build the functions with an SDK of 3.0 or later: older ones speak another wire format.\n`;

/** The result without what is said of every module. */
const textOf = ({ text = '' }: Upgrade): string => text.replace(`${HEAD}# version: "2.0"\n`, '');

const unfinished = (result: Upgrade): readonly string[] =>
  result.unfinished.map(({ origin, message }) => `${origin.line}:${origin.column} ${message}`);

test('a function served over HTTP becomes an endpoint with the same time-outs', () => {
  const result = upgrade(`functions:
  # the greeter
  - function:
      meta: {kind: http, type: example/greeter}
      spec:
        endpoint: http://h/statefun # where
        maxNumBatchRequests: 50
        timeout: 2min # all of it
        connectTimeout: 1s
        readTimeout: 2s
        writeTimeout: 3s
`);
  assert.equal(
    textOf(result),
    `# the greeter
kind: io.statefun.endpoints.v1/http
spec:
  functions: example/greeter
  urlPathTemplate: http://h/statefun # where
  maxNumBatchRequests: 50
  timeouts:
    call: 2min # all of it
    connect: 1s
    read: 2s
    write: 3s
`,
  );
  assert.deepEqual(result.problems, []);
  assert.deepEqual(unfinished(result), [
    '1:1 Build the functions with an SDK of 3.0 or later: older ones speak another wire format.',
  ]);
});

test('states are kept as comments, for the SDK to declare', () => {
  for (const [version, states] of [
    ['1.0', '[seen, name]'],
    ['2.0', '[{name: seen, expireAfter: 5min, expireMode: after-invoke}]'],
  ] as const) {
    const result = upgrade(
      `functions: [{function: {meta: {kind: http, type: a/b}, spec: {endpoint: http://h, states: ${states}}}}]\n`,
      version,
    );
    const note = "Declare the states of a/b in the function's spec in the SDK; a module has none since 3.0.";
    assert.ok(result.text?.includes(`# states: ${states}\n`));
    assert.ok(result.text?.includes(`# To finish: ${note}\n`));
    assert.deepEqual(unfinished(result).slice(1), [`4:18 ${note}`]);
    assert.deepEqual(result.problems, []);
  }
});

test('a function served over gRPC is left to a person', () => {
  const result = upgrade(
    'functions:\n  - function:\n      meta: {kind: grpc, type: a/b}\n      spec: {host: h, port: 1}\n',
  );
  assert.equal(
    textOf(result),
    `# To finish: Serve a/b over HTTP and write an endpoint for it: there is no grpc since 3.0.
# function:
#   meta: {kind: grpc, type: a/b}
#   spec: {host: h, port: 1}
`,
  );
  assert.equal(result.unfinished.length, 2);
});

test('ingresses that route by themselves become those of now', () => {
  const result = upgrade(`ingresses:
  - ingress:
      meta: {type: statefun.kafka.io/routable-protobuf-ingress, id: a/kafka}
      spec:
        address: h:1
        consumerGroupId: g
        autoOffsetResetPosition: earliest
        startupPosition: {type: earliest}
        topics:
          - topic: t
            typeUrl: com.googleapis/a.B # its type
            targets: [a/b]
  - ingress:
      meta: {type: statefun.kinesis.io/routable-protobuf-ingress, id: a/kinesis}
      spec:
        awsRegion: {type: specific, id: eu-central-1}
        streams: [{stream: s, typeUrl: com.googleapis/a.B, targets: [a/b]}]
`);
  assert.equal(
    textOf(result),
    `# To finish: Take the values that come from a/kafka as the type that valueType names.
kind: io.statefun.kafka.v1/ingress
spec:
  id: a/kafka
  address: h:1
  consumerGroupId: g
  autoOffsetResetPosition: earliest
  startupPosition: {type: earliest}
  topics:
    - topic: t
      valueType: com.googleapis/a.B # its type
      targets: [a/b]
---
# To finish: Take the values that come from a/kinesis as the type that valueType names.
kind: io.statefun.kinesis.v1/ingress
spec:
  id: a/kinesis
  awsRegion: {type: specific, id: eu-central-1}
  streams: [{stream: s, valueType: com.googleapis/a.B, targets: [a/b]}]
`,
  );
});

const ROUTED = `routers:
  # by name
  - router:
      meta: {type: org.apache.flink.statefun.sdk/protobuf-router}
      spec:
        ingress: a/names
        target: "a/greeter/{{$.name}}"
        messageType: a.Greet
        descriptorSet: classpath:greet.desc
ingresses:
  - ingress:
      meta: {type: statefun.kafka.io/protobuf-ingress, id: a/names}
      spec:
        address: h:1
        topics: [names, more]
        consumerGroupId: g
        messageType: a.Greet
        descriptorSet: classpath:greet.desc
`;

test('an ingress gets the targets of its routers, and what made the id is left to a person', () => {
  const result = upgrade(ROUTED);
  assert.equal(
    textOf(result),
    `# by name
# router:
#   meta: {type: org.apache.flink.statefun.sdk/protobuf-router}
#   spec:
#     ingress: a/names
#     target: "a/greeter/{{$.name}}"
#     messageType: a.Greet
#     descriptorSet: classpath:greet.desc
# messageType: a.Greet
# descriptorSet: classpath:greet.desc
# To finish: Give each record of a/names a key: its router made the id for a/greeter of {{$.name}}, and now the key is the id.
# To finish: Take the values that come from a/names as the type that valueType names.
kind: io.statefun.kafka.v1/ingress
spec:
  id: a/names
  address: h:1
  consumerGroupId: g
  topics:
    - topic: names
      valueType: type.googleapis.com/a.Greet
      targets:
        - a/greeter
    - topic: more
      valueType: type.googleapis.com/a.Greet
      targets:
        - a/greeter
`,
  );
  assert.deepEqual(result.problems, []);
});

test('a router whose target is no function, or whose ingress is not there, is left to a person', () => {
  const computed = upgrade(ROUTED.replace('a/greeter/', 'a/{{$.type}}/'));
  assert.ok(
    computed.text?.includes(
      '# To finish: Choose targets for a/names; its router had a/{{$.type}}/{{$.name}}.',
    ),
  );
  assert.ok(
    computed.problems.some(({ severity }) => severity === 'error'),
    'the ingress has no targets yet',
  );
  const alone = upgrade(ROUTED.slice(0, ROUTED.indexOf('ingresses:')));
  assert.ok(
    alone.text?.includes('# To finish: Route what comes from a/names: its router has no counterpart.'),
  );
});

test('egresses become those of now, and other types are left to a person', () => {
  const result = upgrade(`egresses:
  - egress:
      meta: {type: statefun.kafka.io/generic-egress, id: a/kafka}
      spec: {address: 'h:1', deliverySemantic: {type: exactly-once, transactionTimeoutMillis: 100000}}
  - egress:
      meta: {type: statefun.kinesis.io/generic-egress, id: a/kinesis}
      spec: {maxOutstandingRecords: 9}
  - egress:
      meta: {type: com.example/own, id: a/own}
      spec: {a: b}
`);
  assert.equal(
    textOf(result),
    `kind: io.statefun.kafka.v1/egress
spec: {id: a/kafka, address: 'h:1', deliverySemantic: {type: exactly-once, transactionTimeoutMillis: 100000}}
---
kind: io.statefun.kinesis.v1/egress
spec: {id: a/kinesis, maxOutstandingRecords: 9}
# To finish: There is no component for the type "com.example/own".
# egress:
#   meta: {type: com.example/own, id: a/own}
#   spec: {a: b}
`,
  );
});

test('a text of the module can not get out of its comment', () => {
  const result = upgrade(
    'functions:\n  - function: {meta: {kind: grpc, type: "a/b\\nkind: x\\u2028y"}, spec: {host: "h\n\n          i"}}\n',
  );
  const lines = (result.text ?? '').split(/[\n\u2028]/);
  assert.ok(
    lines.every((line) => line === '' || line.startsWith('#')),
    result.text,
  );
  const { module } = parseModule([{ file: 'module.yaml', text: result.text ?? '' }], {
    env: {},
    readFile: () => '',
  });
  assert.deepEqual(module?.components, []);
});
