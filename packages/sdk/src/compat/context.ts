import { StatefunError } from '@statefun-ts/protocol';
import { EgressMessage } from '../egress.ts';
import { nameOf } from '../text.ts';
import type { Address } from './address.ts';
import { Message } from './message.ts';

/** What a function did while it handled one message. Tests of functions may make one of their own. */
export interface InternalContext {
  readonly caller: Address | null;
  readonly sent: Message[];
  readonly delayed: (DelayedMessage | CancellationRequest)[];
  readonly egress: EgressMessage[];
  /** The invocation has ended: nothing that is added now would take effect. */
  hasEnded?: boolean;
}

/** A message to send after a delay in milliseconds. */
export interface DelayedMessage {
  readonly delay: number;
  readonly message: Message;
  readonly token: string | undefined;
}

/** Takes back the delayed message that was sent with the token. */
export interface CancellationRequest {
  readonly token: string;
}

/** What a function can do while it handles a message. Mistakes throw STATEFUN_MESSAGE_INVALID. */
export class Context {
  readonly #self: Address;
  readonly #storage: unknown;
  readonly #effects: InternalContext;

  constructor(self: Address, storage: unknown, internalContext: InternalContext) {
    this.#self = self;
    this.#storage = storage;
    this.#effects = internalContext;
  }

  /** The states of this address, as properties: a value or `null`; setting `null` or `undefined` deletes. */
  // The original's typing, on which its users' code relies.
  // oxlint-disable-next-line typescript/no-explicit-any
  get storage(): any {
    return this.#storage;
  }

  /** The function instance that sent the message; `null` when it came from an ingress. */
  get caller(): Address | null {
    return this.#effects.caller;
  }

  get self(): Address {
    return this.#self;
  }

  /** Sends a message to a function, or a record to an egress. */
  send(message: Message | EgressMessage): void {
    const effects = this.#open();
    if (message instanceof EgressMessage) effects.egress.push(message);
    else effects.sent.push(requireMessage(message));
  }

  /** Sends a message `delay` milliseconds from now; less than 0 counts as 0. */
  sendAfter(delay: number, message: Message, cancellationToken?: string | null): void {
    const effects = this.#open();
    requireMessage(message);
    if (!Number.isSafeInteger(delay)) {
      throw invalid(
        `A delay is a whole number of milliseconds, not ${typeof delay === 'number' ? delay : nameOf(delay)}.`,
      );
    }
    effects.delayed.push({ delay, message, token: cancellationToken || undefined });
  }

  /** Cancels the delayed message that this address sent with the token; no error when it was delivered already. */
  cancelDelayedMessage(cancellationToken: string): void {
    const effects = this.#open();
    if (typeof cancellationToken !== 'string' || cancellationToken === '') {
      throw invalid(
        `A cancellation token is a string with characters in it, not ${nameOf(cancellationToken)}.`,
      );
    }
    effects.delayed.push({ token: cancellationToken });
  }

  #open(): InternalContext {
    if (this.#effects.hasEnded !== true) return this.#effects;
    throw new StatefunError(
      'STATEFUN_CONTEXT_ENDED',
      `The invocation of ${this.#self.typename}/${this.#self.id} has ended, so its context can not be used any ` +
        'more. Await all that the function starts before it returns.',
    );
  }
}

function requireMessage(message: unknown): Message {
  if (message instanceof Message) return message;
  throw invalid(
    `Only what messageBuilder and the egress builders make can be sent, not ${nameOf(message)}; only messages ` +
      'to functions can be delayed.',
  );
}

const invalid = (text: string) => new StatefunError('STATEFUN_MESSAGE_INVALID', text);
