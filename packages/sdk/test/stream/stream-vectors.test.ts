// The vectors of streams that the SDKs of all languages share: conformance/vectors/README.md.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import express from 'express';
import fastify from 'fastify';
import { FrameType, decodeError } from '@statefun-ts/protocol';
import * as compat from '../../src/compat/index.ts';
import * as sdk from '../../src/index.ts';
import type { Said } from './stream-client.ts';
import { StreamClient } from './stream-client.ts';

interface Vector {
  readonly name: string;
  readonly says: string;
  readonly runtime: string;
  readonly service: readonly {
    type: 'reply' | 'error' | 'pong';
    call: number;
    payload?: string;
    status?: number;
  }[];
  readonly outcome: 'open' | 'cut';
}

const url = new URL('../../../../conformance/vectors/stream.json', import.meta.url);
const vectors = JSON.parse(readFileSync(url, 'utf8')) as readonly Vector[];

const functionsOf = createRequire(import.meta.url)('../fixtures/vector-functions.cjs') as (
  api: unknown,
) => sdk.StateFun;

const serviceOf = (api: Pick<typeof sdk, 'StateFun'>): sdk.StateFun => {
  class Quiet extends api.StateFun {
    constructor() {
      super({ onError: () => {} });
    }
  }
  return functionsOf({ ...api, StateFun: Quiet });
};

/** Everything that serves streams. */
const LISTENERS: Readonly<Record<string, () => Promise<RequestListener> | RequestListener>> = {
  'Node’s server': () => serviceOf(sdk).handler(),
  'Node’s server with the compatible API': () => serviceOf(compat as unknown as typeof sdk).handler(),
  Express: () => express().use(express.json()).post('/statefun', serviceOf(sdk).handler()),
  Fastify: async () => {
    const app = fastify();
    app.register(serviceOf(sdk).fastifyPlugin(), { prefix: '/statefun' });
    await app.ready();
    return (request, response) => app.routing(request, response);
  },
};

/** A frame as the vectors have it. */
const described = ({ type, call, payload }: Said) => {
  if (type === FrameType.reply) return { type: 'reply', call, payload: payload.toString('hex') };
  if (type === FrameType.error) return { type: 'error', call, status: decodeError(payload).status };
  return { type: type === FrameType.pong ? 'pong' : `${type}`, call, payload: payload.toString('hex') };
};

const sorted = (frames: readonly { readonly call: number }[]) => frames.toSorted((a, b) => a.call - b.call);

for (const [name, listenerOf] of Object.entries(LISTENERS)) {
  describe(name, async () => {
    for (const { name: title, says, runtime, service, outcome } of vectors) {
      for (const step of [Infinity, 1]) {
        test(`${title}${step === 1 ? ', byte by byte' : ''}`, async (t) => {
          const server = createServer(await listenerOf());
          t.after(() => server.close());
          await once(server.listen(0, '127.0.0.1'), 'listening');
          const client = new StreamClient(
            `http://127.0.0.1:${(server.address() as AddressInfo).port}/statefun`,
          );
          t.after(() => client.destroy());
          await client.until(() => client.said.length > 0);
          const bytes = Buffer.from(runtime, 'hex');
          for (let at = 0; at < bytes.length && !client.isCut; at += step)
            void client.write(bytes.subarray(at, at + step));
          if (outcome === 'cut') {
            await client.until(() => client.isCut);
            return;
          }
          await client.until(() => client.said.length > service.length);
          client.end();
          await client.until(() => client.isEnded);
          assert.deepEqual(sorted(client.said.slice(1).map(described)), sorted(service), says);
        });
      }
    }
  });
}
