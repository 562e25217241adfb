// Made by `npm run generate` from the .proto files: change those.
import type { WireReader, WireWriter } from '../wire.ts';

const NO_BYTES = new Uint8Array(0);
const NONE: never[] = [];

export interface KafkaProducerRecord {
  /** A string on the wire, but the Java SDK lets users put any bytes here: decoded as bytes. */
  readonly key: Uint8Array;
  readonly valueBytes: Uint8Array;
  readonly topic: string;
}

export function encodeKafkaProducerRecord(writer: WireWriter, message: KafkaProducerRecord): void {
  if (message.topic.length > 0) {
    writer.string(message.topic);
    writer.integer(26);
  }
  if (message.valueBytes.length > 0) {
    writer.bytes(message.valueBytes);
    writer.integer(18);
  }
  if (message.key.length > 0) {
    writer.bytes(message.key);
    writer.integer(10);
  }
}

export function decodeKafkaProducerRecord(reader: WireReader, prior: KafkaProducerRecord | null): KafkaProducerRecord {
  let key: Uint8Array = prior === null ? NO_BYTES : prior.key;
  let valueBytes: Uint8Array = prior === null ? NO_BYTES : prior.valueBytes;
  let topic: string = prior === null ? '' : prior.topic;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        key = reader.bytes();
        break;
      case 18:
        valueBytes = reader.bytes();
        break;
      case 26:
        topic = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { key, valueBytes, topic };
}

export interface KinesisEgressRecord {
  readonly partitionKey: string;
  readonly valueBytes: Uint8Array;
  readonly stream: string;
  readonly explicitHashKey: string;
}

export function encodeKinesisEgressRecord(writer: WireWriter, message: KinesisEgressRecord): void {
  if (message.explicitHashKey.length > 0) {
    writer.string(message.explicitHashKey);
    writer.integer(34);
  }
  if (message.stream.length > 0) {
    writer.string(message.stream);
    writer.integer(26);
  }
  if (message.valueBytes.length > 0) {
    writer.bytes(message.valueBytes);
    writer.integer(18);
  }
  if (message.partitionKey.length > 0) {
    writer.string(message.partitionKey);
    writer.integer(10);
  }
}

export function decodeKinesisEgressRecord(reader: WireReader, prior: KinesisEgressRecord | null): KinesisEgressRecord {
  let partitionKey: string = prior === null ? '' : prior.partitionKey;
  let valueBytes: Uint8Array = prior === null ? NO_BYTES : prior.valueBytes;
  let stream: string = prior === null ? '' : prior.stream;
  let explicitHashKey: string = prior === null ? '' : prior.explicitHashKey;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        partitionKey = reader.string();
        break;
      case 18:
        valueBytes = reader.bytes();
        break;
      case 26:
        stream = reader.string();
        break;
      case 34:
        explicitHashKey = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { partitionKey, valueBytes, stream, explicitHashKey };
}

export interface Address {
  readonly namespace: string;
  readonly type: string;
  readonly id: string;
}

export function encodeAddress(writer: WireWriter, message: Address): void {
  if (message.id.length > 0) {
    writer.string(message.id);
    writer.integer(26);
  }
  if (message.type.length > 0) {
    writer.string(message.type);
    writer.integer(18);
  }
  if (message.namespace.length > 0) {
    writer.string(message.namespace);
    writer.integer(10);
  }
}

export function decodeAddress(reader: WireReader, prior: Address | null): Address {
  let namespace: string = prior === null ? '' : prior.namespace;
  let type: string = prior === null ? '' : prior.type;
  let id: string = prior === null ? '' : prior.id;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        namespace = reader.string();
        break;
      case 18:
        type = reader.string();
        break;
      case 26:
        id = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { namespace, type, id };
}

export interface TypedValue {
  readonly typename: string;
  /** False means absent; true with an empty value is a present default (0, "", false). */
  readonly hasValue: boolean;
  readonly value: Uint8Array;
}

