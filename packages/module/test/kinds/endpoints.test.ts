import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import type {
  AsyncTransportSpec,
  HttpEndpointComponent,
  ModuleEndpointComponent,
  TransportSpec,
} from '../../src/index.ts';
import { parseModule } from '../../src/index.ts';
import { component, componentOf, mistake, warnings } from '../support.ts';

const V1 = 'io.statefun.endpoints.v1/http';
const V2 = 'io.statefun.endpoints.v2/http';
const BASE = 'functions: a/*\nurlPathTemplate: http://h/\n';

const endpoint = (kind: string, spec: string): HttpEndpointComponent => componentOf(kind, BASE + spec);
const v1 = (timeouts: string): TransportSpec => endpoint(V1, timeouts).transport;
const v2 = (transport: string): TransportSpec => endpoint(V2, `transport: ${transport}`).transport;

const OKHTTP = {
  type: 'io.statefun.transports.v1/okhttp',
  callMs: 60_000,
  connectMs: 10_000,
  readMs: 10_000,
  writeMs: 10_000,
};
const ASYNC: AsyncTransportSpec = {
  type: 'io.statefun.transports.v1/async',
  callMs: 120_000,
  connectMs: 20_000,
  poolTtlMs: 15_000,
  poolSize: 1024,
  payloadBytesMax: 33_554_432,
  tls: {},
};

test('a v1 endpoint has the defaults of okhttp', () => {
  assert.deepEqual(endpoint(V1, ''), {
    kind: V1,
    origin: { file: 'module.yaml', line: 1, column: 1 },
    functions: { namespace: 'a', name: '*' },
    urlPathTemplate: 'http://h/',
    batchMessagesMax: 1000,
    transport: OKHTTP,
  });
});

test('a v2 endpoint has the asynchronous transport and its defaults', () => {
  for (const spec of ['', 'transport:', 'transport: {}', `transport: {type: ${ASYNC.type}}`]) {
    assert.deepEqual(endpoint(V2, spec).transport, ASYNC, spec);
  }
});

test('every field of the asynchronous transport', () => {
  const transport = v2(`
  type: io.statefun.transports.v1/async
  call: 3m
  connect: 4s
  pool_ttl: 0
  pool_size: "5"
  payload_max_bytes: 64mb
  trust_cacerts: /etc/ca.pem
  client_cert: file:/etc/cert.pem
  client_key: file:///etc/key.pem
  client_key_password: password.txt`);
  assert.deepEqual(transport, {
    type: ASYNC.type,
    callMs: 180_000,
    connectMs: 4000,
    poolTtlMs: 0,
    poolSize: 5,
    payloadBytesMax: 67_108_864,
    tls: {
      trustCaCerts: '/etc/ca.pem',
      clientCert: '/etc/cert.pem',
      clientKey: '/etc/key.pem',
      clientKeyPasswordFile: 'password.txt',
    },
  });
});

test('a file of the class path stands beside the module, whose directory the original puts on it', () => {
  for (const [file, location, path] of [
    ['apps/shop/module.yaml', 'classpath:ca.pem', 'apps/shop/ca.pem'],
    ['/etc/statefun/module.yaml', 'classpath:/certs/ca.pem', '/etc/statefun/certs/ca.pem'],
    ['module.yaml', 'classpath:ca.pem', 'ca.pem'],
    ['apps/shop/module.yaml', 'file:ca.pem', 'ca.pem'],
    ['apps/shop/module.yaml', 'ca.pem', 'ca.pem'],
  ] as const) {
    const text = component(V2, `${BASE}transport: {trust_cacerts: "${location}"}`);
    const { module } = parseModule([{ file, text }], { env: {}, readFile: () => '' });
    const [first] = (module?.components ?? []) as HttpEndpointComponent<AsyncTransportSpec>[];
    assert.deepEqual(first?.transport.tls, { trustCaCerts: path }, location);
  }
});

