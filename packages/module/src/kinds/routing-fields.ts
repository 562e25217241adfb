import { z } from 'zod';
import { type Conflict, text, typeName } from './fields.ts';
import type { KindContext, NamedTarget } from './kind.ts';

/** What a topic or stream of an ingress has in common with every other: what becomes of its records. */
export const routing = (id: string) => ({
  valueType: text('the type name of the values').describe(
    'The type that the functions get the values as. It is not checked: the bytes are passed on as they are.',
  ),
  targets: z
    .array(typeName('a function type'), { error: 'a list of function types' })
    .min(1, { error: 'at least one function type' })
    .describe(`The function types that get each record, in this order; the record's ${id} is the id.`),
});

/** The targets of the entries of the list `field`, with their places in the spec. */
export function* targetsIn(
  field: string,
  entries: readonly { readonly targets: readonly string[] }[],
): Generator<NamedTarget> {
  for (const [entry, { targets }] of entries.entries())
    for (const [index, target] of targets.entries()) yield { target, path: [field, entry, 'targets', index] };
}

/**
 * Each topic of `topics`, each stream of `streams`, stands there once. In the original the last one wins, and the
 * targets of the others get nothing.
 */
export function eachOnce<Name extends string>(
  name: Name,
  entries: readonly Partial<Record<Name, string>>[],
  conflict: Conflict,
): void {
  const indexByValue = new Map<string, number>();
  entries.forEach((entry, index) => {
    const value = entry?.[name];
    if (typeof value !== 'string') return;
    const first = indexByValue.get(value);
    if (first === undefined) indexByValue.set(value, index);
    else {
      const message = `this ${name} is given twice: put all its targets into one entry.`;
      conflict([`${name}s`, index, name], message, [`${name}s`, first, name]);
    }
  });
}

/** Says so when an entry of the list `field` names a target twice. */
export function warnOfTwins(
  field: string,
  entries: readonly { readonly targets: readonly string[] }[],
  { warn }: KindContext,
): void {
  entries.forEach(({ targets }, entry) => {
    const seen = new Set<string>();
    targets.forEach((target, index) => {
      if (!seen.has(target)) return seen.add(target);
      const message = 'This target is listed twice: it gets every record twice.';
      return warn([field, entry, 'targets', index], { code: 'STATEFUN_MODULE_DUPLICATE', message });
    });
  });
}