export function encodeTypedValue(writer: WireWriter, message: TypedValue): void {
  if (message.value.length > 0) {
    writer.bytes(message.value);
    writer.integer(26);
  }
  if (message.hasValue) {
    writer.integer(message.hasValue ? 1 : 0);
    writer.integer(16);
  }
  if (message.typename.length > 0) {
    writer.string(message.typename);
    writer.integer(10);
  }
}

export function decodeTypedValue(reader: WireReader, prior: TypedValue | null): TypedValue {
  let typename: string = prior === null ? '' : prior.typename;
  let hasValue: boolean = prior === null ? false : prior.hasValue;
  let value: Uint8Array = prior === null ? NO_BYTES : prior.value;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        typename = reader.string();
        break;
      case 16:
        hasValue = reader.bool();
        break;
      case 26:
        value = reader.bytes();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { typename, hasValue, value };
}

/** From the runtime to the function service. */
export interface ToFunction {
  readonly invocation: ToFunctionInvocationBatchRequest | null;
}

export function encodeToFunction(writer: WireWriter, message: ToFunction): void {
  if (message.invocation !== null) {
    const end = writer.position;
    encodeToFunctionInvocationBatchRequest(writer, message.invocation);
    writer.lengthTo(end);
    writer.integer(802);
  }
}

export function decodeToFunction(reader: WireReader, prior: ToFunction | null): ToFunction {
  let invocation: ToFunctionInvocationBatchRequest | null = prior === null ? null : prior.invocation;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 802:
        const outer100 = reader.enter();
        invocation = decodeToFunctionInvocationBatchRequest(reader, invocation);
        reader.leave(outer100);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { invocation };
}

export interface ToFunctionPersistedValue {
  readonly stateName: string;
  /** Unset when the state has no value. */
  readonly stateValue: TypedValue | null;
}

export function encodeToFunctionPersistedValue(writer: WireWriter, message: ToFunctionPersistedValue): void {
  if (message.stateValue !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.stateValue);
    writer.lengthTo(end);
    writer.integer(18);
  }
  if (message.stateName.length > 0) {
    writer.string(message.stateName);
    writer.integer(10);
  }
}

export function decodeToFunctionPersistedValue(reader: WireReader, prior: ToFunctionPersistedValue | null): ToFunctionPersistedValue {
  let stateName: string = prior === null ? '' : prior.stateName;
  let stateValue: TypedValue | null = prior === null ? null : prior.stateValue;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        stateName = reader.string();
        break;
      case 18:
        const outer2 = reader.enter();
        stateValue = decodeTypedValue(reader, stateValue);
        reader.leave(outer2);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { stateName, stateValue };
}

export interface ToFunctionInvocation {
  /** Unset when the message came from an ingress. */
  readonly caller: Address | null;
  readonly argument: TypedValue | null;
}

export function encodeToFunctionInvocation(writer: WireWriter, message: ToFunctionInvocation): void {
  if (message.argument !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.argument);
    writer.lengthTo(end);
    writer.integer(18);
  }
  if (message.caller !== null) {
    const end = writer.position;
    encodeAddress(writer, message.caller);
    writer.lengthTo(end);
    writer.integer(10);
  }
}

export function decodeToFunctionInvocation(reader: WireReader, prior: ToFunctionInvocation | null): ToFunctionInvocation {
  let caller: Address | null = prior === null ? null : prior.caller;
  let argument: TypedValue | null = prior === null ? null : prior.argument;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        const outer1 = reader.enter();
        caller = decodeAddress(reader, caller);
        reader.leave(outer1);
        break;
      case 18:
        const outer2 = reader.enter();
        argument = decodeTypedValue(reader, argument);
        reader.leave(outer2);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { caller, argument };
}

export interface ToFunctionInvocationBatchRequest {
  readonly target: Address | null;
  readonly state: readonly ToFunctionPersistedValue[];
  readonly invocations: readonly ToFunctionInvocation[];
}