test('every field of okhttp, in a v1 and in a v2 endpoint', () => {
  const timeouts = 'timeouts: {call: 40s, connect: 1s, read: 2s, write: 3000}';
  const expected = { type: OKHTTP.type, callMs: 40_000, connectMs: 1000, readMs: 2000, writeMs: 3000 };
  assert.deepEqual(v1(timeouts), expected);
  assert.deepEqual(v2(`{type: ${OKHTTP.type}, ${timeouts}}`), expected);
});

test('a short call alone shortens the defaults of the others', () => {
  assert.deepEqual(v1('timeouts: {call: 5s}'), {
    ...OKHTTP,
    callMs: 5000,
    connectMs: 5000,
    readMs: 5000,
    writeMs: 5000,
  });
  assert.deepEqual(v2('{call: 5s}'), { ...ASYNC, callMs: 5000, connectMs: 5000 });
});

test('a long part alone raises the default of call', () => {
  assert.deepEqual(v1('timeouts: {read: 5min}'), { ...OKHTTP, callMs: 300_000, readMs: 300_000 });
});

test('only explicit time-outs can contradict each other', () => {
  const message = 'longer than call, which bounds it: shorten it, or raise call.';
  for (const part of ['connect', 'read', 'write']) {
    const timeouts = `timeouts: {call: 5s, ${part}: 6s}`;
    const other = (column: number) => `(the other one is at module.yaml:5:${column})`;
    assert.equal(
      mistake(V1, BASE + timeouts),
      `3:${24 + part.length} spec.timeouts.${part}: ${message} ${other(20)}`,
    );
    assert.equal(
      mistake(V2, `${BASE}transport: {type: ${OKHTTP.type}, ${timeouts}}`),
      `3:${76 + part.length} spec.transport.timeouts.${part}: ${message} ${other(72)}`,
    );
  }
});

test('the timeouts of okhttp are taken by the asynchronous transport, with its defaults for them', () => {
  assert.deepEqual(v2('{timeouts: {}}'), { ...ASYNC, callMs: 60_000, connectMs: 10_000 });
  assert.deepEqual(v2('{timeouts: {call: 5s}}'), { ...ASYNC, callMs: 5000, connectMs: 5000 });
  assert.deepEqual(v2('{timeouts: {connect: 5s}}'), { ...ASYNC, callMs: 60_000, connectMs: 5000 });
  assert.deepEqual(v2('{call: 3min, timeouts: {connect: 5s}}'), {
    ...ASYNC,
    callMs: 180_000,
    connectMs: 5000,
  });
  assert.deepEqual(v2('{call: 1min, timeouts: {call: 60s}}'), {
    ...ASYNC,
    callMs: 60_000,
    connectMs: 10_000,
  });
  assert.equal(
    mistake(V2, `${BASE}transport: {call: 2min, timeouts: {call: 1min}}`),
    '3:42 spec.transport.timeouts.call: call beside timeouts says otherwise: keep one of the two. (the other one is at module.yaml:5:21)',
  );
});

test('what has no effect with the asynchronous transport is a warning', () => {
  assert.deepEqual(warnings(V2, `${BASE}transport: {timeouts: {read: 1s, write: 1s}}`), [
    '3:30 STATEFUN_MODULE_NO_EFFECT',
    '3:41 STATEFUN_MODULE_NO_EFFECT',
  ]);
  assert.deepEqual(warnings(V2, `${BASE}transport: {call: 1s, connect: 2s}`), [
    '3:32 STATEFUN_MODULE_NO_EFFECT',
  ]);
  assert.deepEqual(warnings(V2, `${BASE}transport: {timeouts: {call: 1s, connect: 2s}}`), [
    '3:43 STATEFUN_MODULE_NO_EFFECT',
  ]);
});

test('no limit of a batch: 0 or less', () => {
  assert.equal(endpoint(V2, 'maxNumBatchRequests: 1').batchMessagesMax, 1);
  assert.equal(endpoint(V2, 'maxNumBatchRequests: "20"').batchMessagesMax, 20);
  assert.equal(endpoint(V2, 'maxNumBatchRequests: 0').batchMessagesMax, 0);
  assert.equal(endpoint(V1, 'maxNumBatchRequests: -1').batchMessagesMax, 0);
});

