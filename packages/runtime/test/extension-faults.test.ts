// Extensions: what they do wrong is named, and harms nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineEgress, defineIngress, deliveringEgress, text } from '@statefun-ts/extension';
import type { Egress, Extension, Ingress, Transport } from '@statefun-ts/extension';
import { put, startUnready } from './support.ts';
import {
  NAME,
  parse,
  run,
  ENDPOINT,
  INGRESS,
  EGRESS,
  counting,
  withTransport,
  withIngress,
  withEgress,
  works,
  until,
  problemsOf,
} from './extension-support.ts';

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

for (const [what, wanted] of [
  ['no number', () => Number.NaN],
  ['no calls at all', () => 0],
  ['words', () => 'many' as never],
  [
    'nothing that it could say',
    () => {
      throw new Error('kaputt');
    },
  ],
] as const) {
  test(`a transport that wants ${what} is called all the same`, async (t) => {
    const extension = withTransport(() => ({
      ...counting(),
      get callsWanted() {
        return wanted();
      },
    }));
    const application = await run(t, extension, ENDPOINT);
    await works(application);
    assert.deepEqual(
      application.log.filter((line) => line.includes('as many calls as there may be')).length,
      1,
    );
    assert.match(application.log.join('\n'), /^warn The transport com\.example\/own .*\.\/own\.ts failed: /m);
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
    'partition gets offsets that do not grow',
    {
      start: (sink) => {
        const routing = { targets: ['no/body'], valueType: 'a/b' };
        const partition = sink.openPartition('p', { identity: 'i', startOffset: 5, routing });
        const record = (offset: number) => ({ offset, id: 'a', value: Buffer.of() });
        partition.push([3, 4, 5, 7].map(record));
        partition.skipTo(9, 0);
        partition.push([record(2), record(8)]);
        return Promise.resolve();
      },
    },
  ],
  [
    'partition has a name without end',
    {
      start: (sink) => {
        const routing = { targets: ['example/counter'], valueType: 'a/b' };
        sink.openPartition('p'.repeat(100_000), { identity: 'i', startOffset: 0, routing });
        return Promise.resolve();
      },
    },
  ],
  [
    'value is more than the engine takes',
    {
      start: (sink) => {
        const target = { namespace: 'example', type: 'counter', id: 'a' };
        return sink.accept(target, { typename: 'a/b', hasValue: true, value: new Uint8Array(2 ** 26) });
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
    assert.match(problemsOf(application), /kaputt|must be|is the limit/);
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
