import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaIngressComponent } from '../../src/index.ts';
import { componentOf, mistake, warnings } from '../support.ts';

const KIND = 'io.statefun.kafka.v1/ingress';
const TOPICS = 'topics:\n  - {topic: t, valueType: a/v, targets: [a/b]}\n';
/** Five lines. */
const BASE = `id: a/in\naddress: h:9092\nconsumerGroupId: g\n${TOPICS}`;

const ingress = (spec: string): KafkaIngressComponent => componentOf(KIND, spec);

test('every field', () => {
  const component = ingress(`
id: com.example/in
address: one:9092, two:9093
consumerGroupId: group
topics:
  - topic: names
    valueType: io.statefun.types/string
    valueEncoding: utf8
    targets:
      - com.example/greeter
      - com.example/counter
  - topic: 0123
    valueType: anything at all
    targets: [a/b]
autoOffsetResetPosition: EARLIEST
startupPosition:
  type: earliest
properties:
  - fetch.min.bytes: 1
  - client.rack: eu
  - check.crcs: true`);
  assert.deepEqual(component, {
    kind: KIND,
    origin: { file: 'module.yaml', line: 1, column: 1 },
    id: 'com.example/in',
    address: 'one:9092,two:9093',
    consumerGroupId: 'group',
    topics: [
      {
        topic: 'names',
        valueType: 'io.statefun.types/string',
        valueEncoding: 'utf8',
        targets: ['com.example/greeter', 'com.example/counter'],
      },
      { topic: '0123', valueType: 'anything at all', valueEncoding: 'raw', targets: ['a/b'] },
    ],
    autoOffsetResetPosition: 'earliest',
    startupPosition: { type: 'earliest' },
    properties: { 'fetch.min.bytes': '1', 'client.rack': 'eu', 'check.crcs': 'true' },
  });
});

test('the defaults', () => {
  const { autoOffsetResetPosition, startupPosition, properties } = ingress(BASE);
  assert.equal(autoOffsetResetPosition, 'latest');
  assert.deepEqual(startupPosition, { type: 'latest' });
  assert.deepEqual(properties, {});
});

test('address and group can be properties', () => {
  const properties = 'properties: {bootstrap.servers: "h:1", group.id: g}';
  const component = ingress(`id: a/in\n${TOPICS}${properties}`);
  assert.equal(component.address, 'h:1');
  assert.equal(component.consumerGroupId, 'g');
  assert.deepEqual(warnings(KIND, `${BASE}properties: {bootstrap.servers: "h:9092", group.id: g}`), []);
  assert.deepEqual(warnings(KIND, BASE + properties.replace('group.id: g', 'group.id: other')), [
    '6:13 STATEFUN_MODULE_NO_EFFECT',
    '6:13 STATEFUN_MODULE_NO_EFFECT',
  ]);
});

test('properties as a list, with several in an item, or as a mapping; later ones win', () => {
  assert.deepEqual(ingress(`${BASE}properties:\n  - a: 1\n    b: 2\n  - a: 3`).properties, {
    a: '3',
    b: '2',
  });
  assert.deepEqual(ingress(`${BASE}properties:\n  a: 1\n  b.c: x`).properties, { a: '1', 'b.c': 'x' });
  assert.deepEqual(ingress(`${BASE}properties:`).properties, {});
});

test('the property auto.offset.reset counts unless the field says otherwise', () => {
  const property = 'properties: {auto.offset.reset: earliest}';
  assert.equal(ingress(BASE + property).autoOffsetResetPosition, 'earliest');
  assert.equal(
    ingress(`${BASE}autoOffsetResetPosition: latest\n${property}`).autoOffsetResetPosition,
    'latest',
  );
  assert.deepEqual(warnings(KIND, `${BASE}autoOffsetResetPosition: latest\n${property}`), [
    '7:13 STATEFUN_MODULE_NO_EFFECT',
  ]);
  assert.deepEqual(warnings(KIND, `${BASE}properties: {auto.offset.reset: none}`), [
    '6:13 STATEFUN_MODULE_NO_EFFECT',
  ]);
});

