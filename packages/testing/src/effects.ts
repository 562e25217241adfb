import type { Address as WireAddress, InvocationResponse, TypedValue } from '@statefun-ts/protocol';
import { formatTypeName } from '@statefun-ts/protocol';
import { Address, Message } from '@statefun-ts/sdk';
import { EgressRecord } from './egress-record.ts';

/** A message that was sent with `sendAfter`. */
export interface DelayedMessage {
  readonly delayMs: number;
  readonly message: Message;
  /** `undefined` for none. */
  readonly cancellationToken: string | undefined;
}

/** What a call did besides changing states; each list in the order of sending. */
export interface Effects {
  readonly messages: readonly Message[];
  readonly delayed: readonly DelayedMessage[];
  /** The tokens of the delayed messages that were cancelled. */
  readonly cancellations: readonly string[];
  readonly egress: readonly EgressRecord[];
}

/** The effects in a reply. */
export function toEffects(result: InvocationResponse): Effects {
  const { outgoingMessages, delayedInvocations, outgoingEgresses } = result;
  return {
    messages: outgoingMessages.map(toMessage),
    delayed: delayedInvocations
      .filter(({ isCancellationRequest }) => !isCancellationRequest)
      .map((delayed) => ({
        delayMs: delayed.delayInMs,
        message: toMessage(delayed),
        cancellationToken: delayed.cancellationToken || undefined,
      })),
    cancellations: delayedInvocations
      .filter(({ isCancellationRequest }) => isCancellationRequest)
      .map(({ cancellationToken }) => cancellationToken),
    egress: outgoingEgresses.map(
      ({ egressNamespace, egressType, argument }) =>
        new EgressRecord(formatTypeName(egressNamespace, egressType), argument ?? nothing),
    ),
  };
}

const nowhere: WireAddress = { namespace: '', type: '', id: '' };
const nothing: TypedValue = { typename: '', hasValue: false, value: new Uint8Array(0) };

/** A request or reply without one of the two parts has none of the SDK made. */
const toMessage = (sent: { readonly target: WireAddress | null; readonly argument: TypedValue | null }) =>
  new Message(Address.fromWire(sent.target ?? nowhere), sent.argument ?? nothing);
