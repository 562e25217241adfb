import type {
  DelayedInvocation,
  EgressMessage,
  FromFunction,
  InvocationBatchRequest,
  OutgoingMessage,
  PersistedValueMutation,
  PersistedValueSpec,
  TypedValue,
} from '@statefun-ts/protocol';
import { ExpireMode, MutationType } from '@statefun-ts/protocol';

import type { Command, Message, OutRecord } from './commands.ts';
import { COMMAND_TYPE } from './commands.ts';
import { logUids } from './history.ts';
import { addressKey, encodeMark, findMark } from './marks.ts';
import type { Swarm } from './swarm.ts';

/** The states of all functions: what was applied, whether that is an odd number, and two that expire. */
export const LOG_STATE = 'log';
export const PARITY_STATE = 'parity';
export const LEASE_STATE = 'lease';
export const SESSION_STATE = 'session';

const typenameOf = (state: string): string => `sim/${state}`;

const value = (typename: string, bytes: Uint8Array): TypedValue => ({
  typename,
  hasValue: true,
  value: bytes,
});

const specOf = (state: string, swarm: Swarm): PersistedValueSpec => ({
  stateName: state,
  typeTypename: typenameOf(state),
  expirationSpec:
    state === LEASE_STATE
      ? { mode: ExpireMode.AFTER_WRITE, expireAfterMillis: swarm.leaseMs }
      : state === SESSION_STATE
        ? { mode: ExpireMode.AFTER_INVOKE, expireAfterMillis: swarm.sessionMs }
        : null,
});

const isNeeded = (state: string, messages: readonly Message[]): boolean =>
  messages.some(({ commands }) => commands.some((command) => command.do === state));

/** The states that a batch needs; the two that expire only when a message says so. */
export const statesFor = (messages: readonly Message[]): string[] => [
  LOG_STATE,
  PARITY_STATE,
  ...[LEASE_STATE, SESSION_STATE].filter((state) => isNeeded(state, messages)),
];

/** The uids that a request's state says have been applied; undefined when the state was not shipped. */
export const shippedLog = ({ state }: InvocationBatchRequest): string[] | undefined => {
  const shipped = state.find(({ stateName }) => stateName === LOG_STATE);
  if (shipped === undefined) return undefined;
  const text = shipped.stateValue && findMark('LOG', shipped.stateValue.value);
  return text === null || text === undefined ? [] : logUids(text);
};

/** Asks for states. */
export const incomplete = (states: readonly string[], swarm: Swarm): FromFunction => ({
  invocationResult: null,
  incompleteInvocationContext: { missingValues: states.map((state) => specOf(state, swarm)) },
});

/** What a function answers: it depends on the state and the messages that came, and on nothing else. */
export const respond = (
  request: InvocationBatchRequest,
  messages: readonly Message[],
  swarm: Swarm,
): FromFunction => {
  const log = shippedLog(request);
  const shipped = new Set(request.state.map(({ stateName }) => stateName));
  const missing = statesFor(messages).filter((state) => !shipped.has(state));
  if (missing.length > 0 || log === undefined || request.target === null) return incomplete(missing, swarm);
  const commands = messages.flatMap((message) => message.commands);
  return {
    incompleteInvocationContext: null,
    invocationResult: {
      outgoingMessages: commands.flatMap(outgoing),
      delayedInvocations: commands.flatMap(delayed),
      outgoingEgresses: commands.flatMap(emitted),
      stateMutations: mutations(addressKey(request.target), log, messages),
    },
  };
};

const argumentOf = ({ payload }: Message): TypedValue => value(COMMAND_TYPE, payload);

const outgoing = (command: Command): OutgoingMessage[] =>
  command.do === 'send' ? [{ target: command.message.target, argument: argumentOf(command.message) }] : [];

const delayed = (command: Command): DelayedInvocation[] => {
  if (command.do === 'cancel') {
    const { token } = command;
    return [
      { delayInMs: 0, target: null, argument: null, isCancellationRequest: true, cancellationToken: token },
    ];
  }
  if (command.do !== 'delay') return [];
  const { delayMs, token, message } = command;
  const what = { target: message.target, argument: argumentOf(message) };
  // Less than none is none.
  const delayInMs = delayMs === 0 ? -1 : delayMs;
  return [{ ...what, delayInMs, isCancellationRequest: false, cancellationToken: token }];
};

/** Where a record goes, and whether it will be taken, stands in its channel's place of the typename. */
const emitted = (command: Command): EgressMessage[] =>
  command.do === 'emit'
    ? [{ egressNamespace: 'sim', egressType: command.record.egress, argument: carried(command.record) }]
    : [];

const carried = ({ bytes }: OutRecord): TypedValue => value('sim/record', bytes);

const mutations = (
  address: string,
  log: readonly string[],
  messages: readonly Message[],
): PersistedValueMutation[] => {
  const uids = [...log, ...messages.map(({ uid }) => uid)];
  const modify = (state: string, bytes: Uint8Array): PersistedValueMutation => ({
    mutationType: MutationType.MODIFY,
    stateName: state,
    stateValue: value(typenameOf(state), bytes),
  });
  const last = (state: string): Message | undefined =>
    messages.findLast((message) => isNeeded(state, [message]));
  const lease = last(LEASE_STATE);
  const session = last(SESSION_STATE);
  return [
    modify(LOG_STATE, encodeMark('LOG', `${address}|${uids.join(',')}`)),
    uids.length % 2 === 1
      ? modify(PARITY_STATE, new Uint8Array())
      : { mutationType: MutationType.DELETE, stateName: PARITY_STATE, stateValue: null },
    ...(lease ? [modify(LEASE_STATE, encodeMark('LSE', lease.uid))] : []),
    ...(session ? [modify(SESSION_STATE, encodeMark('SES', session.uid))] : []),
  ];
};
