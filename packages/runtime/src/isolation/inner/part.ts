import type { Listening } from '@statefun-ts/extension';
import { isListening } from '@statefun-ts/extension/host';
import type { Made, Order, ToPart } from '../messages.ts';
import { faultOf } from '../messages.ts';
import type { PartSpeaker } from './speaker.ts';

/** A part of the extension, in its thread. */
export interface InnerPart {
  /** Has it do something. Rejects with what went wrong. */
  order(order: Exclude<Order, { order: 'create' }>): Promise<unknown>;
  receive(message: Exclude<ToPart, { do: 'order' }>): void;
}

/** Is it one with a port of its own? */
export const listensOf = (connector: object): Made['ingress'] =>
  isListening(connector) ? { listens: { label: connector.label } } : {};

/** What is done with a port. */
export async function orderPort(
  connector: Partial<Listening>,
  order: 'listen' | 'close',
): Promise<string | undefined> {
  if (order === 'close') await connector.close?.();
  else await connector.listen?.();
  return order === 'listen' ? String(connector.url) : undefined;
}

/** The faults that a connector tells of in a session, as any sink takes them. */
export const faultsOf = (speaker: PartSpeaker, session: number) => ({
  fail: (error: Error) => speaker.say({ do: 'fault', session, isLasting: true, fault: faultOf(error) }),
  trouble: (error: Error | null) =>
    speaker.say({ do: 'fault', session, isLasting: false, fault: error && faultOf(error) }),
});
