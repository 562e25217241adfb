// The line of a part, without a thread.
import type { PartLine } from '../../src/isolation/extension-thread.ts';
import type { Order, ToPart } from '../../src/isolation/messages.ts';

/** The other side does at once as it is told; what was said there goes to `said`. */
export function lineTo(said: (ToPart | Order)[]): PartLine & { isUp: boolean } {
  let numbered = 0;
  return {
    isUp: true,
    problem: undefined,
    send: (message) => void said.push(message),
    order: (order) => {
      said.push(order);
      return Promise.resolve(order.order === 'listen' ? 'http://127.0.0.1:1' : undefined);
    },
    fail: () => {},
    whenUp: () => Promise.resolve(true),
    numbers: (count) => {
      const first = numbered + 1;
      numbered += count;
      return first;
    },
  };
}
