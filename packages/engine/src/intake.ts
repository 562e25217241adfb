import type { Address, TypedValue } from '@statefun-ts/protocol';

import { compactMessage } from './bytes.ts';
import type { Context } from './context.ts';
import type { DeadLetterOrigin, DeadLetters } from './dead-letters.ts';
import type { Waiter } from './egresses.ts';
import type { SourceEntry } from './mail.ts';
import type { Mailboxes } from './mailboxes.ts';
import { laneOfId, laneOfKey } from './partition.ts';
import type { DeadLetterReason, Routing, Row, SourceRecord } from './ports.ts';
import type { Replies } from './replies.ts';
import type { LetterRow } from './rows.ts';
import { letterRow } from './rows.ts';
import type { SourceProgress } from './sources.ts';
import { LETTERS_PREFIX, Sources } from './sources.ts';
import { undoneKey } from './undone.ts';

/** Each letter is one message, and says itself for whom. */
const LETTERS: Routing = { targets: [''], valueType: '' };

/** What comes in from ingresses: messages that one waits for, and records of sources that replay. */
export class Intake {
  readonly sources: Sources;
  readonly #context: Context;
  readonly #mailboxes: Mailboxes;
  readonly #replies: Replies;
  readonly #deadLetters: DeadLetters;
  /** Who waits for the running epoch; for the sealed one. */
  #accepted: Waiter[] = [];
  #sealedAccepted: readonly Waiter[] = [];

  constructor(
    context: Context,
    parts: { readonly mailboxes: Mailboxes; readonly replies: Replies; readonly deadLetters: DeadLetters },
    positions: readonly Row[],
  ) {
    this.#context = context;
    this.#mailboxes = parts.mailboxes;
    this.#replies = parts.replies;
    this.#deadLetters = parts.deadLetters;
    this.sources = new Sources(context.overlay, positions);
  }

  /** A message from a source that can't replay; `waiter` hears when its epoch is durable. */
  accept(target: Address, argument: TypedValue, component: string, waiter: Waiter): void {
    this.#context.counters.messagesIn++;
    this.#accepted.push(waiter);
    const mail = { caller: null, argument, row: -1, source: null };
    if (this.#isTooLong(target)) {
      this.#setTooLongAside({ component, target, argument });
      return;
    }
    if (!this.#mailboxes.deliver(target, mail)) {
      this.#replies.unserved({ component, target, caller: null, argument });
    }
  }

  /** `waiter` hears when all that came in so far is durable. */
  wait(waiter: Waiter): void {
    this.#accepted.push(waiter);
  }

