import type { Observer } from '@statefun-ts/engine';
import type { Boundary } from './boundary.ts';

type Level = Parameters<Observer['log']>[0];

const LEVELS: ReadonlySet<unknown> = new Set<Level>(['debug', 'info', 'warn', 'error']);

/** A log is not for what takes memory. */
const TEXT_LENGTH_MAX = 10_000;

/** The log, for an extension: each line says whose it is. What comes of it is plain data. */
export const guardObserver = (observer: Observer, boundary: Boundary): Observer => ({
  log: (level, message, fields) =>
    observer.log(LEVELS.has(level) ? level : 'info', cut(message), {
      ...plainFields(fields),
      extension: boundary.name,
    }),
});

const cut = (value: unknown): string => {
  const text = String(value);
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
};

const plainFields = (fields: unknown): Readonly<Record<string, unknown>> =>
  typeof fields === 'object' && fields !== null
    ? Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)]))
    : {};

/** As it is in the log, where it is JSON. */
function plain(value: unknown): unknown {
  if (value instanceof Error)
    return { type: cut(value.name), message: cut(value.message), stack: cut(value.stack) };
  try {
    const text = JSON.stringify(value);
    return text.length > TEXT_LENGTH_MAX ? cut(text) : (JSON.parse(text) as unknown);
  } catch {
    return cut(value);
  }
}
