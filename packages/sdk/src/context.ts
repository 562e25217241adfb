import { StatefunError } from '@statefun-ts/protocol';
import type { Address } from './address.ts';
import { EgressMessage } from './egress.ts';
import type { Invocation } from './invocation.ts';
import { Message } from './message.ts';
import type { Storage } from './storage.ts';
import { nameOf, requireText } from './text.ts';
import type { ValueSpec } from './value-spec.ts';

/**
 * What a function can do while it handles one message. All of it takes effect together, once the function
 * has returned for every message of its batch; nothing of it when one of them fails. Once the invocation has
 * ended, everything but `self` and `caller` throws STATEFUN_CONTEXT_ENDED.
 */
export class Context<Specs extends readonly ValueSpec[] = readonly ValueSpec[]> {
  /** The states of this address. */
  readonly storage: Storage<Specs>;
  readonly #invocation: Invocation;

  constructor(invocation: Invocation, storage: Storage<Specs>) {
    this.#invocation = invocation;
    this.storage = storage;
  }

  /** The address of this function instance. */
  get self(): Address {
    return this.#invocation.self;
  }

  /** The function instance that sent the message; `null` when it came from an ingress. */
  get caller(): Address | null {
    return this.#invocation.caller;
  }

  /** Sends a message to a function, or a record to an egress. */
  send(message: Message | EgressMessage): void {
    const batch = this.#invocation.batch();
    if (message instanceof EgressMessage) {
      const { namespace, name } = message.egress;
      batch.outgoingEgresses.push({
        egressNamespace: namespace,
        egressType: name,
        argument: message.typedValue,
      });
    } else {
      const { targetAddress, typedValue } = requireMessage(message);
      batch.outgoingMessages.push({ target: targetAddress.toWire(), argument: typedValue });
    }
  }

  /**
   * Sends a message `delayMs` milliseconds from now (a whole number, 0 or more), durably. With a token, which
   * must not be that of another pending message, it can be cancelled.
   */
  sendAfter(delayMs: number, message: Message, cancellationToken?: string): void {
    const batch = this.#invocation.batch();
    const { targetAddress, typedValue } = requireMessage(message);
    if (!Number.isSafeInteger(delayMs) || delayMs < 0) {
      throw new StatefunError(
        'STATEFUN_MESSAGE_INVALID',
        `A message can not be delayed by ${typeof delayMs === 'number' ? delayMs : nameOf(delayMs)}: ` +
          'give a whole number of milliseconds, at least 0.',
      );
    }
    batch.delayedInvocations.push({
      delayInMs: delayMs,
      target: targetAddress.toWire(),
      argument: typedValue,
      isCancellationRequest: false,
      cancellationToken: cancellationToken === undefined ? '' : requireToken(cancellationToken),
    });
  }

  /** Cancels the delayed message that this address sent with the token; no error when it was delivered already. */
  cancelDelayedMessage(cancellationToken: string): void {
    this.#invocation.batch().delayedInvocations.push({
      delayInMs: 0,
      target: null,
      argument: null,
      isCancellationRequest: true,
      cancellationToken: requireToken(cancellationToken),
    });
  }
}

const requireToken = (token: unknown) => requireText('A cancellation token', token);

function requireMessage(message: unknown): Message {
  if (message instanceof Message) return message;
  throw new StatefunError(
    'STATEFUN_MESSAGE_INVALID',
    `Only what messageBuilder and the egress builders make can be sent, not ${nameOf(message)}; only messages ` +
      'to functions can be delayed.',
  );
}
