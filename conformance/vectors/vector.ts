import type {
  Address,
  FromFunction,
  IncompleteInvocationContext,
  InvocationResponse,
  TypedValue,
} from '@statefun-ts/protocol';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';

import type { Command, Kind } from './language.ts';
import { SCRIPT_TYPENAME, TYPENAMES } from './language.ts';

/** Why a request has no reply; README.md says what each means. */
export type Failure = 'request' | 'function' | 'failed';

/** A request, and what an SDK must answer. */
export interface Vector {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly says: string;
  readonly request: Uint8Array;
  readonly expected: Uint8Array | Failure;
}

/** The functions that the vectors call, with their states in the order of declaration. */
export const STATES = {
  probe: ['bool', 'int', 'long', 'float', 'double', 'string', 'custom', 'total'],
  expiring: ['kept', 'written', 'called'],
  stateless: [],
} as const;
export type FunctionName = keyof typeof STATES;

export const SELF_ID = 'self';
export const NOTHING = new Uint8Array(0);

/** An address of the vectors' own functions and of those that they send to. */
export const address = (type: string, id: string = SELF_ID): Address => ({ namespace: 'vectors', type, id });

export const CALLER = address('caller', 'c');
export const SINK = address('sink', 's');

export const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

export const typedValue = (as: Kind, value: Uint8Array | string): TypedValue => ({
  typename: TYPENAMES[as],
  hasValue: true,
  value: typeof value === 'string' ? bytesOf(value) : value,
});

export const script = (...commands: readonly Command[]): TypedValue => ({
  typename: SCRIPT_TYPENAME,
  hasValue: true,
  value: new Uint8Array(Buffer.from(JSON.stringify(commands))),
});

export interface Call {
  /** `probe`, unless told. */
  readonly of?: FunctionName;
  readonly target?: Address | null;
  /** The values of states; those of the function that aren't here have none. */
  readonly states?: Readonly<Record<string, TypedValue>>;
  /** In place of `states`: the states that the request has, in its order. */
  readonly sent?: readonly (readonly [name: string, value: TypedValue | null])[];
  /** Of all messages, unless `callers` says more. */
  readonly caller?: Address | null;
  readonly callers?: readonly (Address | null)[];
}

/** The bytes of a call with a batch of messages. */
export const request = (call: Call, ...messages: readonly TypedValue[]): Uint8Array => {
  const { of = 'probe', states = {}, caller = null, callers } = call;
  const sent = call.sent ?? STATES[of].map((name) => [name, states[name] ?? null] as const);
  const target = call.target === undefined ? address(of) : call.target;
  const invocations = messages.map((argument, i) => ({ caller: callers?.[i] ?? caller, argument }));
  const state = sent.map(([stateName, stateValue]) => ({ stateName, stateValue }));
  return toFunctionCodec.encode({ invocation: { target, state, invocations } });
};

const NO_EFFECTS: InvocationResponse = {
  stateMutations: [],
  outgoingMessages: [],
  delayedInvocations: [],
  outgoingEgresses: [],
};

const encode = (reply: Partial<FromFunction>): Uint8Array =>
  fromFunctionCodec.encode({ invocationResult: null, incompleteInvocationContext: null, ...reply });

/** The bytes of a reply with effects. */
export const effects = (of: Partial<InvocationResponse> = {}): Uint8Array =>
  encode({ invocationResult: { ...NO_EFFECTS, ...of } });

/** The bytes of a reply that asks for states. */
export const missing = (...missingValues: IncompleteInvocationContext['missingValues']): Uint8Array =>
  encode({ incompleteInvocationContext: { missingValues } });