  /** The store's keys can't hold the address. */
  #isTooLong({ namespace, type, id }: Address): boolean {
    return namespace.length + type.length + id.length > this.#context.limits.addressLengthMax;
  }

  #setTooLongAside(origin: DeadLetterOrigin): void {
    const message = `An address has more than ${this.#context.limits.addressLengthMax} characters, which is the limit; use a shorter id`;
    this.#context.counters.deadLetters++;
    this.#deadLetters.add({ code: 'STATEFUN_ADDRESS_INVALID', message }, origin, this.#context.nowMs);
  }

  /** Opens a source partition. Mail of another by this name is saved: nobody would replay it. */
  openPartition(name: string, options: Parameters<Sources['open']>[1]): SourceProgress {
    const known = this.sources.find(name);
    if (known !== undefined && known.identity !== options.identity) {
      for (const instance of known.waiting()) this.#mailboxes.save(instance);
    }
    return this.sources.open(name, options);
  }

  /** Records of a source that can replay. What was done before is passed over. */
  push(progress: SourceProgress, records: readonly SourceRecord[], component: string): void {
    for (const record of records) {
      const replay = progress.arrive(
        record.offset,
        progress.needsLane ? laneOfId(record.id, this.#context) : 0,
      );
      const { targets, valueType } = replay?.routing ?? progress.routing;
      const argument: TypedValue = { typename: valueType, hasValue: true, value: record.value };
      for (let target = 0; target < targets.length; target++) {
        if (replay !== undefined && !replay.undone.has(undoneKey(record.offset, target))) continue;
        const address = addressOf(targets[target] as string, record.id);
        const { instance } = this.#pushOne(progress, { address, target, argument, component }) ?? {};
        if (replay?.rerouted === true && instance) this.#mailboxes.saveWithEpoch(instance);
      }
    }
  }

  /** Puts one message into its mailbox; undefined when it is set aside. */
  #pushOne(
    progress: SourceProgress,
    message: {
      readonly address: Address;
      readonly target: number;
      readonly argument: TypedValue;
      readonly component: string;
    },
  ): SourceEntry | undefined {
    const { address, argument, component } = message;
    this.#context.counters.messagesIn++;
    if (this.#isTooLong(address)) {
      this.#setTooLongAside({ component, position: positionOf(progress), target: address, argument });
      return undefined;
    }
    const source = progress.add(message.target, this.#context.nowMs);
    if (this.#mailboxes.deliver(address, { caller: null, argument, row: -1, source })) return source;
    progress.done(source);
    const position = positionOf(progress);
    this.#replies.unserved({ component, position, target: address, caller: null, argument });
    return undefined;
  }

  /** Opens a stream of mail from another shard. */
  openLetters(name: string): SourceProgress {
    return this.sources.open(LETTERS_PREFIX + name, { identity: '', startOffset: 0, routing: LETTERS });
  }

  /** Mail from another shard. What was done before is passed over. */
  pushLetters(progress: SourceProgress, first: number, letters: readonly Uint8Array[]): void {
    for (const [i, letter] of letters.entries()) {
      const replay = progress.arrive(first + i);
      if (replay !== undefined && !replay.undone.has(undoneKey(first + i, 0))) continue;
      this.#pushLetter(progress, letterRow.decode(letter));
    }
  }

  #pushLetter(progress: SourceProgress, { target, caller, argument }: LetterRow): void {
    const source = progress.add(0, this.#context.nowMs);
    const kept = compactMessage(argument);
    if (this.#mailboxes.deliver(target, { caller, argument: kept, row: -1, source })) return;
    progress.done(source);
    this.#replies.unserved({ component: 'engine', target, caller, argument: kept });
  }

  /** A record that can't become a message. */
  rejectRecord(
    progress: SourceProgress,
    offset: number,
    reason: DeadLetterReason,
    record: { key: Uint8Array | null; value: Uint8Array | null; component: string },
  ): void {
    const replay = progress.arrive(offset, laneOfKey(record.key, this.#context));
    // One that comes again was set aside when it came first; or it was a message then, and is not handled yet.
    const isUndone = (_: string, target: number): boolean =>
      replay?.undone.has(undoneKey(offset, target)) === true;
    if (replay !== undefined && !replay.routing.targets.some(isUndone)) return;
    this.#context.counters.deadLetters++;
    const { component, key, value } = record;
    const argument = value && { typename: progress.routing.valueType, hasValue: true, value };
    const origin = { component, position: `${progress.name}@${offset}`, key, argument };
    this.#deadLetters.add(reason, origin, this.#context.nowMs);
  }

  /** Whether a seal has something to do. */
  get dirty(): boolean {
    return this.#accepted.length > 0 || this.sources.dirty;
  }

  /** The epoch ends. */
  seal(): void {
    for (const progress of this.sources) progress.seal(this.#context.overlay);
    this.#sealedAccepted = this.#accepted;
    this.#accepted = [];
  }

  /** The sealed epoch is durable: whoever waited for it hears so. */
  committed(): void {
    for (const progress of this.sources) progress.committed();
    for (const { resolve } of this.#sealedAccepted) resolve();
    this.#sealedAccepted = [];
  }

  /** The engine is discarded: those who wait for an epoch hear that it won't be. */
  abandon(error: Error): void {
    for (const { reject } of [...this.#sealedAccepted, ...this.#accepted]) reject(error);
    this.#accepted = [];
    this.#sealedAccepted = [];
  }
}

const addressOf = (functionType: string, id: string): Address => {
  const slash = functionType.indexOf('/');
  return { namespace: functionType.slice(0, slash), type: functionType.slice(slash + 1), id };
};

const positionOf = ({ name, position }: SourceProgress): string => `${name}@${position}`;
