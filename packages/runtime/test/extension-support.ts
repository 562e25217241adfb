// Applications with an extension that is made in a test.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  byteTransport,
  choice,
  defineEgress,
  defineExtension,
  defineIngress,
  defineTransport,
  integer,
  text,
} from '@statefun-ts/extension';
import type { Egress, Extension, Ingress, Transport } from '@statefun-ts/extension';
import { parseModule } from '@statefun-ts/module';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import type { Runtime } from '../src/index.ts';
import { createRegistry } from '../src/registry.ts';
import { countingFunction, put, start, take, temporaryDirectory } from './support.ts';

export const NAME = './own.ts';
export const NO_VARIABLES = { env: {}, readFile: () => '' };

export const registryOf = (extension: Extension) =>
  createRegistry({}, [{ ...extension, name: NAME, url: `file:///${NAME}` }]);

export const parse = (extension: Extension, yaml: string) => {
  const { kinds } = registryOf(extension);
  const { module, problems } = parseModule([{ file: 'module.yaml', text: yaml }], NO_VARIABLES, kinds);
  const shown = problems.map(
    ({ origin, severity, code, message, hint }) =>
      `${origin.line}:${origin.column} ${severity} ${code} ${message}${hint ? ` (${hint})` : ''}`,
  );
  return { module, problems: shown };
};

/** What went to the log of an application, and the application. */
export interface Application {
  readonly runtime: Runtime;
  readonly log: readonly string[];
}

export async function run(
  t: TestContext,
  extension: Extension,
  yaml: string,
  ready = start,
): Promise<Application> {
  const log: string[] = [];
  const { module, problems } = parse(extension, yaml);
  assert.ok(module, problems.join('\n'));
  const observer = { log: (level: string, message: string) => void log.push(`${level} ${message}`) };
  const dataDir = await temporaryDirectory(t);
  const limits = { backoffMaxMs: 50 };
  const runtime = await ready(t, { module, registry: registryOf(extension), dataDir, observer, limits });
  return { runtime, log };
}

export const PLAYGROUND = `
---
kind: io.statefun.playground.v1/ingress
spec: {port: 0}
---
kind: io.statefun.playground.v1/egress
spec: {port: 0, topics: [counts]}
`;
export const ENDPOINT = `
kind: io.statefun.endpoints.v2/http
spec:
  functions: example/*
  urlPathTemplate: own://somewhere/{function.name}
  transport:
    type: com.example/own
${PLAYGROUND}`;
export const INGRESS = `${ENDPOINT}
---
kind: com.example.v1/ingress
spec: {id: example/in}
`;
export const EGRESS = `${ENDPOINT}
---
kind: com.example.v1/egress
spec: {id: io.statefun.playground/egress2}
`;

/** The counting function, called without a network. */
export const counting = (): Transport =>
  byteTransport({
    send: (request) => {
      const { invocation } = toFunctionCodec.decode(request);
      assert.ok(invocation);
      return Promise.resolve(fromFunctionCodec.encode(countingFunction(invocation)));
    },
  });

export const transportOf = (create: () => Transport | Promise<Transport>) =>
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

export const withTransport = (create: () => Transport | Promise<Transport>): Extension =>
  defineExtension({ apiVersion: 1, transports: [transportOf(create)] });

/** An ingress that does nothing but what it is given. */
export const withIngress = (methods: Partial<Ingress>): Extension => ({
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
export const withEgress = (methods: Partial<Egress>): Extension => ({
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
export async function works({ runtime }: Application, id = 'Ada'): Promise<void> {
  assert.equal(await put(runtime, id), 200);
  assert.equal(await take(runtime), `${id} 1`);
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const problemsOf = ({ runtime }: Application): string =>
  Object.values(runtime.status().problems)
    .map((problem) => JSON.stringify(problem))
    .join('\n');
