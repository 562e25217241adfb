// Extensions: what they bring works as the built-in kinds do; what they do wrong is named, and harms nobody else.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import {
  byteTransport,
  choice,
  defineEgress,
  defineEndpoint,
  defineExtension,
  defineIngress,
  defineTransport,
  deliveringEgress,
  integer,
  text,
} from '@statefun-ts/extension';
import type { Egress, Extension, Ingress, IngressSink, Listening, Transport } from '@statefun-ts/extension';
import { moduleJsonSchema, parseModule } from '@statefun-ts/module';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import type { Runtime } from '../src/index.ts';
import { createRegistry } from '../src/registry.ts';
import { countingFunction, put, start, startUnready, take, temporaryDirectory } from './support.ts';

const NAME = './own.ts';
const NO_VARIABLES = { env: {}, readFile: () => '' };

const registryOf = (extension: Extension) => createRegistry({}, [{ ...extension, name: NAME }]);

const parse = (extension: Extension, yaml: string) => {
  const { kinds } = registryOf(extension);
  const { module, problems } = parseModule([{ file: 'module.yaml', text: yaml }], NO_VARIABLES, kinds);
  const shown = problems.map(
    ({ origin, severity, code, message, hint }) =>
      `${origin.line}:${origin.column} ${severity} ${code} ${message}${hint ? ` (${hint})` : ''}`,
  );
  return { module, problems: shown };
};

/** What went to the log of an application, and the application. */
interface Application {
  readonly runtime: Runtime;
  readonly log: readonly string[];
}

async function run(t: TestContext, extension: Extension, yaml: string, ready = start): Promise<Application> {
  const log: string[] = [];
  const { module, problems } = parse(extension, yaml);
  assert.ok(module, problems.join('\n'));
  const observer = { log: (level: string, message: string) => void log.push(`${level} ${message}`) };
  const dataDir = await temporaryDirectory(t);
  const limits = { backoffMaxMs: 50 };
  const runtime = await ready(t, { module, registry: registryOf(extension), dataDir, observer, limits });
  return { runtime, log };
}

const PLAYGROUND = `
---
kind: io.statefun.playground.v1/ingress
spec: {port: 0}
---
kind: io.statefun.playground.v1/egress
spec: {port: 0, topics: [counts]}
`;
const ENDPOINT = `
kind: io.statefun.endpoints.v2/http
spec:
  functions: example/*
  urlPathTemplate: own://somewhere/{function.name}
  transport:
    type: com.example/own
${PLAYGROUND}`;
const INGRESS = `${ENDPOINT}
---
kind: com.example.v1/ingress
spec: {id: example/in}
`;
const EGRESS = `${ENDPOINT}
---
kind: com.example.v1/egress
spec: {id: io.statefun.playground/egress2}
`;

/** The counting function, called without a network. */
const counting = (): Transport =>
  byteTransport({
    send: (request) => {
      const { invocation } = toFunctionCodec.decode(request);
      assert.ok(invocation);
      return Promise.resolve(fromFunctionCodec.encode(countingFunction(invocation)));
    },
  });

const transportOf = (create: () => Transport | Promise<Transport>) =>
  defineTransport({
    type: 'com.example/own',
    summary: 'A transport.',
    urlSchemes: ['own'],
    fields: {
      servers: integer(1, 9).prefault(1).describe('How many.'),
      mode: choice('fast', 'safe').optional(),
      password: text('a password').optional(),
    },
    create,
  });

const withTransport = (create: () => Transport | Promise<Transport>): Extension =>
  defineExtension({ apiVersion: 1, transports: [transportOf(create)] });

/** An ingress that does nothing but what it is given. */
const withIngress = (methods: Partial<Ingress>): Extension => ({
  ...withTransport(counting),
  components: [
    defineIngress({
      kind: 'com.example.v1/ingress',
      summary: 'An ingress.',
      fields: {},
      create: ({ id }) => ({
        id,
        start: () => Promise.resolve(),
        pause: () => {},
        resume: () => {},
        stop: () => Promise.resolve(),
        ...methods,
      }),
    }),
  ],
});

/** Beside the playground; functions don't send to it. */
const withEgress = (methods: Partial<Egress>): Extension => ({
  ...withTransport(counting),
  components: [
    defineEgress({
      kind: 'com.example.v1/egress',
      summary: 'An egress.',
      fields: {},
      create: ({ id }) => ({
        id,
        delivery: 'durable',
        backlogBytesMax: 0,
        admit: ({ value }) => ({ ok: true, channel: '', record: value }),
        start: () => Promise.resolve(),
        wake: () => {},
        stop: () => Promise.resolve(),
        ...methods,
      }),
    }),
  ],
});

