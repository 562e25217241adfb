import type { Admission, Admitter } from '@statefun-ts/engine';
import type { TypedValue } from '@statefun-ts/protocol';
import type { FromPart, ToPart } from '../messages.ts';
import { SLOTS, faultOf } from '../messages.ts';
import type { InnerPart } from './part.ts';
import type { PartSpeaker } from './speaker.ts';

/** Admits records that functions send, in the thread of the extension. */
export class InnerAdmitter implements InnerPart {
  readonly #admitter: Admitter;
  readonly #speaker: PartSpeaker;
  /** Where it stands which record it is at: see `SLOTS`. */
  readonly #shared: Int32Array;

  constructor(admitter: Admitter, speaker: PartSpeaker, shared: Int32Array) {
    this.#admitter = admitter;
    this.#speaker = speaker;
    this.#shared = shared;
  }

  async order(): Promise<void> {}

  receive(message: ToPart): void {
    if (message.do !== 'admit') return;
    const { request, first, typenames, hasValues, bytes: values } = message;
    const bytes: Uint8Array[] = [];
    const admissions: Extract<FromPart, { do: 'admitted' }>['admissions'][number][] = [];
    for (const [index, value] of values.entries()) {
      Atomics.store(this.#shared, SLOTS.admitting, first + index);
      const admission = this.#admit({
        typename: typenames[index] ?? '',
        hasValue: hasValues[index] ?? false,
        value,
      });
      if (admission.ok) bytes.push(admission.record);
      admissions.push(admission.ok ? admission.channel : admission.reason);
    }
    Atomics.store(this.#shared, SLOTS.admitting, 0);
    this.#speaker.say({ do: 'admitted', request, admissions, bytes });
  }

  #admit(record: TypedValue): Admission {
    try {
      return this.#admitter.admit(record);
    } catch (error) {
      const { code, message } = faultOf(error);
      return { ok: false, reason: { code, message: `${message}; the record is set aside` } };
    }
  }
}
