import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions, SecureContext } from 'node:tls';
import type { StatefunError } from '@statefun-ts/protocol';
import type { Certificates } from './certificates.ts';
import { connectedEvent } from './http1/connection.ts';
import type { Connect, Reader } from './http1/connection.ts';

/** Dead peers are found by the system, when all else is silent. */
const PROBE_AFTER_MS = 60_000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Where and how sockets are made. */
export interface ConnectorOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** For the connection and the TLS handshake together. */
  readonly connectMs: number;
  /** For https. */
  readonly certificates: Certificates | undefined;
  /** The file of a Unix domain socket; undefined: host and port of the URL. */
  readonly socketPath: string | undefined;
}

/** Makes the sockets of an origin, each with the certificates of its moment. */
export class Connector {
  readonly #options: ConnectorOptions;
  readonly #place: { path: string } | { host: string; port: number };
  #context: SecureContext | undefined;
  /** Of the last handshake with these certificates: the next one is shorter. */
  #session: Buffer | undefined;
  #generation = 0;

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#place = placeOf(options);
  }

  /** Grows when certificates change: connections of former generations are not for new calls. */
  get generation(): number {
    return this.#generation;
  }

  /** Why the certificates are not those that the files have now, if they are not. */
  get problem(): StatefunError | undefined {
    return this.#options.certificates?.problem;
  }

  /** A socket that connects. It ends with an error when that takes too long. */
  readonly connect: Connect = (read) => {
    const how = {
      ...this.#place,
      ...(read !== undefined && { onread: onreadOf(read) }),
      keepAlive: true,
      keepAliveInitialDelay: PROBE_AFTER_MS,
    };
    this.#renewContext();
    const socket = this.#context === undefined ? connectTcp(how) : this.#connectTls(how, this.#context);
    this.#limit(socket);
    return socket;
  };

  #connectTls(how: Partial<ConnectionOptions>, secureContext: SecureContext): Socket {
    const { host = '' } = how;
    const socket = connectTls({
      ...how,
      secureContext,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 && { servername: host }),
      ...(this.#session !== undefined && { session: this.#session }),
    });
    return socket.on('session', (session) => {
      if (this.#context === secureContext) this.#session = session;
    });
  }

  /** Resuming a session skips the check of the service's certificate: with other certificates there is none to resume. */
  #renewContext(): void {
    const context = this.#options.certificates?.current();
    if (context === this.#context) return;
    this.#context = context;
    this.#session = undefined;
    this.#generation++;
  }

  #limit(socket: Socket): void {
    const { connectMs } = this.#options;
    const timer = setTimeout(() => {
      socket.destroy(new Error(`it was not made within the ${connectMs} ms of connect`));
    }, connectMs);
    const clear = (): void => clearTimeout(timer);
    socket.once(connectedEvent(socket), clear).once('close', clear);
  }
}

const onreadOf = ({ buffer, callback }: Reader) => ({
  buffer,
  callback: (length: number): boolean => {
    callback(buffer.subarray(0, length));
    return true;
  },
});

const placeOf = ({
  origin,
  socketPath,
}: ConnectorOptions): { path: string } | { host: string; port: number } => {
  if (socketPath !== undefined) return { path: socketPath };
  const { protocol, hostname, port } = new URL(origin);
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (DEFAULT_PORTS[protocol] ?? 80) : Number(port),
  };
};