test('one function type, and trailing slashes as in the original', () => {
  const { functions } = endpoint(V2, '');
  assert.deepEqual(functions, { namespace: 'a', name: '*' });
  const spec = 'functions: a/b/\nurlPathTemplate: https://{function.name}/';
  const component = componentOf(V2, spec);
  assert.ok('functions' in component);
  assert.deepEqual(component.functions, { namespace: 'a', name: 'b' });
});

test('patterns other than a type and a namespace are refused', () => {
  for (const pattern of ['a', '"*"', '"*/*"', '"*/a"', 'a/b*', 'a/*b', 'a*/b', 'a/b/c', 'a/']) {
    const said = mistake(V2, `functions: ${pattern}\nurlPathTemplate: http://h`);
    assert.match(
      said,
      /^1:12 spec\.functions: expected <namespace>\/<name> or <namespace>\/\*, found/,
      pattern,
    );
  }
});

test('mistakes in the URL and in a name that has to fit into it', () => {
  assert.match(
    mistake(V2, 'functions: a/b\nurlPathTemplate: ftp://h'),
    /^2:18 .*scheme must be http, https, http\+unix, https\+unix or lambda/,
  );
  assert.match(
    mistake(V2, 'functions: a/b\nurlPathTemplate: http://h/{name}'),
    /^2:18 .*only \{function\.name\} is known/,
  );
  assert.match(
    mistake(V1, 'functions: a/b_c\nurlPathTemplate: http://{function.name}/'),
    /^2:18 spec\.urlPathTemplate: the name of the function does not fit/,
  );
  assert.match(
    mistake(V1, 'functions: a/b\nurlPathTemplate: http+unix:///run/x/p'),
    /^2:18 .*No segment of its path ends with \.sock/,
  );
});

test('a Unix domain socket is taken with either transport; that https+unix has no TLS is a warning', () => {
  const spec = (scheme: string) =>
    `functions: a/*\nurlPathTemplate: ${scheme}:///run/fn.sock/{function.name}`;
  for (const kind of [V1, V2]) {
    const { urlPathTemplate } = componentOf(kind, spec('http+unix')) as HttpEndpointComponent;
    assert.equal(urlPathTemplate, 'http+unix:///run/fn.sock/{function.name}');
    assert.deepEqual(warnings(kind, spec('http+unix')), []);
    assert.deepEqual(warnings(kind, spec('https+unix')), ['2:18 STATEFUN_MODULE_NO_EFFECT']);
  }
});

