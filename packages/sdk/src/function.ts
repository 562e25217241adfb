import type { FromFunction, InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';
import { StatefunError, parseSdkTypeName } from '@statefun-ts/protocol';
import { Address } from './address.ts';
import type { Batch } from './batch.ts';
import { indexState, startBatch, toReply } from './batch.ts';
import { Context } from './context.ts';
import { Invocation } from './invocation.ts';
import { Message } from './message.ts';
import type { Storage } from './storage.ts';
import { storageFactory } from './storage.ts';
import type { ValueSpec } from './value-spec.ts';
import { checkSpecs, toWireSpec } from './value-spec.ts';

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

/** A bound function: applies a request to it. */
export type BoundFunction = (request: InvocationBatchRequest, self: Address) => Promise<FromFunction>;

/** Throws STATEFUN_SPEC_INVALID or STATEFUN_TYPENAME_INVALID. */
export function bindFunction<const Specs extends readonly ValueSpec[]>(
  options: FunctionOptions<Specs>,
): BoundFunction {
  const { typename, fn } = options;
  const specs: readonly ValueSpec[] = [...(options.specs ?? [])];
  parseSdkTypeName(typename);
  checkSpecs(typename, specs);
  if (typeof fn !== 'function') {
    throw new StatefunError(
      'STATEFUN_SPEC_INVALID',
      `${typename} is bound without a function: give it an fn.`,
    );
  }
  const newStorage = storageFactory(typename, specs) as (invocation: Invocation) => Storage<Specs>;

  async function applyOne(batch: Batch, caller: Address | null, message: Message): Promise<void> {
    const invocation = new Invocation(batch, caller);
    try {
      await fn(new Context<Specs>(invocation, newStorage(invocation)), message);
    } finally {
      invocation.end();
    }
  }

  return async (request, self) => {
    const state = indexState(request.state);
    const missing = specs.filter(({ name }) => !state.has(name));
    if (missing.length > 0) return askFor(missing);
    const batch = startBatch(self, specs, state);
    for (const [index, { caller, argument }] of request.invocations.entries()) {
      const message = new Message(self, argument ?? noValue);
      try {
        // One after the other: each sees the state that the one before it left.
        // oxlint-disable-next-line no-await-in-loop
        await applyOne(batch, caller === null ? null : Address.fromWire(caller), message);
      } catch (cause) {
        throw failure(self, index, request.invocations.length, cause);
      }
    }
    return toReply(batch);
  };
}

const noValue: TypedValue = { typename: '', hasValue: false, value: new Uint8Array(0) };

const askFor = (missing: readonly ValueSpec[]): FromFunction => ({
  invocationResult: null,
  incompleteInvocationContext: { missingValues: missing.map(toWireSpec) },
});

function failure(self: Address, index: number, count: number, cause: unknown): StatefunError {
  const reason = cause instanceof Error ? cause.message : 'what it threw is not an error';
  return new StatefunError(
    'STATEFUN_FUNCTION_FAILED',
    `The function ${self.toString()} failed on message ${index + 1} of ${count}: ${reason}`,
    { cause },
  );
}
