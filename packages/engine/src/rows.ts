import type { Address, Codec, TypedValue } from '@statefun-ts/protocol';
import type { WireReader, WireWriter } from '@statefun-ts/protocol/wire';
import { codecOf } from '@statefun-ts/protocol/wire';

import * as rows from './generated/rows.ts';

/** The contents of rows (`proto/rows.proto`), where what is always there can't be `null`. */

export type MetaRow = rows.Meta;
export type MailboxRow = rows.Mailbox;
export type TokenRow = rows.Token;
export type StateRow = rows.StateValue;
export type OutboxRow = rows.OutboxRow;
export type OutboxStreamRow = rows.OutboxStream;
export type DeadLetterRow = rows.DeadLetter;
export type SourcePositionRow = rows.SourcePosition;

export interface MailRow extends rows.Mail {
  readonly argument: TypedValue;
}

export interface LetterRow extends MailRow {
  readonly target: Address;
}

export interface TimerRow extends rows.Timer {
  readonly expiry: (rows.Expiry & { readonly address: Address }) | null;
}

/** How far records are done, and how they were routed. */
export type LanesPosition = Omit<rows.LanesApart, 'lanes'>;

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
