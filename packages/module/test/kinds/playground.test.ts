import assert from 'node:assert/strict';
import { test } from 'node:test';
import { componentOf, mistake } from '../support.ts';

const INGRESS = 'io.statefun.playground.v1/ingress';
const EGRESS = 'io.statefun.playground.v1/egress';
const origin = { file: 'module.yaml', line: 1, column: 1 };

test('every field of the ingress; the port may have quotes', () => {
  const id = 'io.statefun.playground/ingress';
  assert.deepEqual(componentOf(INGRESS, 'port: 8090'), { kind: INGRESS, id, origin, port: 8090 });
  assert.deepEqual(componentOf(INGRESS, 'port: "8090"\nhost: 0.0.0.0'), {
    kind: INGRESS,
    id,
    origin,
    port: 8090,
    host: '0.0.0.0',
  });
});

test('every field of the egress', () => {
  assert.deepEqual(componentOf(EGRESS, 'port: 0\nhost: "::1"\ntopics: [a, b, a, 1]'), {
    kind: EGRESS,
    id: 'io.statefun.playground/egress',
    origin,
    port: 0,
    host: '::1',
    topics: ['a', 'b', '1'],
  });
});

test('mistakes', () => {
  assert.match(
    mistake(INGRESS, '{}'),
    /^0:-1 spec\.port is missing\. \(give a port number from 0 to 65535\)/,
  );
  for (const port of ['-1', '65536', '80.5', 'http', '[]', '0x50', '""']) {
    assert.match(
      mistake(INGRESS, `port: ${port}`),
      /^1:7 spec\.port: expected a port number from 0 to 65535/,
      port,
    );
  }
  assert.match(mistake(INGRESS, 'port: 1\nhost: ""'), /^2:7 spec\.host: expected a host name/);
  assert.match(mistake(INGRESS, 'port: 1\ntopics: [a]'), /^2:1 spec\.topics is not a field/);
  assert.match(mistake(EGRESS, 'port: 1'), /^0:-1 spec\.topics is missing/);
  assert.match(mistake(EGRESS, 'port: 1\ntopics: []'), /^2:9 spec\.topics: expected at least one topic/);
  assert.match(
    mistake(EGRESS, 'port: 1\ntopics: [{}]'),
    /^2:10 spec\.topics\[0\]: expected the name of a topic/,
  );
});
