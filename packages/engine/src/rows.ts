import type { Address, Codec, TypedValue } from '@statefun-ts/protocol';
import type { WireReader, WireWriter } from '@statefun-ts/protocol/wire';
import { codecOf } from '@statefun-ts/protocol/wire';

import * as rows from './generated/rows.ts';

/** The contents of rows (`proto/rows.proto`), with read-only types. */

export interface MetaRow {
  readonly timeMs: number;
  readonly timerSequence: number;
  readonly deadLetterSequence: number;
  readonly hash: string;
}

export interface MailRow {
  readonly caller: Address | null;
  readonly argument: TypedValue;
}

export interface LetterRow extends MailRow {
  readonly target: Address;
}

export interface MailboxRow {
  readonly head: number;
  readonly tail: number;
  readonly failures: number;
  readonly retryAtMs: number;
  readonly batchMax: number;
}

export interface TimerRow {
  readonly sender: Address | null;
  readonly token: string;
  readonly target: Address | null;
  readonly argument: TypedValue | null;
  readonly expiry: { readonly address: Address; readonly stateName: string } | null;
}

export interface TokenRow {
  readonly timerKeys: readonly string[];
}

export interface StateRow {
  /** 0: never. */
  readonly expiresAtMs: number;
  readonly expiryArmed: boolean;
  readonly value: Uint8Array;
}

/** How far records are done, and how they were routed. */
export interface LanesPosition {
  readonly next: number;
  readonly targets: readonly string[];
  readonly valueType: string;
  readonly undoneFrom: number;
  readonly undoneGaps: readonly number[];
  readonly undoneTargets: readonly number[];
  readonly undoneCounts: readonly number[];
}

/** Where some lanes stand. */
export interface LanesApart extends LanesPosition {
  readonly lanes: readonly number[];
}

export interface SourcePositionRow extends LanesPosition {
  readonly identity: string;
  /** 0: none. */
  readonly epochPlusOne: number;
  readonly markOffset: number;
  readonly mark: string;
  /** All lanes, when they don't stand at one place. */
  readonly apart: readonly LanesApart[];
}

export interface OutboxRow {
  readonly records: readonly Uint8Array[];
}

export interface OutboxStreamRow {
  readonly head: number;
  readonly tail: number;
  readonly row: number;
  readonly rejected: readonly number[];
  readonly backlogBytes: number;
}

export interface DeadLetterRow {
  readonly code: string;
  readonly message: string;
  readonly atMs: number;
  readonly component: string;
  readonly target: Address | null;
  readonly caller: Address | null;
  readonly argument: TypedValue | null;
  readonly position: string;
  readonly key: Uint8Array;
}

/** What a row is, where some of what protobuf can leave out is always there. */
const rowOf = <G, T extends G>(
  encode: (writer: WireWriter, row: G) => void,
  decode: (reader: WireReader, prior: G | null) => G,
): Codec<T> => codecOf(encode, decode) as Codec<T>;

export const metaRow: Codec<MetaRow> = rowOf(rows.encodeMeta, rows.decodeMeta);
export const mailRow: Codec<MailRow> = rowOf(rows.encodeMail, rows.decodeMail);
export const letterRow: Codec<LetterRow> = rowOf(rows.encodeLetter, rows.decodeLetter);
export const mailboxRow: Codec<MailboxRow> = rowOf(rows.encodeMailbox, rows.decodeMailbox);
export const timerRow: Codec<TimerRow> = rowOf(rows.encodeTimer, rows.decodeTimer);
export const tokenRow: Codec<TokenRow> = rowOf(rows.encodeToken, rows.decodeToken);
export const stateRow: Codec<StateRow> = rowOf(rows.encodeStateValue, rows.decodeStateValue);
export const sourcePositionRow: Codec<SourcePositionRow> = rowOf(
  rows.encodeSourcePosition,
  rows.decodeSourcePosition,
);
export const outboxRow: Codec<OutboxRow> = rowOf(rows.encodeOutboxRow, rows.decodeOutboxRow);
export const outboxStreamRow: Codec<OutboxStreamRow> = rowOf(
  rows.encodeOutboxStream,
  rows.decodeOutboxStream,
);
export const deadLetterRow: Codec<DeadLetterRow> = rowOf(rows.encodeDeadLetter, rows.decodeDeadLetter);
