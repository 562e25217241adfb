import type { FromFunction, InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';
import { MutationType, stringType } from '@statefun-ts/protocol';
import type { DeadLetterJson, Runtime } from '../../src/index.ts';

type Effects = NonNullable<FromFunction['invocationResult']>;

/** A reply with only what is given. */
export const reply = (effects: Partial<Effects> = {}): FromFunction => ({
  incompleteInvocationContext: null,
  invocationResult: {
    stateMutations: [],
    outgoingMessages: [],
    delayedInvocations: [],
    outgoingEgresses: [],
    ...effects,
  },
});

export const textValue = (text: string): TypedValue => ({
  typename: stringType.typename,
  hasValue: true,
  value: stringType.encode(text),
});

export const textOf = (value: TypedValue | null | undefined): string =>
  value ? stringType.decode(value.value) : '';

/** A record for the topic `counts` of the playground egress. */
export const record = (payload: string): Effects['outgoingEgresses'][number] => ({
  egressNamespace: 'io.statefun.playground',
  egressType: 'egress',
  argument: {
    typename: 'io.statefun.playground/EgressRecord',
    hasValue: true,
    value: Buffer.from(JSON.stringify({ topic: 'counts', payload })),
  },
});

export const setState = (stateName: string, stateValue: TypedValue): Effects['stateMutations'][number] => ({
  mutationType: MutationType.MODIFY,
  stateName,
  stateValue,
});

/** Asks for the state `n` of a type, until it was sent. */
export const askFor = ({ state }: InvocationBatchRequest, typename: string): FromFunction | undefined =>
  state.length > 0
    ? undefined
    : {
        invocationResult: null,
        incompleteInvocationContext: {
          missingValues: [{ stateName: 'n', expirationSpec: null, typeTypename: typename }],
        },
      };

/** Sends a text to `example/<type>/<id>`; resolves to the status. */
export async function sayTo(runtime: Runtime, type: string, id: string, text: string): Promise<number> {
  const url = `${runtime.urls['ingress']}/example/${type}/${encodeURIComponent(id)}`;
  const reply = await fetch(url, {
    method: 'PUT',
    headers: { 'Content-Type': 'text/plain' },
    body: text,
  });
  await reply.arrayBuffer();
  return reply.status;
}

export async function deadLetters(runtime: Runtime): Promise<DeadLetterJson[]> {
  const reply = await fetch(`${runtime.urls['admin']}/dead-letters`);
  return ((await reply.json()) as { deadLetters: DeadLetterJson[] }).deadLetters;
}
