// Extensions: what they bring works as the built-in kinds do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defineEgress,
  defineEndpoint,
  defineExtension,
  defineIngress,
  deliveringEgress,
  text,
} from '@statefun-ts/extension';
import type { Extension, Ingress, IngressSink, Listening } from '@statefun-ts/extension';
import { moduleJsonSchema } from '@statefun-ts/module';
import { createRegistry } from '../src/registry.ts';
import {
  registryOf,
  parse,
  run,
  ENDPOINT,
  INGRESS,
  counting,
  transportOf,
  withTransport,
  withIngress,
  works,
  until,
} from './extension-support.ts';

test('a transport, an endpoint, an ingress and an egress of one’s own', async (t) => {
  const delivered: string[] = [];
  let sink: IngressSink | undefined;
  const extension = defineExtension({
    apiVersion: 1,
    transports: [transportOf(counting)],
    components: [
      ...(withIngress({
        start: (given) => {
          sink = given;
          const partition = given.openPartition('orders', {
            identity: 'one',
            startOffset: 5,
            routing: { targets: ['local/counter'], valueType: 'io.statefun.types/string' },
          });
          partition.push([5, 6, 9].map((offset) => ({ offset, id: `o${offset}`, value: Buffer.of(1) })));
          return Promise.resolve();
        },
      }).components ?? []),
      defineEndpoint({
        kind: 'com.example.v1/local',
        summary: 'Functions that are near.',
        fields: {},
        create: counting,
      }),
      defineEgress({
        kind: 'com.example.v1/egress',
        summary: 'An egress.',
        fields: { prefix: text('a text').prefault('>') },
        create: ({ id, prefix }) =>
          deliveringEgress({
            id,
            admit: ({ value }) => ({ channel: 'all', record: value }),
            send: (records) => {
              for (const { bytes } of records) delivered.push(`${prefix} ${Buffer.from(bytes).toString()}`);
              return Promise.resolve();
            },
          }),
      }),
    ],
  });
  const yaml = `
kind: com.example.v1/local
spec: {functions: local/*, call: 5s}
---
kind: com.example.v1/ingress
spec: {id: example/in}
---
kind: com.example.v1/egress
spec: {id: io.statefun.playground/egress, prefix: "="}
`;
  await run(t, extension, yaml);
  await until(() => delivered.length === 3);
  assert.deepEqual(delivered.map((record) => /^= .*payload":"(.*)"/.exec(record)?.[1] ?? record).toSorted(), [
    'o5 1',
    'o6 1',
    'o9 1',
  ]);
  await sink?.accept(
    { namespace: 'local', type: 'counter', id: 'late' },
    { typename: 'io.statefun.types/string', hasValue: true, value: Buffer.of() },
  );
  await until(() => delivered.length === 4);
});

test('mistakes in a component of an extension are told as those of built-in ones', () => {
  const yaml = ENDPOINT.replace(
    'type: com.example/own',
    'type: com.example/own\n    servers: 12\n    mod: fast\n    password: [x]',
  );
  assert.deepEqual(parse(withTransport(counting), yaml).problems, [
    '8:14 error STATEFUN_MODULE_VALUE_INVALID spec.transport.servers: expected a whole number from 1 to 9, found "12".',
    '9:5 warning STATEFUN_MODULE_FIELD_UNKNOWN spec.transport.mod is not a field that is known here; it is ignored. (did you mean mode?)',
    '10:15 error STATEFUN_MODULE_VALUE_INVALID spec.transport.password: expected a password, found a list.',
  ]);
  const twice = `${ENDPOINT}\n---\nkind: com.example.v1/ingres\nspec: {id: a/b}\n`;
  assert.match(parse(withIngress({}), twice).problems.join(), /did you mean com\.example\.v1\/ingress\?/);
  const other = ENDPOINT.replace('own://', 'https://');
  assert.match(
    parse(withTransport(counting), other).problems.join(),
    /^5:20 error STATEFUN_MODULE_CONFLICT spec\.urlPathTemplate: the transport calls URLs of own/,
  );
  assert.match(
    parse(withTransport(counting), ENDPOINT.replace('com.example/own', 'com.example/owm')).problems.join(),
    /expected one of .*com\.example\/own.*did you mean com\.example\/own\?/,
  );
});

test('editors learn of the kinds and transports of an extension', () => {
  const schema = JSON.stringify(moduleJsonSchema(registryOf(withIngress({})).kinds));
  for (const known of [
    'com.example.v1/ingress',
    'com.example/own',
    'How many.',
    'io.statefun.kafka.v1/ingress',
  ])
    assert.ok(schema.includes(known), known);
});

test('an ingress with a port of its own is bound before it starts, shown, and freed', async (t) => {
  const events: string[] = [];
  let isListening = false;
  const port: Listening = {
    get url() {
      if (!isListening) throw new Error('it does not listen');
      return 'http://127.0.0.1:1';
    },
    listen: () => {
      isListening = true;
      events.push('listen');
      return Promise.resolve();
    },
    close: () => {
      events.push('close');
      return Promise.resolve();
    },
  };
  const started = () => {
    events.push('start');
    return Promise.resolve();
  };
  const stopped = () => {
    events.push('stop');
    return Promise.resolve();
  };
  const plain: Ingress = {
    id: 'example/in',
    start: started,
    pause: () => {},
    resume: () => {},
    stop: stopped,
  };
  const whole: Extension = {
    ...withTransport(counting),
    components: [
      defineIngress({
        kind: 'com.example.v1/ingress',
        summary: 'An ingress.',
        fields: {},
        create: () => Object.defineProperties(plain, Object.getOwnPropertyDescriptors(port)),
      }),
    ],
  };
  const application = await run(t, whole, INGRESS);
  assert.equal(application.runtime.urls['example/in'], 'http://127.0.0.1:1');
  await works(application);
  await application.runtime.stop();
  assert.deepEqual(events, ['listen', 'start', 'stop', 'close']);
});

test('a definition that a function makes is checked, too', () => {
  const broken = (make: () => unknown): Extension => ({ apiVersion: 1, components: [make as never] });
  const fails = (): never => {
    throw new Error('kaputt');
  };
  assert.throws(() => registryOf(broken(fails)), /A definition of the extension \.\/own\.ts failed: kaputt/);
  assert.throws(
    () => registryOf(broken(() => ({ kind: 'a/b' }))),
    /\.\/own\.ts can't be used\. role: must be/,
  );
});

test('an extension can not take the place of what is there', () => {
  const again: Extension = { apiVersion: 1, transports: [transportOf(counting)] };
  assert.throws(
    () =>
      createRegistry({}, [
        { ...again, name: './a.ts', url: 'file:///a.ts' },
        { ...again, name: './b.ts', url: 'file:///b.ts' },
      ]),
    /The extension \.\/b\.ts can't be used\. The transport com\.example\/own comes from \.\/a\.ts, too/,
  );
});
