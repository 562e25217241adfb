import type { Answer } from './exchange.ts';
import { tooLarge } from './exchange.ts';

/** Reads the body of a request, at most `payloadBytesMax` bytes; else throws a refusal with status 413. */
export async function readFetchBody(request: Request, payloadBytesMax: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length')) > payloadBytesMax) throw tooLarge(payloadBytesMax);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > payloadBytesMax) throw tooLarge(payloadBytesMax);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** The answer as a `Response`. */
export function toFetchResponse({ status, headers, body }: Answer): Response {
  return new Response(body as Uint8Array<ArrayBuffer>, { status, headers });
}
