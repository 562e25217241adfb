import type { Listening } from '../extension.ts';
import type { Boundary } from './boundary.ts';

const LISTEN_MS = 10_000;
const CLOSE_MS = 5_000;

/** Is it an ingress or egress with a port of its own? */
export const isListening = (connector: object): connector is Listening => 'listen' in connector;

/** The part of a connector that listens, if it does. */
export function guardListening(connector: object, title: string, boundary: Boundary): Partial<Listening> {
  if (!isListening(connector)) return {};
  return {
    get url() {
      return boundary.ask(title, () => connector.url);
    },
    ...(connector.label !== undefined && { label: String(connector.label) }),
    listen: () => boundary.settle(title, LISTEN_MS, () => connector.listen()),
    close: () => boundary.settle(title, CLOSE_MS, () => connector.close()),
  };
}
