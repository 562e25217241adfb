import type { Admission, Admitter, DeadLetterReason } from '@statefun-ts/engine';
import { CallFailure } from '@statefun-ts/engine';
import type { TypedValue } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import type { PartLine, RemotePart } from './extension-thread.ts';
import type { FromPart, Made } from './messages.ts';

/** One that has to be asked ahead, since it answers from another thread. */
export interface AdmitsAhead extends Admitter {
  /**
   * What `admit` is to say of records: each, from then on, is an `AdmittedRecord`. Rejects with a passing `CallFailure` when that
   * takes too long, or the runtime stops.
   */
  admitAhead(records: readonly TypedValue[]): Promise<Admission[]>;
}

export const admitsAhead = (admitter: Admitter): admitter is AdmitsAhead => 'admitAhead' in admitter;

/** A record that brings what came of it. */
export interface AdmittedRecord extends TypedValue {
  readonly admission: Admission;
}

/** A thread that loops has been replaced by then; a function's answer must not wait longer, since it takes another's place. */
const ADMIT_MS = 60_000;

/** Records that are being admitted. */
interface Asked {
  readonly records: readonly TypedValue[];
  /** The number of the first one. */
  first: number;
  /** Why a record can't go out, by its place. */
  readonly refused: Map<number, DeadLetterReason>;
  readonly answer: PromiseWithResolvers<Admission[]>;
  timer: NodeJS.Timeout;
}

/**
 * Admits records by the code of an egress that runs in the thread of its extension. The engine wants to know at once, and must not wait for
 * that thread: so it is asked ahead, as soon as a function's answer is there. A record that ends the thread is refused.
 */
export class RemoteAdmitter implements AdmitsAhead, RemotePart {
  readonly id: string;
  readonly delivery: 'durable' | 'none';
  readonly backlogBytesMax: number;
  readonly #line: PartLine;
  readonly #asked = new Map<number, Asked>();
  #requests = 0;
  /** Since when there is no thread. */
  #lostAtMs: number | undefined;

  constructor(id: string, { delivery, backlogBytesMax }: Made['admitter'], line: PartLine) {
    this.id = id;
    this.delivery = delivery;
    this.backlogBytesMax = backlogBytesMax;
    this.#line = line;
  }

  admit(argument: TypedValue): Admission {
    if ('admission' in argument) return (argument as AdmittedRecord).admission;
    throw new StatefunError('STATEFUN_INTERNAL', `The egress ${this.id} was not asked ahead.`);
  }

  admitAhead(records: readonly TypedValue[]): Promise<Admission[]> {
    if (this.#lostAtMs !== undefined && performance.now() - this.#lostAtMs > ADMIT_MS)
      return Promise.reject(this.#failure());
    const request = ++this.#requests;
    const asked = {
      records,
      first: this.#line.numbers(records.length),
      refused: new Map<number, DeadLetterReason>(),
      answer: Promise.withResolvers<Admission[]>(),
      timer: this.#timer(request),
    };
    this.#asked.set(request, asked);
    this.#ask(request, asked);
    return asked.answer.promise;
  }

  #ask(request: number, { records, first, refused }: Asked): void {
    if (refused.size === records.length) return this.#admitted(request, []);
    const rest = records.filter((_, index) => !refused.has(index));
    this.#line.send({
      do: 'admit',
      request,
      first,
      typenames: rest.map(({ typename }) => typename),
      hasValues: rest.map(({ hasValue }) => hasValue),
      bytes: rest.map(({ value }) => value),
    });
  }

  receive(message: FromPart): void {
    if (message.do !== 'admitted') return;
    const bytes = message.bytes.values();
    const admissions = message.admissions.map((admission): Admission => {
      if (typeof admission !== 'string') return { ok: false, reason: admission };
      return { ok: true, channel: admission, record: bytes.next().value ?? new Uint8Array() };
    });
    this.#admitted(message.request, admissions);
  }

  /** What came of those that were not refused here. */
  #admitted(request: number, admissions: Admission[]): void {
    const asked = this.#asked.get(request);
    if (asked === undefined) return;
    this.#asked.delete(request);
    clearTimeout(asked.timer);
    asked.answer.resolve(
      asked.refused.size === 0 ? admissions : withRefused(asked.records.length, asked.refused, admissions),
    );
  }

  answer(): never {
    throw new StatefunError('STATEFUN_INTERNAL', `The egress ${this.id} only admits.`);
  }

  lost(why: StatefunError, admitting: number): void {
    this.#lostAtMs ??= performance.now();
    for (const [request, asked] of this.#asked) {
      const { first, records, refused } = asked;
      const rest = [...records.keys()].filter((index) => !refused.has(index));
      const culprit = admitting === 0 ? undefined : rest[admitting - first];
      if (culprit === undefined) continue;
      const message = `${why.message}; it was admitting this record, which is set aside`;
      refused.set(culprit, { code: why.code, message });
      // The next thread has as long for the rest.
      clearTimeout(asked.timer);
      asked.timer = this.#timer(request);
    }
  }

  restored(): void {
    this.#lostAtMs = undefined;
    for (const [request, asked] of this.#asked) {
      asked.first = this.#line.numbers(asked.records.length);
      this.#ask(request, asked);
    }
  }

  closed(): void {
    for (const request of this.#asked.keys()) this.#giveUp(request);
  }

  #timer(request: number): NodeJS.Timeout {
    return setTimeout(() => this.#giveUp(request), ADMIT_MS);
  }

  #giveUp(request: number): void {
    const asked = this.#asked.get(request);
    this.#asked.delete(request);
    clearTimeout(asked?.timer);
    asked?.answer.reject(this.#failure());
  }

  #failure(): CallFailure {
    const { problem } = this.#line;
    const why = problem?.message ?? `it has not answered after ${ADMIT_MS} ms`;
    const message = `The egress ${this.id} can't admit what the function sends: ${why}`;
    const code = problem?.code ?? 'STATEFUN_EXTENSION_FAILED';
    return new CallFailure(code, message, { transient: true });
  }
}

/** What came of all records: of those that were refused here, and of the rest. */
function withRefused(
  count: number,
  refused: ReadonlyMap<number, DeadLetterReason>,
  admissions: readonly Admission[],
): Admission[] {
  const rest = admissions.values();
  return Array.from({ length: count }, (_, index): Admission => {
    const reason = refused.get(index);
    return reason === undefined ? (rest.next().value as Admission) : { ok: false, reason };
  });
}
