import type {
  DelayedInvocation,
  EgressMessage as WireEgressMessage,
  FromFunction,
  OutgoingMessage,
  PersistedValue,
  PersistedValueMutation,
  TypedValue,
} from '@statefun-ts/protocol';
import { MutationType } from '@statefun-ts/protocol';
import type { Address } from './address.ts';
import type { ValueSpec } from './value-spec.ts';

/** One state of the address: its value now, and whether this batch changed it. */
export interface Cell {
  readonly spec: ValueSpec;
  value: TypedValue | null;
  changed: boolean;
}

/** What a batch of messages to one address has to work with, and what it did so far. */
export interface Batch {
  readonly self: Address;
  /** In the order of the specs. */
  readonly cells: readonly Cell[];
  readonly outgoingMessages: OutgoingMessage[];
  readonly delayedInvocations: DelayedInvocation[];
  readonly outgoingEgresses: WireEgressMessage[];
}

/** The states of a request in the order of the specs; undefined where it has none. */
export function statesOf(
  specs: readonly ValueSpec[],
  state: readonly PersistedValue[],
): (PersistedValue | undefined)[] {
  return specs.map(({ name }, index) => {
    // The runtime sends them in the order in which it was told of them.
    const expected = state[index];
    return expected?.stateName === name ? expected : state.find(({ stateName }) => stateName === name);
  });
}

/** A batch that has done nothing yet, for as many states as there are specs. */
export function startBatch(
  self: Address,
  specs: readonly ValueSpec[],
  states: readonly (PersistedValue | undefined)[],
): Batch {
  const cells = specs.map((spec, index) => {
    const value = states[index]?.stateValue;
    return { spec, value: value?.hasValue === true ? value : null, changed: false };
  });
  return { self, cells, outgoingMessages: [], delayedInvocations: [], outgoingEgresses: [] };
}

/** Sets a state, or deletes it with `null`. */
export function changeCell(cell: Cell, value: TypedValue | null): void {
  cell.value = value;
  cell.changed = true;
}

/** The reply to the runtime once the whole batch is applied. Changes of states are in the order of the specs. */
export function toReply(batch: Batch): FromFunction {
  const { outgoingMessages, delayedInvocations, outgoingEgresses } = batch;
  const stateMutations = batch.cells.filter(({ changed }) => changed).map(toMutation);
  return {
    invocationResult: { stateMutations, outgoingMessages, delayedInvocations, outgoingEgresses },
    incompleteInvocationContext: null,
  };
}

function toMutation({ spec, value }: Cell): PersistedValueMutation {
  const mutationType = value === null ? MutationType.DELETE : MutationType.MODIFY;
  return { mutationType, stateName: spec.name, stateValue: value };
}
