import type { Observer } from '@statefun-ts/engine';
import type { Boundary } from './boundary.ts';

/** The log, for an extension: each line says whose it is. */
export const guardObserver = (observer: Observer, boundary: Boundary): Observer => ({
  log: (level, message, fields) =>
    observer.log(level, String(message), { ...fields, extension: boundary.name }),
});