export function encodeToFunctionInvocationBatchRequest(writer: WireWriter, message: ToFunctionInvocationBatchRequest): void {
  for (let i = message.invocations.length - 1; i >= 0; i--) {
    const item = message.invocations[i] as ToFunctionInvocation;
    const end = writer.position;
    encodeToFunctionInvocation(writer, item);
    writer.lengthTo(end);
    writer.integer(26);
  }
  for (let i = message.state.length - 1; i >= 0; i--) {
    const item = message.state[i] as ToFunctionPersistedValue;
    const end = writer.position;
    encodeToFunctionPersistedValue(writer, item);
    writer.lengthTo(end);
    writer.integer(18);
  }
  if (message.target !== null) {
    const end = writer.position;
    encodeAddress(writer, message.target);
    writer.lengthTo(end);
    writer.integer(10);
  }
}

export function decodeToFunctionInvocationBatchRequest(reader: WireReader, prior: ToFunctionInvocationBatchRequest | null): ToFunctionInvocationBatchRequest {
  let target: Address | null = prior === null ? null : prior.target;
  let state: ToFunctionPersistedValue[] = (prior === null ? NONE : prior.state) as ToFunctionPersistedValue[];
  let invocations: ToFunctionInvocation[] = (prior === null ? NONE : prior.invocations) as ToFunctionInvocation[];
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        const outer1 = reader.enter();
        target = decodeAddress(reader, target);
        reader.leave(outer1);
        break;
      case 18: {
        const outer2 = reader.enter();
        const item = decodeToFunctionPersistedValue(reader, null);
        reader.leave(outer2);
        if (state.length > 0) state.push(item);
        else state = [item];
        break;
      }
      case 26: {
        const outer3 = reader.enter();
        const item = decodeToFunctionInvocation(reader, null);
        reader.leave(outer3);
        if (invocations.length > 0) invocations.push(item);
        else invocations = [item];
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { target, state, invocations };
}

/** From the function service to the runtime. */
export interface FromFunction {
  readonly invocationResult: FromFunctionInvocationResponse | null;
  readonly incompleteInvocationContext: FromFunctionIncompleteInvocationContext | null;
}

export function encodeFromFunction(writer: WireWriter, message: FromFunction): void {
  if (message.incompleteInvocationContext !== null) {
    const end = writer.position;
    encodeFromFunctionIncompleteInvocationContext(writer, message.incompleteInvocationContext);
    writer.lengthTo(end);
    writer.integer(810);
  }
  if (message.invocationResult !== null) {
    const end = writer.position;
    encodeFromFunctionInvocationResponse(writer, message.invocationResult);
    writer.lengthTo(end);
    writer.integer(802);
  }
}

export function decodeFromFunction(reader: WireReader, prior: FromFunction | null): FromFunction {
  let invocationResult: FromFunctionInvocationResponse | null = prior === null ? null : prior.invocationResult;
  let incompleteInvocationContext: FromFunctionIncompleteInvocationContext | null = prior === null ? null : prior.incompleteInvocationContext;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 802:
        const outer100 = reader.enter();
        invocationResult = decodeFromFunctionInvocationResponse(reader, invocationResult);
        reader.leave(outer100);
        incompleteInvocationContext = null;
        break;
      case 810:
        const outer101 = reader.enter();
        incompleteInvocationContext = decodeFromFunctionIncompleteInvocationContext(reader, incompleteInvocationContext);
        reader.leave(outer101);
        invocationResult = null;
        break;
      default:
        reader.skip(tag);
    }
  }
  return { invocationResult, incompleteInvocationContext };
}

export interface FromFunctionPersistedValueMutation {
  readonly mutationType: number;
  readonly stateName: string;
  readonly stateValue: TypedValue | null;
}

export function encodeFromFunctionPersistedValueMutation(writer: WireWriter, message: FromFunctionPersistedValueMutation): void {
  if (message.stateValue !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.stateValue);
    writer.lengthTo(end);
    writer.integer(26);
  }
  if (message.stateName.length > 0) {
    writer.string(message.stateName);
    writer.integer(18);
  }
  if (message.mutationType !== 0) {
    writer.integer(message.mutationType);
    writer.integer(8);
  }
}