/** The rest of the application works. */
async function works({ runtime }: Application, id = 'Ada'): Promise<void> {
  assert.equal(await put(runtime, id), 200);
  assert.equal(await take(runtime), `${id} 1`);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const problemsOf = ({ runtime }: Application): string =>
  Object.values(runtime.status().problems)
    .map((problem) => JSON.stringify(problem))
    .join('\n');

// ---------------------------------------------------------------------------------------- what works

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
        { ...again, name: './a.ts' },
        { ...again, name: './b.ts' },
      ]),
    /The extension \.\/b\.ts can't be used\. The transport com\.example\/own comes from \.\/a\.ts, too/,
  );
});

// ------------------------------------------------------------------------------------- what goes wrong

/** An asynchronous method where a synchronous one belongs, as JavaScript allows. */
const rejects = (() => Promise.reject(new Error('kaputt'))) as unknown as () => void;

test('a schema that throws is a problem of the component, with its place', () => {
  const broken: Extension = {
    apiVersion: 1,
    components: [
      defineIngress({
        kind: 'com.example.v1/ingress',
        summary: 'An ingress.',
        fields: {
          id: text('an id').transform(() => {
            throw new RangeError('oops');
          }),
        },
        create: () => assert.fail(),
      }),
    ],
  };
  const yaml = `kind: com.example.v1/ingress\nspec: {id: a/b}\n`;
  assert.match(
    parse(broken, yaml).problems.join(),
    /^1:1 error STATEFUN_EXTENSION_FAILED The extension \.\/own\.ts failed at this component: RangeError: oops/,
  );
});

test('a component that can not be made keeps the application from starting, and is named', async (t) => {
  const failing = withTransport(() => {
    throw new Error('no licence');
  });
  await assert.rejects(
    run(t, failing, ENDPOINT),
    /The transport com\.example\/own of the endpoint at module\.yaml:2:1 of the extension \.\/own\.ts failed: no licence/,
  );
  const none = withTransport(() => ({}) as Transport);
  await assert.rejects(run(t, none, ENDPOINT), /made no transport, which has call and close/);
  const other = withIngress({ id: 'someone/else' });
  await assert.rejects(run(t, other, INGRESS), /The ingress example\/in .*calls itself someone\/else/);
  const half = withEgress({ wake: 5 as never });
  await assert.rejects(run(t, half, EGRESS), /The egress io\.statefun\.playground\/egress2 .*lacks wake/);
});

for (const [what, misbehave, says] of [
  [
    'throws',
    () => {
      throw new Error('kaputt');
    },
    'kaputt',
  ],
  ['rejects', () => Promise.reject(new Error('kaputt')), 'kaputt'],
  ['rejects with no error', () => Promise.reject('kaputt'), 'kaputt'],
  ['never answers', () => new Promise(() => {}), 'has not ended after'],
  ['answers nonsense', () => Promise.resolve({ invocationResult: { stateMutations: 7 } }), 'no FromFunction'],
  ['answers nothing', () => Promise.resolve(undefined), 'no FromFunction'],
] as const) {
  test(`a transport whose call ${what}: the call is made again, and nothing is lost`, async (t) => {
    let calls = 0;
    const inner = counting();
    const extension = withTransport(() => ({
      call: (request, budgetMs) => (++calls <= 2 ? (misbehave() as never) : inner.call(request, budgetMs)),
      close: () => inner.close(),
    }));
    const application = await run(
      t,
      extension,
      ENDPOINT.replace('com.example/own', 'com.example/own\n    call: 1s'),
    );
    await works(application);
    if (what === 'throws') assert.ok(calls > 2);
    const named = application.log.filter((line) => line.includes(says) && line.includes(NAME));
    assert.ok(calls > 2 || named.length > 0, application.log.join('\n'));
  });
}

test('a transport whose close never ends does not keep the application from its end', async (t) => {
  const extension = withTransport(() => ({ ...counting(), close: () => new Promise(() => {}) }));
  const application = await run(t, extension, ENDPOINT);
  await works(application);
  await application.runtime.stop();
  const line = application.log.find((each) => each.includes('has not ended after'));
  assert.match(
    line ?? '',
    /^warn The transport com\.example\/own .*\.\/own\.ts failed: it has not ended after 5000 ms/,
  );
});