test('every startup position', () => {
  const position = (text: string) => ingress(`${BASE}startupPosition: ${text}`).startupPosition;
  for (const type of ['latest', 'earliest', 'group-offsets'] as const) {
    assert.deepEqual(position(`{type: ${type}}`), { type });
  }
  const offsets = [
    { topic: 't', partition: 0, offset: 91 },
    { topic: 't', partition: 1, offset: 0 },
  ];
  assert.deepEqual(position('{type: specific-offsets, offsets: [t/0: 91, "t/1": "0"]}'), {
    type: 'specific-offsets',
    offsets,
  });
  assert.deepEqual(position('{type: specific-offsets, offsets: {t/0: 91, t/1: 0}}'), {
    type: 'specific-offsets',
    offsets,
  });
  assert.deepEqual(position('{type: date, date: 2020-02-01 04:15:00.000 +0000}'), {
    type: 'date',
    timestampMs: 1_580_530_500_000,
  });
  assert.deepEqual(position('{type: date, date: 2020-02-01 04:15:00.00 Z}'), {
    type: 'date',
    timestampMs: 1_580_530_500_000,
  });
});

test('an offset of a topic that is not read is a warning', () => {
  assert.deepEqual(warnings(KIND, `${BASE}startupPosition: {type: specific-offsets, offsets: [x/0: 1]}`), [
    '6:52 STATEFUN_MODULE_NO_EFFECT',
  ]);
});

