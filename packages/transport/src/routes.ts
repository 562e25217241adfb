import { expandUrl } from '@statefun-ts/module';
import { Connections } from './connections.ts';
import type { ConnectionOptions } from './connections.ts';
import { Connector } from './connector.ts';
import type { ConnectorOptions } from './connector.ts';
import { TRANSPORT_CLOSED, withoutSecrets } from './failure.ts';
import { Gate } from './gate.ts';
import { RequestForm } from './http1/request.ts';
import type { Streams } from './stream/streams.ts';

/** So many function types are remembered; of more, those that had no call for the longest time are let go. */
const ROUTES_MAX = 1024;

const NOT_USED = new Error('its function type was not called for long');

/** How calls of one function type go out. */
export interface Route {
  /** Of the function type, without the namespace. */
  readonly name: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Host and port, as they go into the head of a request. */
  readonly host: string;
  /** Path and query, as they go into the request line. */
  readonly path: string;
  /** What its requests have in common. */
  readonly form: RequestForm;
  /** For people: without credentials and without the values of the query. */
  readonly url: string;
  readonly gate: Gate;
  readonly connections: Connections;
  /** The service said in its last answer that it speaks streams. */
  offersStreams: boolean;
  /** Of the stream transport, once there was such an offer. */
  streams: Streams | undefined;
  /** Grows with each use of any route. */
  lastUse: number;
}

/** What routes are made from. */
export interface RouteOptions {
  readonly urlPathTemplate: string;
  readonly poolSize: number;
  readonly connection: Omit<ConnectionOptions, 'connector'>;
  readonly connector: Omit<ConnectorOptions, 'origin' | 'socketPath'>;
}

/**
 * The routes of an endpoint's function types. Each type has a gate of its own, so that a slow type takes no
 * other's turn; types with the same origin share its connections.
 */
export class Routes {
  readonly #options: RouteOptions;
  #uses = 0;
  readonly #routes = new Map<string, Route>();
  /** By origin, or by the Unix domain socket. */
  readonly #places = new Map<string, Connections>();

  constructor(options: RouteOptions) {
    this.#options = options;
  }

  /** The route of a function type, by its name without the namespace. Throws `STATEFUN_URL_INVALID`. */
  of(name: string): Route {
    let route = this.#routes.get(name);
    if (route === undefined) {
      if (this.#routes.size >= ROUTES_MAX) this.#makeRoom();
      route = this.#make(name);
      this.#routes.set(name, route);
    }
    route.lastUse = ++this.#uses;
    return route;
  }

  /** The only route; undefined when there are several, each with a limit of its own. */
  get only(): Route | undefined {
    return this.#routes.size === 1 ? this.#routes.values().next().value : undefined;
  }

  /** Starts none of those who wait any more. */
  stop(): void {
    for (const { gate, streams } of this.#routes.values()) {
      gate.close();
      streams?.close(TRANSPORT_CLOSED);
    }
  }

  /** Ends all connections; resolves when their sockets are closed. */
  async close(): Promise<void> {
    await Promise.all([...this.#places.values()].map((connections) => connections.close()));
  }

  #make(name: string): Route {
    const { urlPathTemplate, poolSize } = this.#options;
    const { url, socketPath } = expandUrl(urlPathTemplate, name);
    const path = url.pathname + url.search;
    const place = socketPath === undefined ? url.origin : `http+unix://${socketPath}`;
    const connections = this.#connectionsTo(url.origin, socketPath, place);
    connections.users++;
    return {
      name,
      origin: url.origin,
      host: url.host,
      path,
      form: new RequestForm(url.host, path),
      url: withoutSecrets(place + path),
      gate: new Gate(poolSize),
      connections,
      offersStreams: false,
      streams: undefined,
      lastUse: 0,
    };
  }

  #connectionsTo(origin: string, socketPath: string | undefined, place: string): Connections {
    let connections = this.#places.get(place);
    if (connections === undefined) {
      const connector = new Connector({ ...this.#options.connector, origin, socketPath });
      connections = new Connections(place, { ...this.#options.connection, connector });
      this.#places.set(place, connections);
    }
    return connections;
  }

  /** Lets the least recently used idle route go. When none is idle, the calls in flight bound how many there are. */
  #makeRoom(): void {
    let oldest: Route | undefined;
    for (const route of this.#routes.values()) {
      const isIdle = route.gate.idle && route.streams?.isIdle !== false;
      if (isIdle && (oldest === undefined || route.lastUse < oldest.lastUse)) oldest = route;
    }
    if (oldest === undefined) return;
    this.#routes.delete(oldest.name);
    oldest.gate.close();
    oldest.streams?.close(NOT_USED);
    if (--oldest.connections.users > 0) return;
    this.#places.delete(oldest.connections.place);
    void oldest.connections.close();
  }
}
