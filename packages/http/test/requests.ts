import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sending {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** One request on a connection of its own, headers exactly as given. */
export async function send(url: string, sending: Sending = {}): Promise<Reply> {
  const { method = 'GET', headers = {}, body } = sending;
  const request = httpRequest(url, { method, agent: false, headers });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
}

/** A promise and its handles: for requests that the test keeps waiting. */
export const gate = (): PromiseWithResolvers<void> => Promise.withResolvers<void>();