export function decodeFromFunctionPersistedValueMutation(reader: WireReader, prior: FromFunctionPersistedValueMutation | null): FromFunctionPersistedValueMutation {
  let mutationType: number = prior === null ? 0 : prior.mutationType;
  let stateName: string = prior === null ? '' : prior.stateName;
  let stateValue: TypedValue | null = prior === null ? null : prior.stateValue;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        mutationType = reader.int32();
        break;
      case 18:
        stateName = reader.string();
        break;
      case 26:
        const outer3 = reader.enter();
        stateValue = decodeTypedValue(reader, stateValue);
        reader.leave(outer3);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { mutationType, stateName, stateValue };
}

export interface FromFunctionInvocation {
  readonly target: Address | null;
  readonly argument: TypedValue | null;
}

export function encodeFromFunctionInvocation(writer: WireWriter, message: FromFunctionInvocation): void {
  if (message.argument !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.argument);
    writer.lengthTo(end);
    writer.integer(18);
  }
  if (message.target !== null) {
    const end = writer.position;
    encodeAddress(writer, message.target);
    writer.lengthTo(end);
    writer.integer(10);
  }
}

export function decodeFromFunctionInvocation(reader: WireReader, prior: FromFunctionInvocation | null): FromFunctionInvocation {
  let target: Address | null = prior === null ? null : prior.target;
  let argument: TypedValue | null = prior === null ? null : prior.argument;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        const outer1 = reader.enter();
        target = decodeAddress(reader, target);
        reader.leave(outer1);
        break;
      case 18:
        const outer2 = reader.enter();
        argument = decodeTypedValue(reader, argument);
        reader.leave(outer2);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { target, argument };
}

export interface FromFunctionDelayedInvocation {
  readonly delayInMs: number;
  readonly target: Address | null;
  readonly argument: TypedValue | null;
  /** When true, only the token is read. */
  readonly isCancellationRequest: boolean;
  readonly cancellationToken: string;
}

export function encodeFromFunctionDelayedInvocation(writer: WireWriter, message: FromFunctionDelayedInvocation): void {
  if (message.cancellationToken.length > 0) {
    writer.string(message.cancellationToken);
    writer.integer(90);
  }
  if (message.isCancellationRequest) {
    writer.integer(message.isCancellationRequest ? 1 : 0);
    writer.integer(80);
  }
  if (message.argument !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.argument);
    writer.lengthTo(end);
    writer.integer(26);
  }
  if (message.target !== null) {
    const end = writer.position;
    encodeAddress(writer, message.target);
    writer.lengthTo(end);
    writer.integer(18);
  }
  if (message.delayInMs !== 0) {
    writer.integer(message.delayInMs);
    writer.integer(8);
  }
}

export function decodeFromFunctionDelayedInvocation(reader: WireReader, prior: FromFunctionDelayedInvocation | null): FromFunctionDelayedInvocation {
  let delayInMs: number = prior === null ? 0 : prior.delayInMs;
  let target: Address | null = prior === null ? null : prior.target;
  let argument: TypedValue | null = prior === null ? null : prior.argument;
  let isCancellationRequest: boolean = prior === null ? false : prior.isCancellationRequest;
  let cancellationToken: string = prior === null ? '' : prior.cancellationToken;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        delayInMs = reader.integer64();
        break;
      case 18:
        const outer2 = reader.enter();
        target = decodeAddress(reader, target);
        reader.leave(outer2);
        break;
      case 26:
        const outer3 = reader.enter();
        argument = decodeTypedValue(reader, argument);
        reader.leave(outer3);
        break;
      case 80:
        isCancellationRequest = reader.bool();
        break;
      case 90:
        cancellationToken = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { delayInMs, target, argument, isCancellationRequest, cancellationToken };
}

export interface FromFunctionEgressMessage {
  readonly egressNamespace: string;
  readonly egressType: string;
  readonly argument: TypedValue | null;
}

