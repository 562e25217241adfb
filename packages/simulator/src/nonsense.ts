import type { Address, FromFunction, InvocationResponse } from '@statefun-ts/protocol';
import { MutationType } from '@statefun-ts/protocol';

import type { Stumble } from './commands.ts';
import { LOG_STATE } from './service.ts';

const NOTHING = new Uint8Array();
const argument = { typename: 'sim/nonsense', hasValue: true, value: NOTHING };

/** What is wrong, behind all that is right: nothing of such a reply may be applied. */
const additions = (how: Stumble, target: Address | null): Partial<InvocationResponse> | null => {
  const delay = { delayInMs: 1, target, argument, isCancellationRequest: false, cancellationToken: '' };
  const mutation = {
    mutationType: MutationType.MODIFY as number,
    stateName: LOG_STATE,
    stateValue: argument,
  };
  switch (how) {
    case 'unknown-state':
      return { stateMutations: [{ ...mutation, stateName: 'never-asked-for' }] };
    case 'wrong-type':
      return { stateMutations: [mutation] };
    case 'unknown-mutation':
      return { stateMutations: [{ ...mutation, mutationType: 7 }] };
    case 'no-token':
      return { delayedInvocations: [{ ...delay, isCancellationRequest: true }] };
    case 'no-target':
      return { outgoingMessages: [{ target: null, argument }] };
    case 'refuse':
    case 'permanent':
    case 'hang':
    case 'incomplete':
    case 'type-changed':
  }
  return null;
};

/** Spoils an answer; `null` when this answer can't be spoilt so. */
export const corrupt = (how: Stumble, answer: FromFunction, target: Address | null): FromFunction | null => {
  if (how === 'type-changed') {
    const missingValues = [{ stateName: LOG_STATE, expirationSpec: null, typeTypename: 'sim/other' }];
    return (
      answer.invocationResult && { invocationResult: null, incompleteInvocationContext: { missingValues } }
    );
  }
  const added = additions(how, target);
  const result = answer.invocationResult;
  if (result === null || added === null) return null;
  return {
    incompleteInvocationContext: null,
    invocationResult: {
      outgoingMessages: [...result.outgoingMessages, ...(added.outgoingMessages ?? [])],
      delayedInvocations: [...result.delayedInvocations, ...(added.delayedInvocations ?? [])],
      outgoingEgresses: result.outgoingEgresses,
      stateMutations: [...result.stateMutations, ...(added.stateMutations ?? [])],
    },
  };
};
