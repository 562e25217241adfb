import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

import { toFunctionCodec } from '@statefun-ts/protocol';

/** Stands between the runtime and a service, passes all on, and notes how many messages came in each call. */
export class BatchGauge {
  readonly sizes: number[] = [];
  readonly #server: Server;
  #targetPort = 0;

  constructor() {
    this.#server = createServer((request, response) => void this.#pass(request, response));
  }

  /** Listens, and returns its port. */
  async start(): Promise<number> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** Where the service is. */
  passTo(port: number): void {
    this.#targetPort = port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    this.sizes.push(toFunctionCodec.decode(body).invocation?.invocations.length ?? 0);
    try {
      const url = `http://127.0.0.1:${this.#targetPort}${request.url ?? ''}`;
      const answer = await fetch(url, { method: 'POST', body });
      const type = answer.headers.get('content-type') ?? 'application/octet-stream';
      response.writeHead(answer.status, { 'content-type': type });
      response.end(new Uint8Array(await answer.arrayBuffer()));
    } catch {
      response.destroy();
    }
  }
}
