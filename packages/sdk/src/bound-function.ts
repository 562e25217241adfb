import type { FromFunction, InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import { Address } from './address.ts';
import { startBatch, statesOf, toReply } from './batch.ts';
import { Invocation } from './invocation.ts';
import type { ValueSpec } from './value-spec.ts';
import { toWireSpec } from './value-spec.ts';

/** A bound function. */
export interface BoundFunction {
  readonly specs: readonly ValueSpec[];
  /**
   * Applies a request by applying its messages: asks for states that the runtime does not know yet, else answers
   * with the effects of all messages. Rejects with STATEFUN_FUNCTION_FAILED.
   */
  readonly handle: (request: InvocationBatchRequest, self: Address) => Promise<FromFunction>;
}

/** Applies one message of a batch. A promise is awaited before the next message. */
export type Apply = (invocation: Invocation, argument: TypedValue) => void | Promise<void>;

export function boundFunction(specs: readonly ValueSpec[], apply: Apply): BoundFunction {
  const handle = async (request: InvocationBatchRequest, self: Address): Promise<FromFunction> => {
    const states = statesOf(specs, request.state);
    if (states.includes(undefined)) return askFor(specs.filter((_, index) => states[index] === undefined));
    const batch = startBatch(self, specs, states);
    let index = 0;
    for (const { caller, argument } of request.invocations) {
      const invocation = new Invocation(batch, caller === null ? null : Address.fromWire(caller));
      try {
        // One after the other: each sees the state that the one before it left.
        // oxlint-disable-next-line no-await-in-loop
        await apply(invocation, argument ?? noValue);
      } catch (cause) {
        throw failure(self, index, request.invocations.length, cause);
      } finally {
        invocation.end();
      }
      index++;
    }
    return toReply(batch);
  };
  return { specs, handle };
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
