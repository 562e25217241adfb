import type { Component } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';

/** Throws `STATEFUN_EXTENSION_INVALID` when a component can't go to another thread, with its place. */
export function requirePlainData(components: readonly Component[]): void {
  for (const component of components) {
    try {
      structuredClone(component);
    } catch (error) {
      const { kind, origin } = component;
      throw new StatefunError(
        'STATEFUN_EXTENSION_INVALID',
        `The component at ${origin.file}:${origin.line}:${origin.column}, of the kind ${kind}, can't go to another thread: ` +
          `${(error as Error).message} Let its kind make plain data of the fields.`,
        { cause: error },
      );
    }
  }
}
