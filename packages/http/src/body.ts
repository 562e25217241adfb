import type { IncomingMessage } from 'node:http';

/** Bounds the bytes of all request bodies that are held at the same time. */
export class ByteBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** False: there is no room, and nothing was taken. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** What became of a request body; `gone`: the client went away in the middle of it. */
export type Body =
  { readonly kind: 'complete'; readonly bytes: Buffer } | { readonly kind: 'too-large' | 'no-room' | 'gone' };

/**
 * Reads a whole body of at most `bytesMax` bytes, all of which are taken from `budget`; the caller gives
 * back those of a complete body.
 */
export async function readBody(
  request: IncomingMessage,
  bytesMax: number,
  budget: ByteBudget,
): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return { kind: 'too-large' };
  const chunks: Buffer[] = [];
  let length = 0;
  const refuse = (kind: 'too-large' | 'no-room' | 'gone'): Body => {
    budget.give(length);
    return { kind };
  };
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (length + chunk.length > bytesMax) return refuse('too-large');
      if (!budget.take(chunk.length)) return refuse('no-room');
      length += chunk.length;
      chunks.push(chunk);
    }
  } catch {
    return refuse('gone');
  }
  // A copy even of a single chunk, which would keep the whole buffer that the socket was read into.
  return { kind: 'complete', bytes: Buffer.concat(chunks, length) };
}