test('an ingress that neither starts nor stops keeps nothing else from it', async (t) => {
  const never = () => new Promise<void>(() => {});
  const application = await run(t, withIngress({ start: never, stop: never }), INGRESS, startUnready);
  await works(application);
  assert.equal(application.runtime.status().ready, false);
  await application.runtime.stop();
  assert.match(application.log.join('\n'), /warn The ingress example\/in .*has not ended after 5000 ms/);
});

for (const [what, methods] of [
  [
    'start throws',
    {
      start: () => {
        throw new Error('kaputt');
      },
    },
  ],
  ['start rejects', { start: () => Promise.reject(new Error('kaputt')) }],
  [
    'start hands over nonsense',
    {
      start: async (sink) => {
        await sink.accept({ id: 5 } as never, {} as never).catch(() => {
          throw new Error('kaputt');
        });
      },
    },
  ],
  [
    'partition gets nonsense',
    {
      start: (sink) => {
        const routing = { targets: ['example/counter'], valueType: 'a/b' };
        sink
          .openPartition('p', { identity: 'i', startOffset: 0, routing })
          .push([{ offset: -1, id: 'a', value: 'kaputt' as never }]);
        return Promise.resolve();
      },
    },
  ],
  [
    'says so itself',
    {
      start: (sink) => {
        sink.fail(new Error('kaputt'));
        return Promise.resolve();
      },
    },
  ],
  ['committed rejects later', { committed: rejects }],
  [
    'committed throws',
    {
      committed: () => {
        throw new Error('kaputt');
      },
    },
  ],
] as [string, Partial<Ingress>][]) {
  test(`an ingress whose ${what} is named in the status, and the rest goes on`, async (t) => {
    const application = await run(t, withIngress(methods), INGRESS, startUnready);
    await works(application);
    await until(() => problemsOf(application).includes('example/in'));
    assert.match(problemsOf(application), /kaputt|must be/);
    assert.equal(application.runtime.status().ready, false);
    await application.runtime.stop();
  });
}

for (const [what, methods] of [
  [
    'start throws',
    {
      start: () => {
        throw new Error('kaputt');
      },
    },
  ],
  ['start rejects', { start: () => Promise.reject(new Error('kaputt')) }],
  [
    'wake throws',
    {
      wake: () => {
        throw new Error('kaputt');
      },
    },
  ],
  ['wake rejects later', { wake: rejects }],
] as [string, Partial<Egress>][]) {
  test(`an egress whose ${what} is named in the status, and the rest goes on`, async (t) => {
    const application = await run(t, withEgress(methods), EGRESS, startUnready);
    await works(application);
    await until(() => problemsOf(application).includes('egress2'));
    assert.match(problemsOf(application), /\.\/own\.ts failed: kaputt/);
    await application.runtime.stop();
  });
}

for (const [what, admit] of [
  [
    'throws',
    () => {
      throw new Error('kaputt');
    },
  ],
  ['answers with a promise', () => Promise.resolve({ ok: true })],
  ['makes no bytes', () => ({ ok: true, channel: '', record: 'text' })],
  ['has no reason', () => ({ ok: false })],
] as const) {
  test(`an egress whose admit ${what} makes a dead letter of the record`, async (t) => {
    const extension = withEgress({ admit: admit as never });
    const yaml = EGRESS.replace('io.statefun.playground/egress2', 'io.statefun.playground/egress').replace(
      /kind: io\.statefun\.playground\.v1\/egress\nspec: .*\n/,
      'kind: com.example.v1/ignored\nspec: {id: a/b}\n',
    );
    const withIgnored: Extension = {
      ...extension,
      components: [
        ...(extension.components ?? []),
        defineEgress({
          kind: 'com.example.v1/ignored',
          summary: 'An egress.',
          fields: {},
          create: ({ id }) => deliveringEgress({ id, admit: () => assert.fail(), send: () => assert.fail() }),
        }),
      ],
    };
    const { runtime } = await run(t, withIgnored, yaml);
    assert.equal(await put(runtime, 'Ada'), 200);
    let deadLetters = '';
    while (!deadLetters.includes('Ada'))
      deadLetters = await (await fetch(`${runtime.urls['admin']}/dead-letters`)).text();
    assert.match(deadLetters, /The egress io\.statefun\.playground\/egress .*\.\/own\.ts failed/);
  });
}
