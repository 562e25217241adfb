import type { Address, Encodable, TypedValue } from '@statefun-ts/protocol';
import { encodeMessage } from '@statefun-ts/protocol';

import { statefun } from './generated/rows.js';

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

interface Generated extends Encodable {
  decode(bytes: Uint8Array): object;
}

export interface RowCodec<T> {
  encode(row: T): Uint8Array;
  /** Byte fields are views of `bytes`. */
  decode(bytes: Uint8Array): T;
}

const codec = <T extends object>(generated: Generated): RowCodec<T> => ({
  encode: (row) => encodeMessage(generated, row),
  decode: (bytes) => generated.decode(bytes) as T,
});

const { rows } = statefun;

export const metaRow = codec<MetaRow>(rows.Meta);
export const mailRow = codec<MailRow>(rows.Mail);
export const letterRow = codec<LetterRow>(rows.Letter);
export const mailboxRow = codec<MailboxRow>(rows.Mailbox);
export const timerRow = codec<TimerRow>(rows.Timer);
export const tokenRow = codec<TokenRow>(rows.Token);
export const stateRow = codec<StateRow>(rows.StateValue);
export const sourcePositionRow = codec<SourcePositionRow>(rows.SourcePosition);
export const outboxRow = codec<OutboxRow>(rows.OutboxRow);
export const outboxStreamRow = codec<OutboxStreamRow>(rows.OutboxStream);
export const deadLetterRow = codec<DeadLetterRow>(rows.DeadLetter);