test('mistakes in the startup position', () => {
  const cases: readonly [string, RegExp][] = [
    ['{type: newest}', /^6:25 spec\.startupPosition\.type: expected one of latest, .*found "newest"/],
    ['{type: earlest}', /^6:25 .*did you mean earliest/],
    ['{}', /^6:1 spec\.startupPosition\.type is missing\. \(give one of latest/],
    ['latest', /^6:18 spec\.startupPosition: expected one of latest.*found "latest"/],
    ['{type: date}', /^6:1 spec\.startupPosition\.date is missing/],
    ['{type: date, date: yesterday}', /^6:37 spec\.startupPosition\.date: expected a date such as/],
    ['{type: specific-offsets}', /^6:1 spec\.startupPosition\.offsets is missing/],
    ['{type: specific-offsets, offsets: []}', /^6:52 spec\.startupPosition\.offsets: expected at least one/],
    ['{type: specific-offsets, offsets: [t: 1]}', /^6:56 .*expected <topic>\/<partition>: <offset>/],
    ['{type: specific-offsets, offsets: [t/x: 1]}', /^6:58 .*expected <topic>\/<partition>: <offset>/],
    [
      '{type: specific-offsets, offsets: [t/0: x]}',
      /^6:58 .*expected an offset, a whole number from 0, found "x"/,
    ],
    ['{type: specific-offsets, offsets: [t/0: -1]}', /^6:58 .*expected an offset/],
    ['{type: specific-offsets, offsets: [t/0: 1, t/0: 2]}', /^6:66 .*expected each partition once/],
    [
      '{type: specific-offsets, offsets: 5}',
      /^6:52 .*expected a list of <topic>\/<partition>: <offset>, found "5"/,
    ],
  ];
  for (const [position, expected] of cases) {
    assert.match(mistake(KIND, `${BASE}startupPosition: ${position}`), expected, position);
  }
  assert.match(
    mistake(KIND, `${BASE}startupPosition: {type: latest, date: x}`),
    /^6:33 .*date is not a field/,
  );
});

test('mistakes in the topics', () => {
  const head = 'id: a/in\naddress: h:9092\nconsumerGroupId: g\n';
  const topics = (text: string) => mistake(KIND, `${head}topics:\n${text}`);
  assert.match(mistake(KIND, head), /^0:-1 spec\.topics is missing\. \(give a list of topics\)/);
  assert.match(
    mistake(KIND, `${head}topics: []`),
    /^4:9 spec\.topics: expected at least one topic, found an empty list/,
  );
  assert.match(mistake(KIND, `${head}topics: t`), /^4:9 spec\.topics: expected a list of topics, found "t"/);
  assert.match(topics('- t'), /^5:3 spec\.topics\[0\]: expected a mapping, found "t"/);
  assert.match(topics('- {valueType: v, targets: [a/b]}'), /^5:3 spec\.topics\[0\]\.topic is missing/);
  assert.match(topics('- {topic: t, targets: [a/b]}'), /^5:3 spec\.topics\[0\]\.valueType is missing/);
  assert.match(topics('- {topic: t, valueType: v}'), /^5:3 spec\.topics\[0\]\.targets is missing/);
  assert.match(
    topics('- {topic: t, valueType: v, targets: []}'),
    /^5:37 .*expected at least one function type/,
  );
  assert.match(
    topics('- {topic: t, valueType: v, targets: a/b}'),
    /^5:37 .*expected a list of function types/,
  );
  assert.match(
    topics('- {topic: t, valueType: v, targets: [b]}'),
    /^5:38 spec\.topics\[0\]\.targets\[0\]: expected/,
  );
  assert.match(
    topics('- {topic: "", valueType: v, targets: [a/b]}'),
    /^5:11 .*expected the name of a topic, found ""/,
  );
  assert.match(
    topics('- {topic: t, valueType: v, targets: [a/b], valueEncoding: utf-8}'),
    /^5:59 .*did you mean utf8/,
  );
  assert.match(
    topics('- {topic: t, valueType: v, targets: [a/b], valueEncoding: utf8}'),
    /^5:59 .*utf8 makes io\.statefun\.types\/string of the values, and valueType says otherwise/,
  );
});

test('a topic that is given twice is an error that names both places', () => {
  const second = '  - {topic: t, valueType: a/v, targets: [a/c]}';
  assert.equal(
    mistake(KIND, BASE + second),
    '6:13 spec.topics[1].topic: this topic is given twice: put all its targets into one entry. (the other one is at module.yaml:7:15)',
  );
});

test('a target that is listed twice is a warning', () => {
  assert.deepEqual(warnings(KIND, BASE.replace('[a/b]', '[a/b, a/c, a/b]')), [
    '5:52 STATEFUN_MODULE_DUPLICATE',
  ]);
});

test('mistakes in the other fields', () => {
  const without = (line: string) => BASE.replace(`${line}\n`, '');
  assert.match(mistake(KIND, without('id: a/in')), /^0:-1 spec\.id is missing/);
  assert.match(
    mistake(KIND, without('address: h:9092')),
    /^0:-1 spec\.address: missing, and .* bootstrap\.servers/,
  );
  assert.match(
    mistake(KIND, without('consumerGroupId: g')),
    /^0:-1 spec\.consumerGroupId: missing, and .* group\.id/,
  );
  assert.match(mistake(KIND, BASE.replace('a/in', 'in')), /^1:5 spec\.id: expected an id of the form/);
  for (const address of ['h', '"h:"', 'h:0', 'h:99999', ':9092', '"h:1,"', '"h:1 x"', 'h:1;x:2']) {
    assert.match(
      mistake(KIND, BASE.replace('h:9092', address)),
      /^2:10 spec\.address: expected brokers as/,
      address,
    );
  }
  for (const address of ['PLAINTEXT://h:9092', '"[::1]:9092"', '10.0.0.1:9092', 'a_b.svc:9092']) {
    assert.equal(ingress(BASE.replace('h:9092', address)).address, address.replaceAll('"', ''));
  }
  assert.match(
    mistake(KIND, `${BASE}autoOffsetResetPosition: first`),
    /^6:26 .*expected one of earliest, latest/,
  );
  assert.match(
    mistake(KIND, `${BASE}properties: x`),
    /^6:13 spec\.properties: expected a list of <name>: <value>/,
  );
  assert.match(mistake(KIND, `${BASE}properties: [x]`), /^6:14 spec\.properties\[0\]: expected a list of/);
  assert.match(
    mistake(KIND, `${BASE}properties: {a.b: [1]}`),
    /^6:19 spec\.properties\["a\.b"\]: expected a text/,
  );
  assert.match(
    mistake(KIND, `${BASE}properties: [a.b: {}]`),
    /^6:19 spec\.properties\[0\]\["a\.b"\]: expected a text/,
  );
  assert.match(mistake(KIND, `${BASE}adress: h:1`), /^6:1 spec\.adress .*did you mean address/);
});
