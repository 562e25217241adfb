import type { Order, ToPart } from '../messages.ts';

/** A part of the extension, in its thread. */
export interface InnerPart {
  /** Has it do something. Rejects with what went wrong. */
  order(order: Exclude<Order, { order: 'create' }>): Promise<unknown>;
  receive(message: Exclude<ToPart, { do: 'order' }>): void;
}
