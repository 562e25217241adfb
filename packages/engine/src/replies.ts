import type { Address, FromFunction, InvocationResponse, TypedValue } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';

import { compactMessage } from './bytes.ts';
import type { Context } from './context.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Egresses } from './egresses.ts';
import type { Call, Instance } from './functions.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { States } from './states.ts';
import type { Timers } from './timers.ts';

/** An argument that is absent on the wire. */
const NO_VALUE: TypedValue = { typename: '', hasValue: false, value: new Uint8Array() };

type Delayed = InvocationResponse['delayedInvocations'][number];

/** Who sends, and the lane that it belongs to. */
export interface Sender {
  readonly address: Address;
  readonly lane: number;
}

/** Applies what functions answer: all of a reply, in one event, or nothing. */
export class Replies {
  readonly #context: Context;
  readonly #mailboxes: Mailboxes;
  readonly #states: States;
  readonly #timers: Timers;
  readonly #egresses: Egresses;
  readonly #deadLetters: DeadLetters;

  constructor(
    context: Context,
    parts: {
      mailboxes: Mailboxes;
      states: States;
      timers: Timers;
      egresses: Egresses;
      deadLetters: DeadLetters;
    },
  ) {
    this.#context = context;
    this.#mailboxes = parts.mailboxes;
    this.#states = parts.states;
    this.#timers = parts.timers;
    this.#egresses = parts.egresses;
    this.#deadLetters = parts.deadLetters;
  }

  /**
   * Registers the states that an incomplete reply asks for. Throws when it asks for nothing new: a function that
   * is sent all it ever asked for and is still not content would be called for ever.
   */
  register(
    { instance, statesShipped }: Call,
    missing: NonNullable<FromFunction['incompleteInvocationContext']>['missingValues'],
  ): void {
    this.#context.counters.incompleteReplies++;
    this.#states.register(instance.type, missing);
    // Another call of the type may have asked for the same a moment ago.
    if (instance.type.specs.size > statesShipped) return;
    const names = missing.map(({ stateName }) => stateName).join(', ');
    throw new StatefunError(
      'STATEFUN_INCOMPLETE_REPEATED',
      `Function ${instance.type.title} asks for state again that it was sent (${names || 'no names'}); check that its declared states and the ones it reads agree`,
    );
  }

  /** Throws when a reply can't be applied, before any of it is. */
  check(instance: Instance, reply: InvocationResponse): void {
    for (const { target, argument } of reply.outgoingMessages) {
      this.#checkTarget(instance, target);
      this.#checkSize(instance, argument);
    }
    for (const { argument } of reply.outgoingEgresses) this.#checkSize(instance, argument);
    for (const { stateValue } of reply.stateMutations) this.#checkSize(instance, stateValue);
    for (const delayed of reply.delayedInvocations) this.#checkDelayed(instance, delayed);
    this.#states.check(instance.type, reply.stateMutations);
  }

  #checkTarget(instance: Instance, target: Address | null): void {
    if (target === null || target.type === '') throw invalid(instance, 'sends a message without a target');
    const { namespace, type, id } = target;
    const { addressLengthMax } = this.#context.limits;
    if (namespace.length + type.length + id.length <= addressLengthMax) return;
    throw invalid(instance, `sends to an address of more than ${addressLengthMax} characters`);
  }

  #checkSize(instance: Instance, value: TypedValue | null): void {
    const { valueBytesMax } = this.#context.limits;
    if (value === null || value.value.length <= valueBytesMax) return;
    throw invalid(
      instance,
      `answers with a value of ${value.value.length} bytes, and ${valueBytesMax} is the limit`,
    );
  }

  #checkDelayed(instance: Instance, delayed: Delayed): void {
    if (delayed.cancellationToken.length > this.#context.limits.addressLengthMax) {
      throw invalid(instance, 'uses a cancellation token that is too long');
    }
    this.#checkSize(instance, delayed.argument);
    if (delayed.isCancellationRequest) {
      if (delayed.cancellationToken === '')
        throw invalid(instance, 'cancels a message without saying its token');
      return;
    }
    this.#checkTarget(instance, delayed.target);
    if (Number.isNaN(delayed.delayInMs)) throw invalid(instance, 'delays a message by what is no number');
  }

  /** Applies a reply that `check` has let pass: messages, delayed messages and cancellations, egress, state. */
  apply(instance: Instance, reply: InvocationResponse): void {
    const { counters, nowMs } = this.#context;
    for (const { target, argument } of reply.outgoingMessages) {
      counters.messagesSent++;
      this.deliver(target as Address, instance, argument ?? NO_VALUE);
    }
    for (const delayed of reply.delayedInvocations) this.#delay(instance, delayed);
    for (const { egressNamespace, egressType, argument } of reply.outgoingEgresses) {
      counters.egressRecords++;
      this.#egresses.add(`${egressNamespace}/${egressType}`, instance, argument ?? NO_VALUE);
    }
    this.#states.apply(instance, reply.stateMutations, nowMs);
  }

  /** Puts a message of a function into its target's mailbox, or on the way to its shard; what nobody serves is set aside. */
  deliver(target: Address, sender: Sender, argument: TypedValue): void {
    const { address: caller } = sender;
    if (this.#egresses.isElsewhere(target.id) && this.#mailboxes.serves(target)) {
      this.#egresses.exchange(sender.lane, { target, caller, argument });
      return;
    }
    const mail = { caller, argument: compactMessage(argument), row: -1, source: null };
    if (this.#mailboxes.deliver(target, mail)) return;
    this.unserved({ target, caller, argument, component: 'engine' });
  }

  /** A message whose target no endpoint serves. */
  unserved(origin: {
    component: string;
    target: Address;
    caller: Address | null;
    argument: TypedValue;
    position?: string;
  }): void {
    const { namespace, type } = origin.target;
    const message = `No endpoint serves function type ${namespace}/${type}; add one to the module, or correct the sender`;
    this.#context.counters.deadLetters++;
    this.#deadLetters.add({ code: 'STATEFUN_FUNCTION_UNKNOWN', message }, origin, this.#context.nowMs);
  }

  #delay(instance: Instance, delayed: Delayed): void {
    const { counters, nowMs, observer } = this.#context;
    const { cancellationToken: token } = delayed;
    if (delayed.isCancellationRequest) {
      counters.messagesCancelled += this.#timers.cancel(instance, token);
      return;
    }
    if (token !== '' && this.#timers.pending(instance, token) > 0) {
      observer.log(
        'warn',
        'A cancellation token is used again while a message that bears it is pending; cancelling it will take both',
        {
          code: 'STATEFUN_TOKEN_DUPLICATE',
          sender: `${instance.type.title}/${instance.address.id}`,
        },
      );
    }
    counters.messagesDelayed++;
    // One that is less than 0 has passed already, as in the original.
    const fireAtMs = nowMs + Math.max(0, Math.floor(delayed.delayInMs));
    const message = { token, target: delayed.target as Address, argument: delayed.argument ?? NO_VALUE };
    this.#timers.addMessage(instance, fireAtMs, message);
  }
}

const invalid = (instance: Instance, what: string): StatefunError =>
  new StatefunError(
    'STATEFUN_REPLY_INVALID',
    `Function ${instance.type.title} ${what}; nothing of its reply is applied`,
  );
