import type { Listening } from '../extension.ts';
import type { Boundary } from './boundary.ts';

const LISTEN_MS = 10_000;
const CLOSE_MS = 5_000;

/** Is it an ingress or egress with a port of its own? */
export const isListening = (connector: object): connector is Listening => 'listen' in connector;

/** A guarded connector, which listens if the connector does. */
export function withListening<T extends object>(
  guarded: T,
  connector: object,
  title: string,
  boundary: Boundary,
): T & Partial<Listening> {
  if (!isListening(connector)) return guarded;
  const listening: Listening = {
    get url() {
      return boundary.ask(title, () => connector.url);
    },
    ...(connector.label !== undefined && { label: String(connector.label) }),
    listen: () => boundary.settle(title, LISTEN_MS, () => connector.listen()),
    close: () => boundary.settle(title, CLOSE_MS, () => connector.close()),
  };
  // A spread would ask for the URL here and now.
  return Object.defineProperties(guarded, Object.getOwnPropertyDescriptors(listening));
}
