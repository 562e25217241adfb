/**
 * The shapes of the request-reply messages (`proto/request-reply.proto`). Decoded messages have every
 * field set: absent sub-messages are `null`, absent lists are empty.
 */

/** The address of a function instance: function type (`namespace`/`type`) and instance id. */
export interface Address {
  readonly namespace: string;
  readonly type: string;
  readonly id: string;
}

/** A value that crosses languages. `hasValue: false` means absent; an empty `value` is a legal value. */
export interface TypedValue {
  readonly typename: string;
  readonly hasValue: boolean;
  readonly value: Uint8Array;
}

/** One registered state as it is shipped with a call; `stateValue` is `null` when there is none. */
export interface PersistedValue {
  readonly stateName: string;
  readonly stateValue: TypedValue | null;
}

/** One message of a batch; `caller` is `null` when it came from an ingress. */
export interface Invocation {
  readonly caller: Address | null;
  readonly argument: TypedValue | null;
}

/** A batch for one address, with every registered state: the body of `ToFunction`. */
export interface InvocationBatchRequest {
  readonly target: Address | null;
  readonly state: readonly PersistedValue[];
  readonly invocations: readonly Invocation[];
}

/** What the runtime sends. `invocation` is its only variant. */
export interface ToFunction {
  readonly invocation: InvocationBatchRequest | null;
}

/** `PersistedValueMutation.MutationType`; other numbers may arrive and are errors. */
export const MutationType = { DELETE: 0, MODIFY: 1 } as const;

export interface PersistedValueMutation {
  readonly mutationType: number;
  readonly stateName: string;
  readonly stateValue: TypedValue | null;
}

export interface OutgoingMessage {
  readonly target: Address | null;
  readonly argument: TypedValue | null;
}

export interface DelayedInvocation {
  /** Beyond 2^53 the number is rounded, which is 285,000 years. */
  readonly delayInMs: number;
  readonly target: Address | null;
  readonly argument: TypedValue | null;
  readonly isCancellationRequest: boolean;
  /** Empty means: no token. */
  readonly cancellationToken: string;
}

export interface EgressMessage {
  readonly egressNamespace: string;
  readonly egressType: string;
  readonly argument: TypedValue | null;
}

export interface InvocationResponse {
  readonly stateMutations: readonly PersistedValueMutation[];
  readonly outgoingMessages: readonly OutgoingMessage[];
  readonly delayedInvocations: readonly DelayedInvocation[];
  readonly outgoingEgresses: readonly EgressMessage[];
}

/** `ExpirationSpec.ExpireMode`; other numbers may arrive and are errors. */
export const ExpireMode = { NONE: 0, AFTER_WRITE: 1, AFTER_INVOKE: 2 } as const;

export interface ExpirationSpec {
  readonly mode: number;
  readonly expireAfterMillis: number;
}

export interface PersistedValueSpec {
  readonly stateName: string;
  /** `null` means the same as mode NONE. */
  readonly expirationSpec: ExpirationSpec | null;
  /** Empty means `io.statefun.types/unset`. */
  readonly typeTypename: string;
}

export interface IncompleteInvocationContext {
  readonly missingValues: readonly PersistedValueSpec[];
}

/** What a function service answers. Both `null` (an empty body) means: no effects. */
export interface FromFunction {
  readonly invocationResult: InvocationResponse | null;
  readonly incompleteInvocationContext: IncompleteInvocationContext | null;
}

/** `io.statefun.sdk.egress.KafkaProducerRecord`. The key is any bytes, as the Java SDK allows. */
export interface KafkaProducerRecord {
  readonly key: Uint8Array;
  readonly valueBytes: Uint8Array;
  readonly topic: string;
}

/** `io.statefun.sdk.egress.KinesisEgressRecord`. */
export interface KinesisEgressRecord {
  readonly partitionKey: string;
  readonly valueBytes: Uint8Array;
  readonly stream: string;
  /** Empty means: not set. */
  readonly explicitHashKey: string;
}
