import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { StatefunError } from '@statefun-ts/protocol';
import { findPortOwner } from './port-owner.ts';

/** Where a server listens, and what it is called when that fails. */
export interface ListenOptions {
  /** For messages: `the playground ingress (module.yaml:12:1)`. */
  readonly what: string;
  readonly host: string;
  /** 0: the system picks one. */
  readonly port: number;
  /** A client whose request has not come in whole after this long is let go. */
  readonly requestTimeoutMs?: number;
}

const REQUEST_TIMEOUT_MS = 60_000;
/** How often it is looked for such clients, at least. */
const CHECK_EVERY_MS = 10_000;
const HEADER_BYTES_MAX = 16 * 1024;
/** Further connections are closed as they come. */
const CONNECTIONS_MAX = 4096;

/** One listening HTTP/1.1 server. */
export class HttpServer {
  readonly #server: Server;
  readonly #options: ListenOptions;

  constructor(options: ListenOptions, listener: RequestListener) {
    this.#options = options;
    const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    this.#server = createServer(
      {
        requestTimeout,
        headersTimeout: requestTimeout,
        connectionsCheckingInterval: Math.min(requestTimeout, CHECK_EVERY_MS),
        maxHeaderSize: HEADER_BYTES_MAX,
      },
      listener,
    );
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** The origin to reach it at, as `http://127.0.0.1:8090`. Throws before `listen`. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string')
      throw new Error(`${this.#options.what} is not listening`);
    const { host } = this.#options;
    return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  /** Throws `STATEFUN_PORT_IN_USE` or `STATEFUN_LISTEN_FAILED`, naming the place and, if it can, the owner. */
  async listen(): Promise<void> {
    const { host, port } = this.#options;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen({ host, port }, () => {
          this.#server.removeListener('error', reject);
          resolve();
        });
      });
    } catch (error) {
      throw await explain(error as NodeJS.ErrnoException, this.#options);
    }
  }

  /** Stops listening, lets answers under way finish, at most `graceMs` long, and frees the port. */
  async close(graceMs: number): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => {
      this.#server.closeAllConnections();
    }, graceMs);
    await closed;
    clearTimeout(cut);
  }
}

async function explain(error: NodeJS.ErrnoException, options: ListenOptions): Promise<StatefunError> {
  const { what, host, port } = options;
  if (error.code === 'EADDRINUSE') {
    const owner = await findPortOwner(port);
    const by = owner === undefined ? 'by another process' : `by process ${owner.pid} (${owner.command})`;
    return new StatefunError(
      'STATEFUN_PORT_IN_USE',
      `${what} can't listen on ${host}:${port}: the port is in use ${by}. Stop that process, or choose another port.`,
      { cause: error },
    );
  }
  const hint =
    error.code === 'EACCES'
      ? 'this user may not use that port; choose one above 1023.'
      : error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND'
        ? 'this machine has no such address; check the host.'
        : `${error.message}.`;
  return new StatefunError('STATEFUN_LISTEN_FAILED', `${what} can't listen on ${host}:${port}: ${hint}`, {
    cause: error,
  });
}
