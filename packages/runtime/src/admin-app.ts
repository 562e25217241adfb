import { getRequestListener } from '@hono/node-server';
import type { ShardStatus } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { Hono } from 'hono';
import type { RequestListener } from 'node:http';
import type { DeadLetterJson } from './dead-letter-json.ts';
import { createEngineMetrics } from './metrics/engine-metrics.ts';
import { exposition } from './metrics/exposition.ts';
import { functionFamilies } from './metrics/function-families.ts';
import { originalFamilies } from './metrics/original-families.ts';
import type { ShardFigures } from './shards/shard-host.ts';

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

/** What the admin API tells of. */
export interface Administered {
  status(): ShardStatus;
  /** Of all shards together. */
  figures(): Promise<ShardFigures>;
  /** Durable ones, in order, after the given id. */
  deadLetters(after: string | undefined, limit: number): Promise<DeadLetterJson[]>;
}

/** The admin API. It only reads, and all that it shows is durable. */
export function createAdminListener(identity: Identity, runtime: Administered): RequestListener {
  const app = new Hono();
  let figures: ShardFigures = { engine: undefined, functions: new Map() };
  const engineMetrics = createEngineMetrics({
    engine: () => figures.engine,
    isReady: () => runtime.status().ready,
  });

  app.get('/healthz', (context) => context.json({ live: true, ...identity }));

  app.get('/readyz', (context) => {
    const status = runtime.status();
    return context.json(status, status.ready ? 200 : 503);
  });

  app.get('/metrics', async (context) => {
    figures = await runtime.figures();
    const { engine, functions } = figures;
    const backlogs = new Map(engine?.types.map(({ type, queuedMessages }) => [type, queuedMessages]));
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
    const letters = await runtime.deadLetters(context.req.query('after'), limit);
    return context.json({ deadLetters: letters });
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
