import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Answer } from './exchange.ts';
import { Refusal, tooLarge } from './exchange.ts';

/**
 * Reads the body of a request, or takes the bytes that a body parser left in `request.body`. One above `payloadBytesMax` is dropped while it comes and refused with status
 * 413 at its end: a caller whose connection is cut before would never see the answer. The server's
 * `requestTimeout` bounds that.
 */
export function readNodeBody(request: Readable, payloadBytesMax: number): Promise<Uint8Array> {
  const { body } = request as { readonly body?: unknown };
  if (body instanceof Uint8Array) {
    return body.length > payloadBytesMax ? Promise.reject(tooLarge(payloadBytesMax)) : Promise.resolve(body);
  }
  return new Promise((resolve, reject) => {
    // Its events are over, or will bring text: waiting for them would last for ever.
    if (request.readableEnded || request.destroyed || request.readableEncoding !== null) {
      reject(new Refusal(400, READ_BEFORE));
      return;
    }
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= payloadBytesMax) chunks.push(chunk);
      else chunks = [];
    });
    request.once('end', () => {
      if (bytes > payloadBytesMax) reject(tooLarge(payloadBytesMax));
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    request.once('error', reject);
    request.once('close', () => reject(new Error('the connection was closed before the body was complete')));
  });
}

const READ_BEFORE =
  'The body was read before: let no body parser see calls to functions, or one that leaves bytes in request.body.';

/** Writes an answer, with an `offer` of other ways to call among its headers, and ends the response. */
export function writeNodeAnswer(
  response: ServerResponse,
  { status, headers, body }: Answer,
  offer: Answer['headers'] = {},
): void {
  response.writeHead(status, { ...headers, ...offer, 'content-length': body.length });
  response.end(body);
}
