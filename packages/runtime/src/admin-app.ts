import { getRequestListener } from '@hono/node-server';
import type { Shard } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { Hono } from 'hono';
import type { RequestListener } from 'node:http';
import { deadLetterJson } from './dead-letter-json.ts';
import { createMetrics } from './metrics.ts';

/** Who answers: tools compare it, so as not to talk to another application. */
export interface Identity {
  readonly name: string;
  readonly version: string;
  readonly pid: number;
  /** Absolute. */
  readonly dataDir: string;
}

const DEAD_LETTERS_DEFAULT = 100;
const DEAD_LETTERS_MAX = 1000;

/** The admin API. It only reads, and all that it shows is durable. */
export function createAdminListener(identity: Identity, shard: Shard): RequestListener {
  const app = new Hono();
  const metrics = createMetrics({ engine: () => shard.engine, status: () => shard.status() });

  app.get('/healthz', (context) => context.json({ live: true, ...identity }));

  app.get('/readyz', (context) => {
    const status = shard.status();
    return context.json(status, status.ready ? 200 : 503);
  });

  app.get('/metrics', async (context) =>
    context.body(await metrics.metrics(), 200, { 'Content-Type': metrics.contentType }),
  );

  app.get('/dead-letters', async (context) => {
    const limit = Number(context.req.query('limit') ?? DEAD_LETTERS_DEFAULT);
    if (!Number.isInteger(limit) || limit < 1 || limit > DEAD_LETTERS_MAX) {
      return context.json({ error: `limit must be a whole number from 1 to ${DEAD_LETTERS_MAX}` }, 400);
    }
    const letters = await shard.deadLetters(context.req.query('after'), limit);
    return context.json({ deadLetters: letters.map(deadLetterJson) });
  });

  app.notFound((context) =>
    context.json(
      { error: 'There is /healthz, /readyz, /metrics and /dead-letters?after=ID&limit=N here.' },
      404,
    ),
  );

  app.onError((error, context) => {
    const code = error instanceof StatefunError ? error.code : 'STATEFUN_INTERNAL';
    return context.json({ code, error: error.message }, code === 'STATEFUN_ENGINE_UNAVAILABLE' ? 503 : 500);
  });

  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return (request, response) => void listener(request, response);
}
