import type { Component } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';

/** Throws `STATEFUN_EXTENSION_INVALID` when a component can't go to another thread. `what` is a subject. */
export function requirePlainData(what: string, component: Component): void {
  try {
    structuredClone(component);
  } catch (cause) {
    const why = `${what} can't go to another thread: ${(cause as Error).message}`;
    const message = `${why} Let the kind ${component.kind} make plain data of its fields.`;
    throw new StatefunError('STATEFUN_EXTENSION_INVALID', message, { cause });
  }
}