export function encodeFromFunctionEgressMessage(writer: WireWriter, message: FromFunctionEgressMessage): void {
  if (message.argument !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.argument);
    writer.lengthTo(end);
    writer.integer(26);
  }
  if (message.egressType.length > 0) {
    writer.string(message.egressType);
    writer.integer(18);
  }
  if (message.egressNamespace.length > 0) {
    writer.string(message.egressNamespace);
    writer.integer(10);
  }
}

export function decodeFromFunctionEgressMessage(reader: WireReader, prior: FromFunctionEgressMessage | null): FromFunctionEgressMessage {
  let egressNamespace: string = prior === null ? '' : prior.egressNamespace;
  let egressType: string = prior === null ? '' : prior.egressType;
  let argument: TypedValue | null = prior === null ? null : prior.argument;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        egressNamespace = reader.string();
        break;
      case 18:
        egressType = reader.string();
        break;
      case 26:
        const outer3 = reader.enter();
        argument = decodeTypedValue(reader, argument);
        reader.leave(outer3);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { egressNamespace, egressType, argument };
}

export interface FromFunctionInvocationResponse {
  readonly stateMutations: readonly FromFunctionPersistedValueMutation[];
  readonly outgoingMessages: readonly FromFunctionInvocation[];
  readonly delayedInvocations: readonly FromFunctionDelayedInvocation[];
  readonly outgoingEgresses: readonly FromFunctionEgressMessage[];
}

export function encodeFromFunctionInvocationResponse(writer: WireWriter, message: FromFunctionInvocationResponse): void {
  for (let i = message.outgoingEgresses.length - 1; i >= 0; i--) {
    const item = message.outgoingEgresses[i] as FromFunctionEgressMessage;
    const end = writer.position;
    encodeFromFunctionEgressMessage(writer, item);
    writer.lengthTo(end);
    writer.integer(34);
  }
  for (let i = message.delayedInvocations.length - 1; i >= 0; i--) {
    const item = message.delayedInvocations[i] as FromFunctionDelayedInvocation;
    const end = writer.position;
    encodeFromFunctionDelayedInvocation(writer, item);
    writer.lengthTo(end);
    writer.integer(26);
  }
  for (let i = message.outgoingMessages.length - 1; i >= 0; i--) {
    const item = message.outgoingMessages[i] as FromFunctionInvocation;
    const end = writer.position;
    encodeFromFunctionInvocation(writer, item);
    writer.lengthTo(end);
    writer.integer(18);
  }
  for (let i = message.stateMutations.length - 1; i >= 0; i--) {
    const item = message.stateMutations[i] as FromFunctionPersistedValueMutation;
    const end = writer.position;
    encodeFromFunctionPersistedValueMutation(writer, item);
    writer.lengthTo(end);
    writer.integer(10);
  }
}

export function decodeFromFunctionInvocationResponse(reader: WireReader, prior: FromFunctionInvocationResponse | null): FromFunctionInvocationResponse {
  let stateMutations: FromFunctionPersistedValueMutation[] = (prior === null ? NONE : prior.stateMutations) as FromFunctionPersistedValueMutation[];
  let outgoingMessages: FromFunctionInvocation[] = (prior === null ? NONE : prior.outgoingMessages) as FromFunctionInvocation[];
  let delayedInvocations: FromFunctionDelayedInvocation[] = (prior === null ? NONE : prior.delayedInvocations) as FromFunctionDelayedInvocation[];
  let outgoingEgresses: FromFunctionEgressMessage[] = (prior === null ? NONE : prior.outgoingEgresses) as FromFunctionEgressMessage[];
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer1 = reader.enter();
        const item = decodeFromFunctionPersistedValueMutation(reader, null);
        reader.leave(outer1);
        if (stateMutations.length > 0) stateMutations.push(item);
        else stateMutations = [item];
        break;
      }
      case 18: {
        const outer2 = reader.enter();
        const item = decodeFromFunctionInvocation(reader, null);
        reader.leave(outer2);
        if (outgoingMessages.length > 0) outgoingMessages.push(item);
        else outgoingMessages = [item];
        break;
      }
      case 26: {
        const outer3 = reader.enter();
        const item = decodeFromFunctionDelayedInvocation(reader, null);
        reader.leave(outer3);
        if (delayedInvocations.length > 0) delayedInvocations.push(item);
        else delayedInvocations = [item];
        break;
      }
      case 34: {
        const outer4 = reader.enter();
        const item = decodeFromFunctionEgressMessage(reader, null);
        reader.leave(outer4);
        if (outgoingEgresses.length > 0) outgoingEgresses.push(item);
        else outgoingEgresses = [item];
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { stateMutations, outgoingMessages, delayedInvocations, outgoingEgresses };
}

