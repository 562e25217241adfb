import { StatefunError } from '@statefun-ts/protocol';
import type { BoundFunction } from './bound-function.ts';
import { boundFunction } from './bound-function.ts';
import { Context } from './context.ts';
import type { Invocation } from './invocation.ts';
import { Message } from './message.ts';
import type { Storage } from './storage.ts';
import { storageFactory } from './storage.ts';
import { parseTypename } from './text.ts';
import type { ValueSpec } from './value-spec.ts';
import { checkSpecs } from './value-spec.ts';

/** Handles one message. A promise is awaited before the next message is handled. */
export type StatefulFunction<Specs extends readonly ValueSpec[]> = (
  context: Context<Specs>,
  message: Message,
) => void | Promise<void>;

/** A function, its type name and its states. */
export interface FunctionOptions<Specs extends readonly ValueSpec[]> {
  /** `namespace/name`. */
  readonly typename: string;
  readonly specs?: Specs;
  readonly fn: StatefulFunction<Specs>;
}

/** A bound function: its type name, for messages to it, and its states with their types, for tests of it. */
export interface FunctionRef<Specs extends readonly ValueSpec[]> {
  readonly typename: string;
  readonly specs: Specs;
}

/** Throws STATEFUN_SPEC_INVALID or STATEFUN_TYPENAME_INVALID. */
export function bindFunction<const Specs extends readonly ValueSpec[]>(
  options: FunctionOptions<Specs>,
): BoundFunction {
  const { typename, fn } = options;
  const specs: readonly ValueSpec[] = [...(options.specs ?? [])];
  parseTypename(typename);
  checkSpecs(typename, specs);
  requireFunction(typename, fn);
  const newStorage = storageFactory(typename, specs) as (invocation: Invocation) => Storage<Specs>;
  return boundFunction(specs, (invocation, argument) =>
    fn(new Context<Specs>(invocation, newStorage(invocation)), new Message(invocation.self, argument)),
  );
}

/** Throws STATEFUN_SPEC_INVALID for what can't be called. */
export function requireFunction(typename: string, fn: unknown): void {
  if (typeof fn === 'function') return;
  throw new StatefunError('STATEFUN_SPEC_INVALID', `${typename} is bound without a function: give it an fn.`);
}
