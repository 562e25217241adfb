import type { Boundary } from './boundary.ts';
import type { Guarded } from './starting.ts';

/** Is what was made a connector at all, and the one that was asked for? Throws `STATEFUN_EXTENSION_FAILED`. */
export function checkConnector<T extends { readonly id: string }>(
  connector: T,
  { id, title }: Guarded,
  methods: readonly (keyof T & string)[],
  boundary: Boundary,
): void {
  const missing = methods.filter((method) => typeof connector?.[method] !== 'function');
  if (missing.length > 0)
    throw boundary.failure(title, new TypeError(`what was created lacks ${missing.join(', ')}`));
  if (connector.id !== id)
    throw boundary.failure(title, new TypeError(`what was created calls itself ${String(connector.id)}`));
}
