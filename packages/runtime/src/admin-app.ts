import { getRequestListener } from '@hono/node-server';
import type { Shard } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { Hono } from 'hono';
import type { RequestListener } from 'node:http';
import { deadLetterJson } from './dead-letter-json.ts';
import { createEngineMetrics } from './metrics/engine-metrics.ts';
import { exposition } from './metrics/exposition.ts';
import { functionFamilies } from './metrics/function-families.ts';
import type { FunctionMetrics } from './metrics/function-metrics.ts';
import { originalFamilies } from './metrics/original-families.ts';

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
export function createAdminListener(
  identity: Identity,
  shard: Shard,
  functions: FunctionMetrics,
): RequestListener {
  const app = new Hono();
  const engineMetrics = createEngineMetrics({ engine: () => shard.engine, status: () => shard.status() });

  app.get('/healthz', (context) => context.json({ live: true, ...identity }));

  app.get('/readyz', (context) => {
    const status = shard.status();
    return context.json(status, status.ready ? 200 : 503);
  });

  app.get('/metrics', async (context) => {
    const types = [...(shard.engine?.types ?? [])];
    const backlogs = new Map(types.map((type) => [`${type.namespace}/${type.name}`, type.queuedMessages]));
    const original = originalFamilies(functions, identity.name, backlogs);
    const families = [...functionFamilies(functions), ...original];
    const text = `${await engineMetrics.metrics()}${exposition(families)}`;
    return context.body(text, 200, { 'Content-Type': engineMetrics.contentType });
  });

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