export interface FromFunctionExpirationSpec {
  readonly mode: number;
  readonly expireAfterMillis: number;
}

export function encodeFromFunctionExpirationSpec(writer: WireWriter, message: FromFunctionExpirationSpec): void {
  if (message.expireAfterMillis !== 0) {
    writer.integer(message.expireAfterMillis);
    writer.integer(16);
  }
  if (message.mode !== 0) {
    writer.integer(message.mode);
    writer.integer(8);
  }
}

export function decodeFromFunctionExpirationSpec(reader: WireReader, prior: FromFunctionExpirationSpec | null): FromFunctionExpirationSpec {
  let mode: number = prior === null ? 0 : prior.mode;
  let expireAfterMillis: number = prior === null ? 0 : prior.expireAfterMillis;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        mode = reader.int32();
        break;
      case 16:
        expireAfterMillis = reader.integer64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { mode, expireAfterMillis };
}

export interface FromFunctionPersistedValueSpec {
  readonly stateName: string;
  readonly expirationSpec: FromFunctionExpirationSpec | null;
  readonly typeTypename: string;
}

export function encodeFromFunctionPersistedValueSpec(writer: WireWriter, message: FromFunctionPersistedValueSpec): void {
  if (message.typeTypename.length > 0) {
    writer.string(message.typeTypename);
    writer.integer(26);
  }
  if (message.expirationSpec !== null) {
    const end = writer.position;
    encodeFromFunctionExpirationSpec(writer, message.expirationSpec);
    writer.lengthTo(end);
    writer.integer(18);
  }
  if (message.stateName.length > 0) {
    writer.string(message.stateName);
    writer.integer(10);
  }
}

export function decodeFromFunctionPersistedValueSpec(reader: WireReader, prior: FromFunctionPersistedValueSpec | null): FromFunctionPersistedValueSpec {
  let stateName: string = prior === null ? '' : prior.stateName;
  let expirationSpec: FromFunctionExpirationSpec | null = prior === null ? null : prior.expirationSpec;
  let typeTypename: string = prior === null ? '' : prior.typeTypename;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        stateName = reader.string();
        break;
      case 18:
        const outer2 = reader.enter();
        expirationSpec = decodeFromFunctionExpirationSpec(reader, expirationSpec);
        reader.leave(outer2);
        break;
      case 26:
        typeTypename = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { stateName, expirationSpec, typeTypename };
}

export interface FromFunctionIncompleteInvocationContext {
  readonly missingValues: readonly FromFunctionPersistedValueSpec[];
}

export function encodeFromFunctionIncompleteInvocationContext(writer: WireWriter, message: FromFunctionIncompleteInvocationContext): void {
  for (let i = message.missingValues.length - 1; i >= 0; i--) {
    const item = message.missingValues[i] as FromFunctionPersistedValueSpec;
    const end = writer.position;
    encodeFromFunctionPersistedValueSpec(writer, item);
    writer.lengthTo(end);
    writer.integer(10);
  }
}

export function decodeFromFunctionIncompleteInvocationContext(reader: WireReader, prior: FromFunctionIncompleteInvocationContext | null): FromFunctionIncompleteInvocationContext {
  let missingValues: FromFunctionPersistedValueSpec[] = (prior === null ? NONE : prior.missingValues) as FromFunctionPersistedValueSpec[];
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer1 = reader.enter();
        const item = decodeFromFunctionPersistedValueSpec(reader, null);
        reader.leave(outer1);
        if (missingValues.length > 0) missingValues.push(item);
        else missingValues = [item];
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { missingValues };
}