test('values that are out of bounds', () => {
  const cases: readonly [string, RegExp][] = [
    ['{call: 0}', /^3:19 spec\.transport\.call: expected a duration above zero/],
    ['{connect: 0s}', /^3:22 spec\.transport\.connect: expected a duration above zero/],
    ['{pool_ttl: -1}', /^3:23 spec\.transport\.pool_ttl: expected a duration/],
    ['{pool_size: 0}', /^3:24 spec\.transport\.pool_size: expected a whole number from 1/],
    ['{payload_max_bytes: 0}', /^3:32 spec\.transport\.payload_max_bytes: expected a size from 1/],
    ['{payload_max_bytes: 3gb}', /^3:32 spec\.transport\.payload_max_bytes: expected a size from 1/],
    ['{timeouts: {call: 0}}', /^3:30 spec\.transport\.timeouts\.call: expected a duration above zero/],
    ['{timeouts: 5s}', /^3:23 spec\.transport\.timeouts: expected a mapping, found "5s"/],
    ['{call: 5x}', /^3:19 .*found "5x"\. \("x" is not a unit that is known; the units are d, h, min/],
    ['{client_cert: a}', /^3:26 spec\.transport\.client_cert: it needs client_key/],
    ['{client_key: a}', /^3:25 spec\.transport\.client_key: it needs client_cert/],
    ['{client_key_password: a}', /^3:34 spec\.transport\.client_key_password: it needs client_key/],
    ['{trust_cacerts: ""}', /^3:28 spec\.transport\.trust_cacerts: expected the path of a file/],
    ['{type: io.statefun.transports.v1/okhtp}', /^3:19 .*did you mean io\.statefun\.transports\.v1\/okhttp/],
    ['async', /^3:12 spec\.transport: expected one of .*, found "async"/],
  ];
  for (const [transport, expected] of cases) {
    assert.match(mistake(V2, `${BASE}transport: ${transport}`), expected, transport);
  }
  assert.match(
    mistake(V2, `${BASE}maxNumBatchRequests: many`),
    /^3:22 spec\.maxNumBatchRequests: expected a whole/,
  );
  assert.match(
    mistake(V2, `${BASE}maxNumBatchRequests: 1.5`),
    /^3:22 spec\.maxNumBatchRequests: expected a whole/,
  );
  assert.match(mistake(V2, `${BASE}maxNumBatchRequests: 99999999999`), /^3:22 /);
});

test('missing and unknown fields', () => {
  assert.match(
    mistake(V2, 'functions: a/b'),
    /^0:-1 spec\.urlPathTemplate is missing\. \(give an http, https, http\+unix, https\+unix or lambda/,
  );
  assert.match(mistake(V2, 'urlPathTemplate: http://h'), /^0:-1 spec\.functions is missing/);
  assert.match(mistake(V2, 'functions:\nurlPathTemplate: http://h'), /^1:1 spec\.functions is missing/);
  assert.match(
    mistake(V2, `${BASE}transports: {}`),
    /^3:1 spec\.transports .* ignored\. \(did you mean transport\?\)/,
  );
  assert.match(mistake(V2, `${BASE}bananas: 1`), /^3:1 .*the fields here are functions, urlPathTemplate/);
  assert.match(
    mistake(V2, `${BASE}transport: {conect: 1s}`),
    /^3:13 spec\.transport\.conect .*did you mean connect/,
  );
});

test('functions in the process: a module relative to the file, with defaults', () => {
  const text = component('io.statefun.endpoints.v1/module', 'functions: a/*\nmodule: ./functions.ts\n');
  const { module } = parseModule([{ file: 'apps/shop/module.yaml', text }], { env: {}, readFile: () => '' });
  const [first] = (module?.components ?? []) as ModuleEndpointComponent[];
  assert.ok(first?.kind === 'io.statefun.endpoints.v1/module');
  assert.equal(first.module, resolve('apps/shop/functions.ts'));
  const { workers, batchMessagesMax, callMs } = first;
  assert.deepEqual(
    { workers, batchMessagesMax, callMs },
    { workers: 1, batchMessagesMax: 1000, callMs: 120_000 },
  );
});

test('functions in Lambda: every field, and URLs that fit the transport only', () => {
  const lambda = (fields: string, url = 'lambda://shop-{function.name}/live') =>
    `functions: a/*\nurlPathTemplate: ${url}\ntransport: {type: io.statefun.transports.v1/lambda${fields}}`;
  const { transport } = componentOf<HttpEndpointComponent>(
    V2,
    lambda(
      ', call: 10s, connect: 1s, pool_size: 7, account: "123456789012", region: {type: specific, id: eu-west-1}, credentials: {type: profile, profileName: shop}',
    ),
  );
  assert.deepEqual(transport, {
    type: 'io.statefun.transports.v1/lambda',
    callMs: 10_000,
    connectMs: 1_000,
    poolSize: 7,
    account: '123456789012',
    region: { type: 'specific', id: 'eu-west-1' },
    credentials: { type: 'profile', profileName: 'shop' },
  });
  assert.match(
    mistake(V2, lambda('', 'https://h/')),
    /^2:18 spec\.urlPathTemplate: the transport calls URLs of lambda: correct the scheme, or name another transport/,
  );
  assert.match(
    mistake(V2, 'functions: a/*\nurlPathTemplate: lambda://f'),
    /the transport calls URLs of http, https/,
  );
  assert.match(mistake(V2, lambda(', account: shop')), /expected the id of an account: 12 digits/);
});
