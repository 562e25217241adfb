// Made by `npm run generate` from the .proto files: change those.
import type { WireReader, WireWriter } from '@statefun-ts/protocol/wire';

const NO_BYTES = new Uint8Array(0);
const NONE: never[] = [];

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

/** One per store, in every epoch. */
export interface Meta {
  readonly timeMs: number;
  readonly timerSequence: number;
  readonly deadLetterSequence: number;
  /** The name of the hash that maps ids to partitions. */
  readonly hash: string;
}

export function encodeMeta(writer: WireWriter, message: Meta): void {
  if (message.hash.length > 0) {
    writer.string(message.hash);
    writer.integer(34);
  }
  if (message.deadLetterSequence !== 0) {
    writer.double(message.deadLetterSequence);
    writer.integer(25);
  }
  if (message.timerSequence !== 0) {
    writer.double(message.timerSequence);
    writer.integer(17);
  }
  if (message.timeMs !== 0) {
    writer.double(message.timeMs);
    writer.integer(9);
  }
}

export function decodeMeta(reader: WireReader, prior: Meta | null): Meta {
  let timeMs: number = prior === null ? 0 : prior.timeMs;
  let timerSequence: number = prior === null ? 0 : prior.timerSequence;
  let deadLetterSequence: number = prior === null ? 0 : prior.deadLetterSequence;
  let hash: string = prior === null ? '' : prior.hash;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 9:
        timeMs = reader.double();
        break;
      case 17:
        timerSequence = reader.double();
        break;
      case 25:
        deadLetterSequence = reader.double();
        break;
      case 34:
        hash = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { timeMs, timerSequence, deadLetterSequence, hash };
}

/** A message that waits in a mailbox. */
export interface Mail {
  readonly caller: Address | null;
  readonly argument: TypedValue | null;
}

