import { Context as NativeContext } from '../context.ts';
import type { BoundFunction } from '../bound-function.ts';
import { boundFunction } from '../bound-function.ts';
import { requireFunction } from '../function.ts';
import type { Invocation } from '../invocation.ts';
import { Message as NativeMessage } from '../message.ts';
import type { Storage } from '../storage.ts';
import { storageFactory } from '../storage.ts';
import { parseTypename } from '../text.ts';
import type { ValueSpec } from '../value-spec.ts';
import { checkSpecs } from '../value-spec.ts';
import { fromNative, toNative } from './address.ts';
import type { InternalContext } from './context.ts';
import { Context } from './context.ts';
import { Message } from './message.ts';
import type { Type } from './type.ts';
import { toNativeType } from './type.ts';

/** A state of a function. */
export interface ValueSpecOpts {
  name: string;
  type: Type<unknown>;
  /** The value goes away this many milliseconds after the last call of its address. `null` and -1: never. */
  expireAfterCall?: number | null | undefined;
  /** The value goes away this many milliseconds after it was last written. It goes before `expireAfterCall`. */
  expireAfterWrite?: number | null | undefined;
}

/** Handles one message. */
export type JsStatefulFunction = (context: Context, message: Message) => void | Promise<void>;

/** A function, its type name and its states. */
export interface FunctionOpts {
  typename: string;
  fn: JsStatefulFunction;
  specs?: ValueSpecOpts[] | null | undefined;
}

/** Throws STATEFUN_SPEC_INVALID, STATEFUN_TYPENAME_INVALID or STATEFUN_VALUE_INVALID. */
export function bindFunction({ typename, fn, specs }: FunctionOpts): BoundFunction {
  parseTypename(typename);
  requireFunction(typename, fn);
  const nativeSpecs = (specs ?? []).map(toNativeSpec);
  checkSpecs(typename, nativeSpecs);
  const newStorage = storageFactory(typename, nativeSpecs) as (
    invocation: Invocation,
  ) => Storage<readonly ValueSpec[]>;
  return boundFunction(nativeSpecs, async (invocation, argument) => {
    const { self, caller } = invocation;
    const address = fromNative(self);
    const storage = newStorage(invocation);
    const effects: InternalContext = {
      caller: caller === null ? null : fromNative(caller),
      sent: [],
      delayed: [],
      egress: [],
    };
    try {
      await fn(new Context(address, withUndefined(storage), effects), new Message(address, argument));
      apply(effects, new NativeContext(invocation, storage));
    } finally {
      effects.hasEnded = true;
    }
  });
}

function toNativeSpec({ name, type, expireAfterCall, expireAfterWrite }: ValueSpecOpts): ValueSpec {
  const afterWrite = durationOf(expireAfterWrite);
  return {
    name,
    type: toNativeType(type),
    expireAfterWrite: afterWrite,
    expireAfterCall: afterWrite === undefined ? durationOf(expireAfterCall) : undefined,
  };
}

const durationOf = (expireAfterMs: number | null | undefined): number | undefined =>
  expireAfterMs === null || expireAfterMs === -1 ? undefined : expireAfterMs;

/** As in the original, a name that is not a state reads as `undefined`. */
const withUndefined = (storage: object): object =>
  new Proxy(storage, {
    get: (states, name) => (name in states ? (Reflect.get(states, name) as unknown) : undefined),
  });

/** Does natively what the function did. */
function apply({ sent, egress, delayed }: InternalContext, context: NativeContext): void {
  for (const message of sent) context.send(toNativeMessage(message));
  for (const record of egress) context.send(record);
  for (const one of delayed) {
    if ('message' in one) context.sendAfter(Math.max(0, one.delay), toNativeMessage(one.message), one.token);
    else context.cancelDelayedMessage(one.token);
  }
}

const toNativeMessage = ({ targetAddress, typedValue }: Message): NativeMessage =>
  new NativeMessage(toNative(targetAddress), typedValue);
