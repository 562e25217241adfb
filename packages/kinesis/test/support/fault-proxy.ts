import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

/** A request or an answer of Kinesis, as JSON. */
export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** May answer in place of the emulator, or change what it is asked. */
export type Before = (operation: string, request: Json) => Answer | undefined;
/** May change what the emulator answers. */
export type After = (operation: string, answer: Json, request: Json) => Json;

/** Stands between a client and the emulator, for what the emulator never does: throttle, expire, forget, fail. */
export class FaultProxy {
  before: Before = () => undefined;
  after: After = (_, answer) => answer;
  /** Operations in the order in which they came. */
  readonly operations: string[] = [];
  /** Their headers of that name. */
  readonly authorizations: string[] = [];
  readonly #target: string;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });

  private constructor(target: string) {
    this.#target = target;
  }

  static async start(t: TestContext, target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    t.after(() => {
      proxy.#server.closeAllConnections();
      proxy.#server.close();
    });
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await buffer(request)).toString();
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    this.operations.push(operation);
    this.authorizations.push(request.headers.authorization ?? '');
    const json = JSON.parse(text || '{}') as Json;
    const { status, body } = this.before(operation, json) ?? (await this.#forward(request, operation, json));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  }

  async #forward(request: IncomingMessage, operation: string, json: Json): Promise<Answer> {
    const names = ['x-amz-target', 'content-type', 'authorization', 'x-amz-date'];
    const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name] ?? '')]));
    // `before` may have changed the request.
    const answer = await fetch(this.#target, { method: 'POST', headers, body: JSON.stringify(json) });
    const answered = await answer.text();
    const body = (answered === '' ? {} : JSON.parse(answered)) as Json;
    return { status: answer.status, body: answer.ok ? this.after(operation, body, json) : body };
  }
}

/** An error as Kinesis answers it. */
export const fault = (name: string): Answer => ({ status: 400, body: { __type: name, message: `${name}!` } });