export function encodeMail(writer: WireWriter, message: Mail): void {
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

export function decodeMail(reader: WireReader, prior: Mail | null): Mail {
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

/** A mailbox with mail in the store: rows [head, tail). */
export interface Mailbox {
  readonly head: number;
  readonly tail: number;
  readonly failures: number;
  readonly retryAtMs: number;
  /** After a failed series: this many messages at most in the next call; 0: as many as may. */
  readonly batchMax: number;
}

export function encodeMailbox(writer: WireWriter, message: Mailbox): void {
  if (message.batchMax !== 0) {
    writer.integer(message.batchMax);
    writer.integer(40);
  }
  if (message.retryAtMs !== 0) {
    writer.double(message.retryAtMs);
    writer.integer(33);
  }
  if (message.failures !== 0) {
    writer.integer(message.failures);
    writer.integer(24);
  }
  if (message.tail !== 0) {
    writer.double(message.tail);
    writer.integer(17);
  }
  if (message.head !== 0) {
    writer.double(message.head);
    writer.integer(9);
  }
}

export function decodeMailbox(reader: WireReader, prior: Mailbox | null): Mailbox {
  let head: number = prior === null ? 0 : prior.head;
  let tail: number = prior === null ? 0 : prior.tail;
  let failures: number = prior === null ? 0 : prior.failures;
  let retryAtMs: number = prior === null ? 0 : prior.retryAtMs;
  let batchMax: number = prior === null ? 0 : prior.batchMax;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 9:
        head = reader.double();
        break;
      case 17:
        tail = reader.double();
        break;
      case 24:
        failures = reader.uint32();
        break;
      case 33:
        retryAtMs = reader.double();
        break;
      case 40:
        batchMax = reader.uint32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { head, tail, failures, retryAtMs, batchMax };
}

export interface Expiry {
  readonly address: Address | null;
  readonly stateName: string;
}

export function encodeExpiry(writer: WireWriter, message: Expiry): void {
  if (message.stateName.length > 0) {
    writer.string(message.stateName);
    writer.integer(18);
  }
  if (message.address !== null) {
    const end = writer.position;
    encodeAddress(writer, message.address);
    writer.lengthTo(end);
    writer.integer(10);
  }
}

export function decodeExpiry(reader: WireReader, prior: Expiry | null): Expiry {
  let address: Address | null = prior === null ? null : prior.address;
  let stateName: string = prior === null ? '' : prior.stateName;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        const outer1 = reader.enter();
        address = decodeAddress(reader, address);
        reader.leave(outer1);
        break;
      case 18:
        stateName = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { address, stateName };
}

/** A delayed message, or the check of a state's expiration. */
export interface Timer {
  readonly sender: Address | null;
  readonly token: string;
  readonly target: Address | null;
  readonly argument: TypedValue | null;
  readonly expiry: Expiry | null;
}

export function encodeTimer(writer: WireWriter, message: Timer): void {
  if (message.expiry !== null) {
    const end = writer.position;
    encodeExpiry(writer, message.expiry);
    writer.lengthTo(end);
    writer.integer(42);
  }
  if (message.argument !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.argument);
    writer.lengthTo(end);
    writer.integer(34);
  }
  if (message.target !== null) {
    const end = writer.position;
    encodeAddress(writer, message.target);
    writer.lengthTo(end);
    writer.integer(26);
  }
  if (message.token.length > 0) {
    writer.string(message.token);
    writer.integer(18);
  }
  if (message.sender !== null) {
    const end = writer.position;
    encodeAddress(writer, message.sender);
    writer.lengthTo(end);
    writer.integer(10);
  }
}

export function decodeTimer(reader: WireReader, prior: Timer | null): Timer {
  let sender: Address | null = prior === null ? null : prior.sender;
  let token: string = prior === null ? '' : prior.token;
  let target: Address | null = prior === null ? null : prior.target;
  let argument: TypedValue | null = prior === null ? null : prior.argument;
  let expiry: Expiry | null = prior === null ? null : prior.expiry;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        const outer1 = reader.enter();
        sender = decodeAddress(reader, sender);
        reader.leave(outer1);
        break;
      case 18:
        token = reader.string();
        break;
      case 26:
        const outer3 = reader.enter();
        target = decodeAddress(reader, target);
        reader.leave(outer3);
        break;
      case 34:
        const outer4 = reader.enter();
        argument = decodeTypedValue(reader, argument);
        reader.leave(outer4);
        break;
      case 42:
        const outer5 = reader.enter();
        expiry = decodeExpiry(reader, expiry);
        reader.leave(outer5);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { sender, token, target, argument, expiry };
}

/** The delayed messages that bear a cancellation token; more than one after a duplicate. */
export interface Token {
  readonly timerKeys: readonly string[];
}

export function encodeToken(writer: WireWriter, message: Token): void {
  for (let i = message.timerKeys.length - 1; i >= 0; i--) {
    const item = message.timerKeys[i] as string;
    writer.string(item);
    writer.integer(10);
  }
}

export function decodeToken(reader: WireReader, prior: Token | null): Token {
  let timerKeys: string[] = (prior === null ? NONE : prior.timerKeys) as string[];
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const item = reader.string();
        if (timerKeys.length > 0) timerKeys.push(item);
        else timerKeys = [item];
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { timerKeys };
}

/** The value of one state of one address; its type is in the registry row. */
export interface StateValue {
  /** 0: never. */
  readonly expiresAtMs: number;
  readonly expiryArmed: boolean;
  readonly value: Uint8Array;
}

export function encodeStateValue(writer: WireWriter, message: StateValue): void {
  if (message.value.length > 0) {
    writer.bytes(message.value);
    writer.integer(26);
  }
  if (message.expiryArmed) {
    writer.integer(message.expiryArmed ? 1 : 0);
    writer.integer(16);
  }
  if (message.expiresAtMs !== 0) {
    writer.double(message.expiresAtMs);
    writer.integer(9);
  }
}

export function decodeStateValue(reader: WireReader, prior: StateValue | null): StateValue {
  let expiresAtMs: number = prior === null ? 0 : prior.expiresAtMs;
  let expiryArmed: boolean = prior === null ? false : prior.expiryArmed;
  let value: Uint8Array = prior === null ? NO_BYTES : prior.value;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 9:
        expiresAtMs = reader.double();
        break;
      case 16:
        expiryArmed = reader.bool();
        break;
      case 26:
        value = reader.bytes();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { expiresAtMs, expiryArmed, value };
}

/** How far a source partition is done: all below `next`, but for the undone ones. */
export interface SourcePosition {
  readonly identity: string;
  readonly next: number;
  readonly targets: readonly string[];
  readonly valueType: string;
  /** The offset of the first undone message. */
  readonly undoneFrom: number;
  /** Runs of undone messages with offsets that follow each other: from the last offset before to a run's first. */
  readonly undoneGaps: readonly number[];
  /** The index of each run's target. */
  readonly undoneTargets: readonly number[];
  /** Of what was read last, plus 1; 0 when the source has none. */
  readonly epochPlusOne: number;
  /** The reader's word for the place of an offset at or below the first that is not done; empty when it gave none. */
  readonly markOffset: number;
  readonly mark: string;
  /** The length of each run; where it is missing: 1. */
  readonly undoneCounts: readonly number[];
  /** After the number of shards changed, until all lanes stand at one place: where each of them stands. `next` is that of the furthest then, and messages are undone of all lanes that are undone here. */
  readonly apart: readonly LanesApart[];
}

export function encodeSourcePosition(writer: WireWriter, message: SourcePosition): void {
  for (let i = message.apart.length - 1; i >= 0; i--) {
    const item = message.apart[i] as LanesApart;
    const end = writer.position;
    encodeLanesApart(writer, item);
    writer.lengthTo(end);
    writer.integer(98);
  }
  if (message.undoneCounts.length > 0) {
    const end = writer.position;
    for (let i = message.undoneCounts.length - 1; i >= 0; i--) writer.integer(message.undoneCounts[i] as number);
    writer.lengthTo(end);
    writer.integer(90);
  }
  if (message.mark.length > 0) {
    writer.string(message.mark);
    writer.integer(82);
  }
  if (message.markOffset !== 0) {
    writer.double(message.markOffset);
    writer.integer(73);
  }
  if (message.epochPlusOne !== 0) {
    writer.integer(message.epochPlusOne);
    writer.integer(64);
  }
  if (message.undoneTargets.length > 0) {
    const end = writer.position;
    for (let i = message.undoneTargets.length - 1; i >= 0; i--) writer.integer(message.undoneTargets[i] as number);
    writer.lengthTo(end);
    writer.integer(58);
  }
  if (message.undoneGaps.length > 0) {
    const end = writer.position;
    for (let i = message.undoneGaps.length - 1; i >= 0; i--) writer.integer(message.undoneGaps[i] as number);
    writer.lengthTo(end);
    writer.integer(50);
  }
  if (message.undoneFrom !== 0) {
    writer.double(message.undoneFrom);
    writer.integer(41);
  }
  if (message.valueType.length > 0) {
    writer.string(message.valueType);
    writer.integer(34);
  }
  for (let i = message.targets.length - 1; i >= 0; i--) {
    const item = message.targets[i] as string;
    writer.string(item);
    writer.integer(26);
  }
  if (message.next !== 0) {
    writer.double(message.next);
    writer.integer(17);
  }
  if (message.identity.length > 0) {
    writer.string(message.identity);
    writer.integer(10);
  }
}

export function decodeSourcePosition(reader: WireReader, prior: SourcePosition | null): SourcePosition {
  let identity: string = prior === null ? '' : prior.identity;
  let next: number = prior === null ? 0 : prior.next;
  let targets: string[] = (prior === null ? NONE : prior.targets) as string[];
  let valueType: string = prior === null ? '' : prior.valueType;
  let undoneFrom: number = prior === null ? 0 : prior.undoneFrom;
  let undoneGaps: number[] = (prior === null ? NONE : prior.undoneGaps) as number[];
  let undoneTargets: number[] = (prior === null ? NONE : prior.undoneTargets) as number[];
  let epochPlusOne: number = prior === null ? 0 : prior.epochPlusOne;
  let markOffset: number = prior === null ? 0 : prior.markOffset;
  let mark: string = prior === null ? '' : prior.mark;
  let undoneCounts: number[] = (prior === null ? NONE : prior.undoneCounts) as number[];
  let apart: LanesApart[] = (prior === null ? NONE : prior.apart) as LanesApart[];
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        identity = reader.string();
        break;
      case 17:
        next = reader.double();
        break;
      case 26: {
        const item = reader.string();
        if (targets.length > 0) targets.push(item);
        else targets = [item];
        break;
      }
      case 34:
        valueType = reader.string();
        break;
      case 41:
        undoneFrom = reader.double();
        break;
      case 48: {
        const item = reader.uint32();
        if (undoneGaps.length > 0) undoneGaps.push(item);
        else undoneGaps = [item];
        break;
      }
      case 50:
        undoneGaps = reader.packed('uint32', undoneGaps);
        break;
      case 56: {
        const item = reader.uint32();
        if (undoneTargets.length > 0) undoneTargets.push(item);
        else undoneTargets = [item];
        break;
      }
      case 58:
        undoneTargets = reader.packed('uint32', undoneTargets);
        break;
      case 64:
        epochPlusOne = reader.uint32();
        break;
      case 73:
        markOffset = reader.double();
        break;
      case 82:
        mark = reader.string();
        break;
      case 88: {
        const item = reader.uint32();
        if (undoneCounts.length > 0) undoneCounts.push(item);
        else undoneCounts = [item];
        break;
      }
      case 90:
        undoneCounts = reader.packed('uint32', undoneCounts);
        break;
      case 98: {
        const outer12 = reader.enter();
        const item = decodeLanesApart(reader, null);
        reader.leave(outer12);
        if (apart.length > 0) apart.push(item);
        else apart = [item];
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { identity, next, targets, valueType, undoneFrom, undoneGaps, undoneTargets, epochPlusOne, markOffset, mark, undoneCounts, apart };
}

/** Where the records of some lanes stand. The undone messages of other lanes may be among those that are named. */
export interface LanesApart {
  readonly lanes: readonly number[];
  readonly next: number;
  readonly targets: readonly string[];
  readonly valueType: string;
  readonly undoneFrom: number;
  readonly undoneGaps: readonly number[];
  readonly undoneTargets: readonly number[];
  readonly undoneCounts: readonly number[];
}

export function encodeLanesApart(writer: WireWriter, message: LanesApart): void {
  if (message.undoneCounts.length > 0) {
    const end = writer.position;
    for (let i = message.undoneCounts.length - 1; i >= 0; i--) writer.integer(message.undoneCounts[i] as number);
    writer.lengthTo(end);
    writer.integer(66);
  }
  if (message.undoneTargets.length > 0) {
    const end = writer.position;
    for (let i = message.undoneTargets.length - 1; i >= 0; i--) writer.integer(message.undoneTargets[i] as number);
    writer.lengthTo(end);
    writer.integer(58);
  }
  if (message.undoneGaps.length > 0) {
    const end = writer.position;
    for (let i = message.undoneGaps.length - 1; i >= 0; i--) writer.integer(message.undoneGaps[i] as number);
    writer.lengthTo(end);
    writer.integer(50);
  }
  if (message.undoneFrom !== 0) {
    writer.double(message.undoneFrom);
    writer.integer(41);
  }
  if (message.valueType.length > 0) {
    writer.string(message.valueType);
    writer.integer(34);
  }
  for (let i = message.targets.length - 1; i >= 0; i--) {
    const item = message.targets[i] as string;
    writer.string(item);
    writer.integer(26);
  }
  if (message.next !== 0) {
    writer.double(message.next);
    writer.integer(17);
  }
  if (message.lanes.length > 0) {
    const end = writer.position;
    for (let i = message.lanes.length - 1; i >= 0; i--) writer.integer(message.lanes[i] as number);
    writer.lengthTo(end);
    writer.integer(10);
  }
}

export function decodeLanesApart(reader: WireReader, prior: LanesApart | null): LanesApart {
  let lanes: number[] = (prior === null ? NONE : prior.lanes) as number[];
  let next: number = prior === null ? 0 : prior.next;
  let targets: string[] = (prior === null ? NONE : prior.targets) as string[];
  let valueType: string = prior === null ? '' : prior.valueType;
  let undoneFrom: number = prior === null ? 0 : prior.undoneFrom;
  let undoneGaps: number[] = (prior === null ? NONE : prior.undoneGaps) as number[];
  let undoneTargets: number[] = (prior === null ? NONE : prior.undoneTargets) as number[];
  let undoneCounts: number[] = (prior === null ? NONE : prior.undoneCounts) as number[];
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 8: {
        const item = reader.uint32();
        if (lanes.length > 0) lanes.push(item);
        else lanes = [item];
        break;
      }
      case 10:
        lanes = reader.packed('uint32', lanes);
        break;
      case 17:
        next = reader.double();
        break;
      case 26: {
        const item = reader.string();
        if (targets.length > 0) targets.push(item);
        else targets = [item];
        break;
      }
      case 34:
        valueType = reader.string();
        break;
      case 41:
        undoneFrom = reader.double();
        break;
      case 48: {
        const item = reader.uint32();
        if (undoneGaps.length > 0) undoneGaps.push(item);
        else undoneGaps = [item];
        break;
      }
      case 50:
        undoneGaps = reader.packed('uint32', undoneGaps);
        break;
      case 56: {
        const item = reader.uint32();
        if (undoneTargets.length > 0) undoneTargets.push(item);
        else undoneTargets = [item];
        break;
      }
      case 58:
        undoneTargets = reader.packed('uint32', undoneTargets);
        break;
      case 64: {
        const item = reader.uint32();
        if (undoneCounts.length > 0) undoneCounts.push(item);
        else undoneCounts = [item];
        break;
      }
      case 66:
        undoneCounts = reader.packed('uint32', undoneCounts);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { lanes, next, targets, valueType, undoneFrom, undoneGaps, undoneTargets, undoneCounts };
}

/** Records [first, first + count) of an outbox stream; the key has `first`. */
export interface OutboxRow {
  readonly records: readonly Uint8Array[];
}

export function encodeOutboxRow(writer: WireWriter, message: OutboxRow): void {
  for (let i = message.records.length - 1; i >= 0; i--) {
    const item = message.records[i] as Uint8Array;
    writer.bytes(item);
    writer.integer(10);
  }
}

export function decodeOutboxRow(reader: WireReader, prior: OutboxRow | null): OutboxRow {
  let records: Uint8Array[] = (prior === null ? NONE : prior.records) as Uint8Array[];
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const item = reader.bytes();
        if (records.length > 0) records.push(item);
        else records = [item];
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { records };
}

export interface OutboxStream {
  readonly head: number;
  readonly tail: number;
  /** The first sequence of the row that holds `head`. */
  readonly row: number;
  /** Sequences from `head` on that are dead letters already. */
  readonly rejected: readonly number[];
  readonly backlogBytes: number;
}

export function encodeOutboxStream(writer: WireWriter, message: OutboxStream): void {
  if (message.backlogBytes !== 0) {
    writer.double(message.backlogBytes);
    writer.integer(41);
  }
  if (message.rejected.length > 0) {
    const end = writer.position;
    for (let i = message.rejected.length - 1; i >= 0; i--) writer.double(message.rejected[i] as number);
    writer.lengthTo(end);
    writer.integer(34);
  }
  if (message.row !== 0) {
    writer.double(message.row);
    writer.integer(25);
  }
  if (message.tail !== 0) {
    writer.double(message.tail);
    writer.integer(17);
  }
  if (message.head !== 0) {
    writer.double(message.head);
    writer.integer(9);
  }
}

export function decodeOutboxStream(reader: WireReader, prior: OutboxStream | null): OutboxStream {
  let head: number = prior === null ? 0 : prior.head;
  let tail: number = prior === null ? 0 : prior.tail;
  let row: number = prior === null ? 0 : prior.row;
  let rejected: number[] = (prior === null ? NONE : prior.rejected) as number[];
  let backlogBytes: number = prior === null ? 0 : prior.backlogBytes;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 9:
        head = reader.double();
        break;
      case 17:
        tail = reader.double();
        break;
      case 25:
        row = reader.double();
        break;
      case 33: {
        const item = reader.double();
        if (rejected.length > 0) rejected.push(item);
        else rejected = [item];
        break;
      }
      case 34:
        rejected = reader.packed('double', rejected);
        break;
      case 41:
        backlogBytes = reader.double();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { head, tail, row, rejected, backlogBytes };
}

export interface DeadLetter {
  readonly code: string;
  readonly message: string;
  readonly atMs: number;
  /** Which component set it aside: an ingress's or egress's id, or "engine". */
  readonly component: string;
  readonly target: Address | null;
  readonly caller: Address | null;
  readonly argument: TypedValue | null;
  /** Where it came from, for people: "topic/partition@offset". */
  readonly position: string;
  readonly key: Uint8Array;
}

export function encodeDeadLetter(writer: WireWriter, message: DeadLetter): void {
  if (message.key.length > 0) {
    writer.bytes(message.key);
    writer.integer(74);
  }
  if (message.position.length > 0) {
    writer.string(message.position);
    writer.integer(66);
  }
  if (message.argument !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.argument);
    writer.lengthTo(end);
    writer.integer(58);
  }
  if (message.caller !== null) {
    const end = writer.position;
    encodeAddress(writer, message.caller);
    writer.lengthTo(end);
    writer.integer(50);
  }
  if (message.target !== null) {
    const end = writer.position;
    encodeAddress(writer, message.target);
    writer.lengthTo(end);
    writer.integer(42);
  }
  if (message.component.length > 0) {
    writer.string(message.component);
    writer.integer(34);
  }
  if (message.atMs !== 0) {
    writer.double(message.atMs);
    writer.integer(25);
  }
  if (message.message.length > 0) {
    writer.string(message.message);
    writer.integer(18);
  }
  if (message.code.length > 0) {
    writer.string(message.code);
    writer.integer(10);
  }
}

export function decodeDeadLetter(reader: WireReader, prior: DeadLetter | null): DeadLetter {
  let code: string = prior === null ? '' : prior.code;
  let message: string = prior === null ? '' : prior.message;
  let atMs: number = prior === null ? 0 : prior.atMs;
  let component: string = prior === null ? '' : prior.component;
  let target: Address | null = prior === null ? null : prior.target;
  let caller: Address | null = prior === null ? null : prior.caller;
  let argument: TypedValue | null = prior === null ? null : prior.argument;
  let position: string = prior === null ? '' : prior.position;
  let key: Uint8Array = prior === null ? NO_BYTES : prior.key;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        code = reader.string();
        break;
      case 18:
        message = reader.string();
        break;
      case 25:
        atMs = reader.double();
        break;
      case 34:
        component = reader.string();
        break;
      case 42:
        const outer5 = reader.enter();
        target = decodeAddress(reader, target);
        reader.leave(outer5);
        break;
      case 50:
        const outer6 = reader.enter();
        caller = decodeAddress(reader, caller);
        reader.leave(outer6);
        break;
      case 58:
        const outer7 = reader.enter();
        argument = decodeTypedValue(reader, argument);
        reader.leave(outer7);
        break;
      case 66:
        position = reader.string();
        break;
      case 74:
        key = reader.bytes();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { code, message, atMs, component, target, caller, argument, position, key };
}

/** A message on its way to another shard: a record of the exchange's outbox. */
export interface Letter {
  readonly target: Address | null;
  readonly caller: Address | null;
  readonly argument: TypedValue | null;
}

export function encodeLetter(writer: WireWriter, message: Letter): void {
  if (message.argument !== null) {
    const end = writer.position;
    encodeTypedValue(writer, message.argument);
    writer.lengthTo(end);
    writer.integer(26);
  }
  if (message.caller !== null) {
    const end = writer.position;
    encodeAddress(writer, message.caller);
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

export function decodeLetter(reader: WireReader, prior: Letter | null): Letter {
  let target: Address | null = prior === null ? null : prior.target;
  let caller: Address | null = prior === null ? null : prior.caller;
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
        caller = decodeAddress(reader, caller);
        reader.leave(outer2);
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
  return { target, caller, argument };
}
