import { Client } from 'undici';
import type { buildConnector } from 'undici';
import type { Connector } from './connector.ts';
import { watchSilence } from './silence.ts';
import type { Side } from './silence.ts';

/** An idle connection is closed after so long, before most services would close it themselves. */
const IDLE_MS_MAX = 4_000;
/** So many short-lived connections shall not end together: each loses up to this share of its life. */
const TTL_JITTER = 0.2;

/** How connections to an origin are made and how long they live. */
export interface ConnectionOptions {
  readonly connector: Connector;
  /** A connection lives this long; 0 or less: no limit. */
  readonly ttlMs: number;
  /** Silence that fails a call, in ms; 0: no limit. Both are 0, or none. */
  readonly readMs: number;
  readonly writeMs: number;
  /** A number in [0, 1): spreads the ends of lives. */
  readonly random: () => number;
}

/** Who has a connection, from `take` to `giveBack` or `discard`. */
export interface ConnectionUser {
  /** Nothing moved on it for longer than the limit. */
  onSilence(side: Side): void;
}

/** One connection, with one request at a time. */
export interface Connection {
  readonly client: Client;
  user: ConnectionUser | undefined;
  expiresMs: number;
  generation: number;
}

/**
 * The connections to one origin: as many as there are calls in flight, kept alive in between, the one that was
 * used last first, so that what is too much goes idle and ends. A connection that failed is never used again.
 *
 * `undici`'s own `Pool` looks for a free connection by walking over all of them, and asks the time at each one:
 * 218 µs a call with 1,024 in flight, where this takes 49 (and the same 29 with 32 in flight).
 */
export class Connections {
  readonly #origin: string;
  /** Where they lead, for whoever keeps them. */
  readonly place: string;
  readonly #options: ConnectionOptions;
  readonly #open = new Set<Connection>();
  readonly #idle: Connection[] = [];
  /** How many function types go here; kept by the transport. */
  users = 0;

  constructor(origin: string, place: string, options: ConnectionOptions) {
    this.#origin = origin;
    this.place = place;
    this.#options = options;
  }

  /** Of what new connections are made. */
  get connector(): Connector {
    return this.#options.connector;
  }

  /** A connection for one request: kept alive from an earlier one, or new. */
  take(user: ConnectionUser): Connection {
    const connection = this.#kept() ?? this.#connect();
    connection.user = user;
    return connection;
  }

  /** Takes a connection back whose reply was read to its end. */
  giveBack(connection: Connection): void {
    connection.user = undefined;
    if (!this.#open.has(connection)) return;
    if (this.#expired(connection)) this.discard(connection);
    else this.#idle.push(connection);
  }

  /** Ends a connection, whatever it is doing. */
  discard(connection: Connection): void {
    connection.user = undefined;
    if (this.#open.delete(connection)) void connection.client.destroy();
  }

  /** Ends all connections; resolves when their sockets are closed. */
  async close(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    this.#idle.length = 0;
    await Promise.all(open.map(({ client }) => client.destroy()));
  }

  #kept(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined || !this.#expired(connection)) return connection;
      this.discard(connection);
    }
  }

  #connect(): Connection {
    const { ttlMs, random } = this.#options;
    const idleMs = ttlMs > 0 ? Math.min(IDLE_MS_MAX, ttlMs) : IDLE_MS_MAX;
    const client = new Client(this.#origin, {
      connect: (options, callback) => this.#makeSocket(connection, options, callback),
      pipelining: 1,
      // Silence is watched on the socket: these two would also count the time that a large request takes.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
    });
    const connection: Connection = { client, user: undefined, expiresMs: Infinity, generation: 0 };
    client.on('connect', () => {
      if (ttlMs > 0) connection.expiresMs = performance.now() + ttlMs * (1 - TTL_JITTER * random());
    });
    client.on('disconnect', () => this.#disconnected(connection));
    this.#open.add(connection);
    return connection;
  }

  #makeSocket(
    connection: Connection,
    options: buildConnector.Options,
    callback: buildConnector.Callback,
  ): void {
    const { connector, readMs, writeMs } = this.#options;
    connector.connect(options, (...result) => {
      const [error, socket] = result;
      if (error === null && readMs > 0)
        watchSilence(socket, { readMs, writeMs }, (side) => connection.user?.onSilence(side));
      callback(...result);
    });
    connection.generation = connector.generation;
  }

  /** One that is in use is left to its call: it fails, or it connects again. */
  #disconnected(connection: Connection): void {
    const index = this.#idle.lastIndexOf(connection);
    if (index < 0) return;
    this.#idle.splice(index, 1);
    this.discard(connection);
  }

  #expired(connection: Connection): boolean {
    const { generation } = this.#options.connector;
    return connection.generation !== generation || performance.now() >= connection.expiresMs;
  }
}
