import type {
  Address,
  FromFunction,
  InvocationResponse,
  PersistedValue,
  TypedValue,
} from '@statefun-ts/protocol';
import { fromFunctionCodec, stringType, toFunctionCodec } from '@statefun-ts/protocol';
import assert from 'node:assert/strict';
import type { FunctionOptions, Message, Type, ValueSpec } from '../src/index.ts';
import { StateFun } from '../src/index.ts';

/** The function and instance that the tests call. */
export const target: Address = { namespace: 'example', type: 'person', id: 'Bob' };

export const typed = <T>(value: T, type: Type<T>): TypedValue => ({
  typename: type.typename,
  hasValue: true,
  value: type.encode(value),
});

export const text = (value: string) => typed(value, stringType);

export const state = (stateName: string, stateValue: TypedValue | null = null): PersistedValue => ({
  stateName,
  stateValue,
});

export interface Call {
  readonly target?: Address;
  readonly state?: readonly PersistedValue[];
  readonly caller?: Address;
  /** The messages of the batch; one by default. */
  readonly arguments?: readonly TypedValue[];
}

/** The bytes that the runtime sends. */
export function requestOf(call: Call = {}): Uint8Array {
  const caller = call.caller ?? null;
  const invocations = (call.arguments ?? [text('hello')]).map((argument) => ({ caller, argument }));
  const batch = { target: call.target ?? target, state: call.state ?? [], invocations };
  return toFunctionCodec.encode({ invocation: batch });
}

/** Binds a function and applies one call to it, as bytes in and bytes out. */
export async function callFunction<const Specs extends readonly ValueSpec[] = readonly []>(
  options: Omit<FunctionOptions<Specs>, 'typename'>,
  call: Call = {},
): Promise<FromFunction> {
  const statefun = new StateFun();
  statefun.bind<Specs>({ ...options, typename: 'example/person' });
  return fromFunctionCodec.decode(await statefun.invoke(requestOf(call)));
}

/** The effects of one call; fails when the function asked for state instead. */
export async function effectsOf<const Specs extends readonly ValueSpec[] = readonly []>(
  options: Omit<FunctionOptions<Specs>, 'typename'>,
  call: Call = {},
): Promise<InvocationResponse> {
  const { invocationResult } = await callFunction<Specs>(options, call);
  assert.ok(invocationResult);
  return invocationResult;
}

/** The message that a function gets for a value on the wire. */
export async function received(argument: TypedValue): Promise<Message> {
  const messages: Message[] = [];
  await effectsOf({ fn: (_context, message) => void messages.push(message) }, { arguments: [argument] });
  const [message] = messages;
  assert.ok(message);
  return message;
}

/** The error with the code that a function, or what it runs, threw. */
export async function failureOf(
  run: FunctionOptions<readonly []>['fn'],
): Promise<{ code?: unknown; message: string }> {
  try {
    await callFunction({ fn: run });
  } catch (error) {
    assert.ok(error instanceof Error && error.cause instanceof Error);
    return error.cause;
  }
  throw new assert.AssertionError({ message: 'the function did not fail' });
}
