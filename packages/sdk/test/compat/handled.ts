import { Readable } from 'node:stream';

/** Anything with the original's `handle`. */
export interface Handler {
  handle(request: unknown, response: unknown): Promise<void>;
}

/** What `handle` answers, given the least that it needs of a request and a response. */
export async function handled(
  service: Handler,
  body: Uint8Array,
): Promise<{ status: number; body: Uint8Array }> {
  const answer = { status: 0, body: new Uint8Array(0) };
  await service.handle(Readable.from([Buffer.from(body)]), {
    writeHead(status: number) {
      answer.status = status;
    },
    end(bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)) {
      answer.body = bytes;
    },
  });
  return answer;
}
