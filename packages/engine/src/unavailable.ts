import { StatefunError } from '@statefun-ts/protocol';

/** What callers hear while no engine is at work. */
export const unavailable = (): StatefunError =>
  new StatefunError(
    'STATEFUN_ENGINE_UNAVAILABLE',
    'The runtime is starting, recovering or stopping; try again in a moment',
  );
