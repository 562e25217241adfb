import { buildConnector } from 'undici';
import type { SecureContext } from 'node:tls';
import type { StatefunError } from '@statefun-ts/protocol';
import type { Certificates } from './certificates.ts';

/** Where and how sockets are made. */
export interface ConnectorOptions {
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
  #context: SecureContext | undefined;
  #connect: buildConnector.connector;
  #generation = 0;

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#connect = this.#build();
  }

  /** Grows when certificates change: connections of former generations are not for new calls. */
  get generation(): number {
    return this.#generation;
  }

  /** Why the certificates are not those that the files have now, if they are not. */
  get problem(): StatefunError | undefined {
    return this.#options.certificates?.problem;
  }

  readonly connect: buildConnector.connector = (options, callback) => {
    const context = this.#options.certificates?.current();
    if (context !== this.#context) {
      this.#context = context;
      this.#generation++;
      this.#connect = this.#build();
    }
    this.#connect(options, callback);
  };

  /** A new one has no TLS sessions: resuming one would skip the check of the service's certificate. */
  #build(): buildConnector.connector {
    const { connectMs, socketPath } = this.#options;
    return buildConnector({
      timeout: connectMs,
      allowH2: false,
      ...(this.#context !== undefined && { secureContext: this.#context }),
      ...(socketPath !== undefined && { socketPath }),
    });
  }
}
