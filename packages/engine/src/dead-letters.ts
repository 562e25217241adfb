import type { Address, TypedValue } from '@statefun-ts/protocol';

import { deadLetterKey, rangeOf } from './keys.ts';
import type { Overlay } from './overlay.ts';
import type { DeadLetterReason, EpochLog, Observer } from './ports.ts';
import type { DeadLetterRow } from './rows.ts';
import { deadLetterRow } from './rows.ts';

const NO_BYTES = new Uint8Array();
const LOGGED_ADDRESS_LENGTH_MAX = 500;

/** Where a dead letter comes from. Absent parts are unknown. */
export interface DeadLetterOrigin {
  /** An ingress's or egress's id, or `engine`. */
  readonly component: string;
  /** For people: `topic/partition@offset`. */
  readonly position?: string;
  readonly target?: Address | null;
  readonly caller?: Address | null;
  readonly argument?: TypedValue | null;
  readonly key?: Uint8Array | null;
}

/** Messages and records that can't go where they should: kept in the store, with the reason. */
export class DeadLetters {
  readonly #overlay: Overlay;
  readonly #observer: Observer;
  /** The next sequence; in the meta row. */
  sequence: number;

  constructor(overlay: Overlay, observer: Observer, sequence: number) {
    this.#overlay = overlay;
    this.#observer = observer;
    this.sequence = sequence;
  }

  add(reason: DeadLetterReason, origin: DeadLetterOrigin, nowMs: number): void {
    const row = {
      code: reason.code,
      message: reason.message,
      atMs: nowMs,
      component: origin.component,
      target: origin.target ?? null,
      caller: origin.caller ?? null,
      argument: origin.argument ?? null,
      position: origin.position ?? '',
      key: origin.key ?? NO_BYTES,
    };
    this.#overlay.put(deadLetterKey(this.sequence++), deadLetterRow.encode(row));
    this.#observer.log('warn', `Dead letter: ${reason.message}`, {
      code: reason.code,
      component: row.component,
      ...(row.position !== '' && { position: row.position }),
      ...(row.target && { target: titleOf(row.target) }),
    });
  }
}

/** For a log line, where an address of any length may turn up. */
const titleOf = ({ namespace, type, id }: Address): string =>
  `${namespace}/${type}/${id}`.slice(0, LOGGED_ADDRESS_LENGTH_MAX);

/** A dead letter, as it is listed. `id` grows with time. */
export interface DeadLetter extends DeadLetterRow {
  readonly id: string;
}

/** Dead letters in order, after the given id: durable ones only. */
export const readDeadLetters = async (
  log: Pick<EpochLog, 'scan'>,
  after: string | undefined,
  limit: number,
): Promise<DeadLetter[]> => {
  const [first, last] = rangeOf('d');
  const rows = await log.scan(after === undefined ? first : `${first}${after}\0`, last, limit);
  return rows.map(({ key, value }) => {
    const {
      code,
      message,
      atMs,
      component,
      target,
      caller,
      argument,
      position,
      key: recordKey,
    } = deadLetterRow.decode(value);
    return {
      id: key.slice(1),
      code,
      message,
      atMs,
      component,
      target,
      caller,
      argument,
      position,
      key: recordKey,
    };
  });
};
