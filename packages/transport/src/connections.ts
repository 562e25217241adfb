import type { Connector } from './connector.ts';
import { connectedEvent, HttpConnection } from './http1/connection.ts';
import type { Connect } from './http1/connection.ts';
import { watchSilence } from './silence.ts';
import type { Side } from './silence.ts';

/** An idle connection is closed after so long, before most services would close it themselves. */
const IDLE_MS_MAX = 4_000;
/** Of the time that a service says it keeps an idle connection, so much is made use of: the two count from different moments. */
const IDLE_SHARE = 0.5;
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
  readonly http: HttpConnection;
  user: ConnectionUser | undefined;
  readonly expiresMs: number;
  generation: number;
  idleSinceMs: number;
}

/**
 * The connections to one origin: as many as there are calls in flight, kept alive in between, the one that was
 * used last first, so that what is too much goes idle and ends. A connection that failed is never used again.
 */
export class Connections {
  /** Where they lead, for whoever keeps them. */
  readonly place: string;
  readonly #options: ConnectionOptions;
  readonly #open = new Set<Connection>();
  /** The longest idle first. */
  readonly #idle: Connection[] = [];
  #sweep: NodeJS.Timeout | undefined;
  /** How many function types go here; kept by the transport. */
  users = 0;

  constructor(place: string, options: ConnectionOptions) {
    this.place = place;
    this.#options = options;
  }

  /** Of what new connections are made. */
  get connector(): Connector {
    return this.#options.connector;
  }

  /** A connection for one request: kept alive from an earlier one, or new. */
  take(user: ConnectionUser): Connection {
    const connection = this.#kept() ?? this.#make();
    connection.user = user;
    return connection;
  }

  /** Takes a connection back whose reply was read to its end. */
  giveBack(connection: Connection): void {
    connection.user = undefined;
    if (!this.#open.has(connection)) return;
    connection.idleSinceMs = performance.now();
    if (this.#isUsable(connection, connection.idleSinceMs)) this.#rest(connection);
    else this.discard(connection);
  }

  /** Ends a connection, whatever it is doing. */
  discard(connection: Connection): void {
    connection.user = undefined;
    if (this.#open.delete(connection)) connection.http.destroy();
  }

  /** Ends all connections; resolves when their sockets are closed. */
  async close(): Promise<void> {
    clearTimeout(this.#sweep);
    const open = [...this.#open];
    this.#open.clear();
    this.#idle.length = 0;
    for (const { http } of open) http.destroy();
    await Promise.all(open.map(({ http }) => http.whenClosed()));
  }

  #kept(): Connection | undefined {
    const nowMs = performance.now();
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined || this.#isUsable(connection, nowMs)) return connection;
      this.discard(connection);
    }
  }

  #make(): Connection {
    const { ttlMs, random, connector } = this.#options;
    const connect: Connect = (read) => {
      const socket = connector.connect(read);
      connection.generation = connector.generation;
      this.#watch(socket, connection);
      return socket;
    };
    const connection: Connection = {
      http: new HttpConnection(connect, () => this.#closedIdle(connection)),
      user: undefined,
      expiresMs: ttlMs > 0 ? performance.now() + ttlMs * (1 - TTL_JITTER * random()) : Infinity,
      generation: connector.generation,
      idleSinceMs: 0,
    };
    this.#open.add(connection);
    return connection;
  }

  #watch(socket: Parameters<typeof watchSilence>[0], connection: Connection): void {
    const { readMs, writeMs } = this.#options;
    if (readMs <= 0) return;
    const silent = (side: Side): void => connection.user?.onSilence(side);
    socket.once(connectedEvent(socket), () => watchSilence(socket, { readMs, writeMs }, silent));
  }

  /** The service ended one that was idle. */
  #closedIdle(connection: Connection): void {
    const index = this.#idle.lastIndexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
    this.discard(connection);
  }

  #isUsable({ http, generation, expiresMs, idleSinceMs }: Connection, nowMs: number): boolean {
    return (
      http.isOpen &&
      generation === this.connector.generation &&
      nowMs < expiresMs &&
      nowMs - idleSinceMs < IDLE_SHARE * http.idleMs
    );
  }

  #rest(connection: Connection): void {
    this.#idle.push(connection);
    this.#sweep ??= setTimeout(() => this.#endIdle(), this.#idleMsMax);
  }

  get #idleMsMax(): number {
    const { ttlMs } = this.#options;
    return ttlMs > 0 ? Math.min(IDLE_MS_MAX, ttlMs) : IDLE_MS_MAX;
  }

  /** Ends those that have been idle for too long. */
  #endIdle(): void {
    const nowMs = performance.now();
    const fresh = this.#idle.findIndex(({ idleSinceMs }) => nowMs - idleSinceMs < this.#idleMsMax);
    for (const connection of this.#idle.splice(0, fresh < 0 ? this.#idle.length : fresh))
      this.discard(connection);
    const [oldest] = this.#idle;
    this.#sweep =
      oldest && setTimeout(() => this.#endIdle(), Math.ceil(oldest.idleSinceMs + this.#idleMsMax - nowMs));
  }
}
