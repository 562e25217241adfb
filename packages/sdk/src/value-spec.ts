import type { PersistedValueSpec } from '@statefun-ts/protocol';
import { ExpireMode, StatefunError } from '@statefun-ts/protocol';
import { parseTypename } from './text.ts';
import type { Type } from './type.ts';

/** A state of a function: kept for each address, read and written as `context.storage.<name>`. */
export interface ValueSpec<T = unknown> {
  /** Letters, digits and `_`, not beginning with a digit. Unique within the function. */
  readonly name: string;
  readonly type: Type<T>;
  /** The value goes away this many milliseconds after the last call of its address. */
  readonly expireAfterCall?: number | undefined;
  /** The value goes away this many milliseconds after it was last written. At most one of the two. */
  readonly expireAfterWrite?: number | undefined;
}

/** Checks the specs of a function; throws STATEFUN_SPEC_INVALID or STATEFUN_TYPENAME_INVALID. */
export function checkSpecs(typename: string, specs: readonly ValueSpec[]): void {
  const seen = new Set<string>();
  for (const spec of specs) {
    const wrong = (problem: string) =>
      new StatefunError(
        'STATEFUN_SPEC_INVALID',
        `The state ${JSON.stringify(spec.name)} of ${typename} ${problem}.`,
      );
    if (typeof spec.name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(spec.name)) {
      throw wrong('needs a name of letters, digits and _, not beginning with a digit');
    }
    if (seen.has(spec.name)) throw wrong('is declared twice');
    seen.add(spec.name);
    if (typeof spec.type?.typename !== 'string') throw wrong('needs a type, such as StateFun.intType()');
    parseTypename(spec.type.typename);
    if (spec.expireAfterCall !== undefined && spec.expireAfterWrite !== undefined) {
      throw wrong('can expire after calls or after writes, not both');
    }
    const expireAfterMs = spec.expireAfterCall ?? spec.expireAfterWrite ?? 1;
    if (!Number.isSafeInteger(expireAfterMs) || expireAfterMs < 1) {
      throw wrong(`can not expire after ${expireAfterMs}: give a whole number of milliseconds, at least 1`);
    }
  }
}

/** A spec as the runtime is told of it. The expiration is explicit even when there is none. */
export function toWireSpec({ name, type, expireAfterCall, expireAfterWrite }: ValueSpec): PersistedValueSpec {
  const expirationSpec =
    expireAfterCall !== undefined
      ? { mode: ExpireMode.AFTER_INVOKE, expireAfterMillis: expireAfterCall }
      : expireAfterWrite !== undefined
        ? { mode: ExpireMode.AFTER_WRITE, expireAfterMillis: expireAfterWrite }
        : { mode: ExpireMode.NONE, expireAfterMillis: 0 };
  return { stateName: name, expirationSpec, typeTypename: type.typename };
}
