import type { Address, TypedValue } from '@statefun-ts/protocol';

import type { Instance } from './functions.ts';
import type { SourceProgress } from './sources.ts';

/** What a message costs besides its value, roughly. */
const MAIL_OVERHEAD_BYTES = 200;

/** One message in a mailbox: waiting, or out with a call. */
export interface Mail {
  /** The sender; `null` when it came from an ingress. */
  readonly caller: Address | null;
  readonly argument: TypedValue;
  /** Its row in the mailbox; -1 while it has none. */
  row: number;
  /** The source that still holds it and would replay it; `null` for all other messages. */
  readonly source: SourceEntry | null;
}

/** One message of a source that replays, from its acceptance until it is done. */
export interface SourceEntry {
  readonly progress: SourceProgress;
  readonly offset: number;
  readonly target: number;
  /** Its place in the order of acceptance. */
  readonly number: number;
  readonly acceptedAtMs: number;
  /** Whose mailbox it is in; `null` until it is. */
  instance: Instance | null;
  done: boolean;
}

export const mailBytes = (mail: Mail): number => mail.argument.value.length + MAIL_OVERHEAD_BYTES;
